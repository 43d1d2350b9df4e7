using GrantReview.Core.Evaluations;
using GrantReview.Files.Reports;

namespace GrantReview.Web.Features.Awards;

/// <summary>Why an approver should look at an application before signing.</summary>
public enum Notable
{
    /// <summary>Placed before somebody who is funded, and not funded.</summary>
    PassedOver,

    /// <summary>Funded although somebody placed before it is not.</summary>
    ComesInBelow,

    /// <summary>Funded, and most experts advise against.</summary>
    AdvisedAgainst,

    /// <summary>Funded, and its experts disagree more than experts do.</summary>
    Discordant,

    /// <summary>It would be decided otherwise without one expert.</summary>
    HangsOnOne,

    /// <summary>Only lots, or the smaller id, told it from an equal.</summary>
    OnlyLots,
}

/// <summary>One application that an approver should look at, in words.</summary>
public sealed record Exceptional(Notable Why, BenchRow Row, string Category, string Words)
{
    /// <summary>The rules of the call brought it about; the others are for a person to weigh.</summary>
    public bool IsByRule => Why is Notable.PassedOver or Notable.ComesInBelow;

    public static IReadOnlyList<Exceptional> Of(KeptResult kept, IReadOnlyList<BenchCategory> categories) =>
        [.. categories.SelectMany(c => c.All.SelectMany(r => Of(kept, c, r)))];

    private static IEnumerable<Exceptional> Of(KeptResult kept, BenchCategory category, BenchRow row)
    {
        var (entry, id) = (row.Entry, row.Entry.Application.Id);
        var isFunded = entry.Decision == Decision.Funded;
        if (entry.Place < category.Line && !isFunded)
        {
            yield return Found(Notable.PassedOver, string.Join("; ", Reasons(kept, entry)));
        }
        if (isFunded && entry.Place > category.Funded.Count)
        {
            yield return Found(Notable.ComesInBelow, Text.Of("Approval.ComesInBelow", category.Funded.Count));
        }
        if (isFunded && row.Votes.Reject * 2 > row.Votes.Count)
        {
            yield return Found(Notable.AdvisedAgainst, Text.Of("Approval.AdvisedAgainst", row.Votes.Reject, row.Votes.Count));
        }
        if (isFunded && row.Fit?.IsDiscordant == true)
        {
            yield return Found(Notable.Discordant, Text.Of("Calibration.Discordant"));
        }
        var hanging = (kept.Record.Hanging ?? []).Where(h => h.Gain.Contains(id) || h.Lose.Contains(id)).Select(h => h.Number).ToList();
        if (hanging.Count > 0)
        {
            var experts = string.Join(Text.Of("List.And"), hanging.Select(n => Text.Of("Ranking.Expert", n)));
            yield return Found(Notable.HangsOnOne, Text.Of("Bench.Hangs", experts));
        }
        if (entry.Reasons.Any(r => r is Reason.DrawnByLot or Reason.DrawnByChance or Reason.DecidedById or Reason.LostLottery))
        {
            yield return Found(Notable.OnlyLots, Text.Of(ReportWords.OfReasons(entry.Reasons, kept.Record.Call, kept.Record.Trees)));
        }

        Exceptional Found(Notable why, string words) => new(why, row, category.Name, words);
    }

    private static IEnumerable<string> Reasons(KeptResult kept, RankingEntry entry) =>
        kept.Explained.GetValueOrDefault(entry.Application.Id) is { Reasons: { Count: > 0 } reasons }
            ? reasons.Select(r => Text.Of(r.Words)) : [Text.Of(ReportWords.OfReasons(entry.Reasons, kept.Record.Call, kept.Record.Trees))];
}

/// <summary>An award of one list that the other has not, or of another amount.</summary>
/// <param name="From">Fen in the draft before; null = no award.</param>
/// <param name="To">Fen now; null = no award.</param>
public sealed record AwardDifference(string Application, string Title, long? From, long? To)
{
    public static IReadOnlyList<AwardDifference> Between(IReadOnlyList<AwardEntry> before, IReadOnlyList<AwardEntry> now)
    {
        var (was, then) = (before.ToDictionary(a => a.Application), now.ToDictionary(a => a.Application));
        return
        [
            .. was.Keys.Union(then.Keys).Order(StringComparer.Ordinal)
                .Select(id => new AwardDifference(
                    id, (then.GetValueOrDefault(id) ?? was[id]).Title, was.GetValueOrDefault(id)?.AmountFen,
                    then.GetValueOrDefault(id)?.AmountFen))
                .Where(d => d.From != d.To),
        ];
    }
}

/// <summary>What holds of a proposal, or does not, for a person to see before signing.</summary>
public sealed record ApprovalCheck(bool Holds, string Name, string Detail);

/// <param name="Draft">Which proposal of the call it is, from 1.</param>
/// <param name="Shown">The part of the awards that the page shows.</param>
/// <param name="Changed">Against the proposal before; null = this is the first.</param>
/// <param name="Earlier">Decisions of the call that are frozen already.</param>
public sealed record ApprovalPage(
    ProposalEntry Proposal, int Draft, KeptResult Kept, IReadOnlyList<AwardEntry> Awards, ListPart<AwardEntry> Shown,
    IReadOnlyList<AwardDifference>? Changed, IReadOnlyList<RuleChange> RuleChanges, IReadOnlyList<EarlierDecision> Earlier, bool IsOwn)
{
    public required IReadOnlyList<BenchCategory> Categories { get; init; }
    public required IReadOnlyList<Exceptional> Exceptions { get; init; }
    public required IReadOnlyList<ApprovalCheck> Checks { get; init; }
    public required string? DecidedBy { get; init; }

    /// <summary>Null = nothing was done since the scores were first opened.</summary>
    public required SinceOpening? SinceOpening { get; init; }
    public IReadOnlyList<QuotaUse> Quotas { get; } = QuotaUse.Of(Kept.Record);
    public int Unsure => Categories.Sum(c => c.Unsure);

    /// <summary>How many of the awards a perfect panel would give to others; null where nothing says so.</summary>
    public double? Chance =>
        Kept.Record.Calibration.All(c => c.Chance is null) ? null : Kept.Record.Calibration.Sum(c => c.Chance?.WouldChange ?? 0);
}
