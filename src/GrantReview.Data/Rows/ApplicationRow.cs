using GrantReview.Core.Acts;
using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Experts;

namespace GrantReview.Data;

public sealed class ApplicationRow : Row
{
    public Guid CallId { get; set; }
    public string Code { get; set; } = "";
    public string Title { get; set; } = "";
    public string Category { get; set; } = "";
    public string Unit { get; set; } = "";
    public string UnitCode { get; set; } = "";
    public string UnitType { get; set; } = "";
    public string Region { get; set; } = "";
    public string Pi { get; set; } = "";

    /// <summary>Joined with ';', as in the files.</summary>
    public string Partners { get; set; } = "";
    public string Keywords { get; set; } = "";
    public string UnitFormerNames { get; set; } = "";

    /// <summary>What tells people from namesakes, as Person writes it; for finding conflicts, shown nowhere.</summary>
    public string PiContacts { get; set; } = "";
    public string Team { get; set; } = "";
    public string ExcludedExperts { get; set; } = "";

    public long? RequestedFen { get; set; }
    public int? ExpertsNeeded { get; set; }
    public DateTime? SubmittedAt { get; set; }

    /// <summary>Neither a person nor the file refused it; whether it competes is <see cref="ApplicationStanding"/>'s to say.</summary>
    public bool Eligible { get; private set; } = true;
    public string? IneligibleReason { get; private set; }
    public Guid? ReviewedById { get; private set; }

    /// <summary>Every column of the imported file as a JSON object, the known ones too.</summary>
    public string Attributes { get; set; } = "{}";

    public override Guid? CallOf => CallId;

    /// <param name="ifAdmitted">See <see cref="ApplicationLife.Decide"/>.</param>
    public Answer Do(Act act, By by, CallStage stage, ApplicationStanding? ifAdmitted = null) => Take(ApplicationLife.Decide(stage, act, by, ifAdmitted), by, fact =>
    {
        var after = ApplicationLife.Apply(new Admission(Eligible, new FreeText(IneligibleReason ?? ""), ReviewedById), fact);
        Eligible = after.IsAdmitted;
        IneligibleReason = after.Reason.IsBlank ? null : after.Reason.Text;
        ReviewedById = after.ReviewedBy;
    });
}

/// <summary>A verdict on what a rule says of an application; it changes by the facts of <see cref="VerdictLife"/> alone.</summary>
/// <param name="application">The code, or <see cref="Verdict.Everyone"/>: a verdict does not hang on a row that an import makes.</param>
public sealed class VerdictRow(Guid callId, string application, string rule) : Row
{
    public Guid CallId { get; private set; } = callId;
    public string Application { get; private set; } = application;
    public string Rule { get; private set; } = rule;
    public VerdictState State { get; private set; } = VerdictState.None;

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by, VerdictEvidence seen) =>
        Take(VerdictLife.Decide(State, act, by, seen), by, fact => State = VerdictLife.Apply(State, fact));
}

public sealed class ExpertRow : Row
{
    public Guid CallId { get; set; }
    public string Code { get; set; } = "";
    public string Name { get; set; } = "";
    public string Unit { get; set; } = "";
    public string UnitCode { get; set; } = "";
    public string FormerUnits { get; set; } = "";
    public string Region { get; set; } = "";
    public string Kind { get; set; } = "";
    public string Keywords { get; set; } = "";
    /// <summary>As Person writes it; for finding conflicts, shown nowhere.</summary>
    public string Contacts { get; set; } = "";
    public int? MinLoad { get; set; }
    public int? MaxLoad { get; set; }

    /// <summary>The account with which the expert signs in.</summary>
    public Guid? UserId { get; private set; }

    /// <summary>Another account that waits for a second person.</summary>
    public AccountRequest? AccountRequest { get; private set; }

    /// <summary>Null until one is drawn, when the scores are first opened.</summary>
    public AliasRow? Alias { get; private set; }

    /// <summary>When the expert declared conflicts and competence for the whole list; sheets are closed until then.</summary>
    public DateTime? DeclaredAt { get; private set; }

    /// <summary>A later deadline for this expert alone; null = the call's.</summary>
    public DateTime? ExtendedUntil { get; private set; }

    public override Guid? CallOf => CallId;

    /// <summary>From when on the server takes no score of this expert; null = no deadline.</summary>
    public DateTime? ClosesAt(CallState call) =>
        call.ScoringClosesAt is { } closes && ExtendedUntil is { } until && until > closes ? until : call.ScoringClosesAt;

    /// <param name="listed">The applications that wait for the expert.</param>
    public Answer Declare(Act act, By by, CallState call, IReadOnlyCollection<Guid> listed) =>
        Take(DeclarationLife.Decide(DeclaredAt, act, by, call, listed), by, fact => DeclaredAt = DeclarationLife.Apply(fact));

    /// <summary>Gives the expert the number in 专家n for ever.</summary>
    public void Draw(int number) => Alias = Alias is null ? new AliasRow(CallId, Id, number) : throw new InvalidOperationException("An alias is drawn once.");

    /// <summary>Links the account.</summary>
    public Answer Do(Act act, By by, AccountLinkEvidence seen) =>
        Take(AccountLinkLife.Decide(new AccountLink(UserId, AccountRequest), CallId, act, by, seen), by, fact =>
        {
            var link = AccountLinkLife.Apply(new AccountLink(UserId, AccountRequest), fact);
            (UserId, AccountRequest) = (link.Account, link.Request);
        });

    public Answer Do(ExpertLife.Import act, By by, CallStage stage) => Take(ExpertLife.Decide(stage, act, by), by, _ => { });

    /// <summary>A later deadline for this expert.</summary>
    public Answer Do(ExtensionLife.Extend act, By by, CallState call) =>
        Take(ExtensionLife.Decide(call, ClosesAt(call), act, by), by, fact => ExtendedUntil = ((ExtensionLife.Extended)fact).Until);
}

/// <summary>How well an expert said to know an application's field, until the expert declares again.</summary>
public sealed class CompetenceRow(Guid callId, Guid applicationId, Guid expertId, Competence competence) : Row
{
    public Guid CallId { get; private set; } = callId;
    public Guid ApplicationId { get; private set; } = applicationId;
    public Guid ExpertId { get; private set; } = expertId;
    public Competence Competence { get; private set; } = competence;
}
