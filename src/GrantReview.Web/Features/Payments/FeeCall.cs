using System.Text.Json;
using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;
using GrantReview.Files.Finance;

namespace GrantReview.Web.Features.Payments;

/// <summary>What the experts of a call did, by the record, and what was paid for it: what each act of paying fees decides on.</summary>
/// <param name="Works">In the order of the experts' table.</param>
/// <param name="Month">Lists of all calls that were released in this month.</param>
public sealed record FeeCall(
    CallRow Call, FeeTerms? Terms, IReadOnlyList<FeeWork> Works, IReadOnlyList<FeeListRow> Lists, IReadOnlyList<FeeListRow> Month,
    DateOnly Today)
{
    /// <summary>Before it, who scores and how far is nobody's to see.</summary>
    public bool ScoringIsClosed => Call.State is { ScoringClosedAt: not null } or { IsUnscored: true };

    /// <param name="but">The list that somebody acts on; null = none.</param>
    public DueFees DueBut(int? but = null)
    {
        var month = new Dictionary<string, Money>();
        foreach (var list in Month)
        {
            var payees = PayeesOf(list);
            foreach (var line in list.State.Lines.Where(l => l.AgainOf is null))
            {
                var key = payees[line.Expert].TaxpayerKey;
                month[key] = month.GetValueOrDefault(key) + line.Gross;
            }
        }
        return DueFees.Of(
            Terms ?? FeeTerms.None, LabourTaxFile.Shipped, ScoringIsClosed ? Works : [],
            Lists.Where(l => l.Number != but).ToDictionary(l => l.Number, l => l.State), month);
    }

    public FeeListEvidence EvidenceFor(FeeListRow list) => new(
        ScoringIsClosed, Terms is not null, list.State.Status != FeeListStatus.Prepared || IsAsDue(list), Today)
    {
        Files = Lists.SelectMany(l => l.State.Files, (l, file) => (file, l.Number)).ToDictionary(f => f.file, f => f.Number),
        Again = Lists.Where(l => l.State.Counts).SelectMany(l => l.State.Lines.Select(line => line.AgainOf).OfType<ListedFee>(),
            (l, fee) => (Fee: fee, l.Number)).Where(a => a.Fee.List == list.Number).ToDictionary(a => a.Fee.Line, a => a.Number),
    };

    private bool IsAsDue(FeeListRow list)
    {
        var (due, payees) = (DueBut(list.Number).Lines, PayeesOf(list));
        return list.State.Lines.All(
            line => due.Contains(line) && Works.Single(w => w.Expert == line.Expert).To == payees.GetValueOrDefault(line.Expert));
    }

    public string Write(IEnumerable<FeeLine> lines) =>
        JsonSerializer.Serialize(lines.Select(l => l.Expert).ToDictionary(e => e, e => Works.Single(w => w.Expert == e).To));

    public static IReadOnlyDictionary<Guid, FeePayee> PayeesOf(FeeListRow list) =>
        JsonSerializer.Deserialize<Dictionary<Guid, FeePayee>>(list.Payees) ?? [];

    public static async Task<FeeCall> ReadAsync(AppDb db, Guid callId, DateOnly today, CancellationToken cancellationToken)
    {
        var call = await db.Calls.SingleAsync(c => c.Id == callId, cancellationToken);
        var experts = await db.Experts.AsNoTracking().Where(e => e.CallId == callId).OrderBy(e => e.Code).ToListAsync(cancellationToken);
        var done = await StoredService.ReadAsync(db, callId, cancellationToken);
        var users = experts.Select(e => e.UserId).OfType<Guid>().ToList();
        var stated = await db.FeePayees.AsNoTracking().Where(p => users.Contains(p.UserId))
            .ToDictionaryAsync(p => p.UserId, cancellationToken);
        var (first, last) = (new DateOnly(today.Year, today.Month, 1), new DateOnly(today.Year, today.Month, 1).AddMonths(1).AddDays(-1));
        return new FeeCall(
            call, (await db.FeeTerms.AsNoTracking().SingleOrDefaultAsync(t => t.CallId == callId, cancellationToken))?.State,
            [.. experts.Select(e => new FeeWork(e.Id, e.Code, e.Kind, done.Submitted[e.Id].Count(), [.. done.Days[e.Id]], PayeeOf(e)))],
            await db.FeeLists.Where(l => l.CallId == callId).OrderBy(l => l.Number).ToListAsync(cancellationToken),
            await db.FeeLists.AsNoTracking().Where(l => l.State.Status == FeeListStatus.Released
                && l.State.ReleasedOn >= first && l.State.ReleasedOn <= last).ToListAsync(cancellationToken), today);

        FeePayee PayeeOf(ExpertRow expert)
        {
            var own = expert.UserId is { } user && stated.TryGetValue(user, out var row) ? row.To(expert.Name)
                : FeePayee.Unknown with { Name = expert.Name };
            if (own.IdNumber.Length > 0)
            {
                return own;
            }
            var listed = Person.Parse(expert.Contacts);
            // What a spreadsheet may have rounded the expert has to type.
            return listed.HasBrokenIdNumber && IdNumber.TryParse(listed.IdText, out _) ? own : own with { IdNumber = listed.IdText };
        }
    }
}
