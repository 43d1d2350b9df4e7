using GrantReview.Core.Acts;
using GrantReview.Core.Experts;

namespace GrantReview.Data;

/// <summary>The certificate of an expert of a call; it changes by the facts of <see cref="CertificateLife"/> alone.</summary>
public sealed class CertificateRow(Guid callId, Guid expertId) : Row
{
    public Guid CallId { get; private set; } = callId;
    public Guid ExpertId { get; private set; } = expertId;
    public Certificate State { get; private set; } = Certificate.None;

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by, CertificateEvidence seen) =>
        Take(CertificateLife.Decide(State, act, by, seen), by, fact => State = CertificateLife.Apply(fact));
}
