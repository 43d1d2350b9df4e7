using GrantReview.Core;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Evaluations;
using GrantReview.Core.Settings;

namespace GrantReview.Web.Tests.Templates;

/// <summary>
/// Any one cell of the five rounds left blank or spoilt: it pays nobody, leaves nobody out unasked and opens no limit; in another hand it
/// says what it said.
/// </summary>
public class BlankCellsTests
{
    /// <summary>What an officer decided.</summary>
    private static readonly string[] Said = ["eligible", "waived_rules"];

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public void Evaluate_WithAnyCellThatSaysNothing_AsksOrChangesNothing(string cell) => Assert.Empty(
        from round in Answered.Value
        from row in round.Round.Rows
        from said in row.Where(c => c.Value.Length > 0 && !Said.Contains(c.Key) && (cell.Length == 0 || c.Key is not ("id" or "title")))
        select Fault(round.Round, round.Before, row, said.Key, cell) into fault
        where fault is not null
        select fault);

    [Theory]
    [InlineData(Hand.FullWidth)]
    [InlineData(Hand.Unseen)]
    public void Evaluate_WithAnyCellInAnotherHand_SaysTheSameOrIsRefused(Hand hand) => Assert.Empty(
        from round in Answered.Value
        from row in round.Round.Rows
        from said in row.Where(c => c.Value.Length > 0 && c.Key is not ("id" or "title"))
        let cell = Rewritten(said.Value, hand)
        where cell != said.Value && Rewrites(round.Round, row, said.Key, cell).TryRead().Round is { } read
            && !Awards(Evaluation.Run(read, "seed")).OrderBy(a => a.Key).SequenceEqual(Awards(round.Before).OrderBy(a => a.Key))
        select $"{round.Before.Round.Call.Template}: {row["id"]}.{said.Key} {said.Value} as {cell}");

    /// <summary>The rounds with every question answered, and what they come to.</summary>
    private static readonly Lazy<IReadOnlyList<(SmallRound Round, EvaluationResult Before)>> Answered = new(() =>
    [
        .. FiveRounds.All.Select(r => r.AnsweredAfter(Evaluation.Run(r.Read(), "seed"))).Select(r => (r, Evaluation.Run(r.Read(), "seed"))),
    ]);

    public enum Hand { FullWidth, Unseen }

    private static string Rewritten(string cell, Hand hand) => hand switch
    {
        Hand.FullWidth => string.Concat(cell.Select(c => c is > ' ' and < '\u007F' ? (char)(c + 0xFEE0) : c)),
        _ => $"\u00A0{cell[..1]}\u200B{cell[1..]}\uFEFF",
    };

    private static SmallRound Rewrites(SmallRound round, RoundRow row, string column, string cell) =>
        round with { Rows = [.. round.Rows.Select(r => ReferenceEquals(r, row) ? r.Saying(column, cell) : r)] };

    private static string? Fault(SmallRound round, EvaluationResult before, RoundRow row, string column, string cell)
    {
        // Nobody has said anything of a question that the cell answered.
        var asking = before.Round.Call.Eligibility.Rules
            .Where(r => new[] { r.When, r.Condition }.OfType<Condition>().Any(c => c.Attributes.Contains(column)))
            .Select(r => r.Id.Value).ToHashSet();
        var blanked = Rewrites(round, row, column, cell) with
        {
            Met = [.. round.Met.Where(m => m.Application != row["id"] || !asking.Contains(m.Rule))],
        };
        if (blanked.TryRead().Round is not { } read)
        {
            return null;
        }
        var after = Evaluation.Run(read, "seed");
        var (was, now) = (Awards(before), Awards(after));
        var entry = after.Ranking.Single(e => e.Application.Id.Value == row["id"]);
        var (paidBefore, paidNow) = (was.GetValueOrDefault(row["id"]), now.GetValueOrDefault(row["id"]));
        var isOpen = entry.Decision == Decision.Open;
        return paidNow is not null && paidNow != paidBefore ? Say($"is paid {paidNow} instead of {paidBefore ?? "nothing"}")
            : paidNow is null && paidBefore is not null && !isOpen ? Say($"loses {paidBefore} unasked: {string.Join(';', entry.Reasons)}")
            : isOpen != (after.Status == EvaluationStatus.Provisional) ? Say($"{after.Status} while it is {entry.Decision}")
            : !isOpen && !was.OrderBy(a => a.Key).SequenceEqual(now.OrderBy(a => a.Key)) ? Say("changes others' awards unasked")
            : !StandAlone(round, now) ? Say("lets awards stand that break a limit") : null;

        string Say(string what) => $"{before.Round.Call.Template}: {row["id"]}.{column} “{cell}” {what}";
    }

    /// <summary>As a round of their own, with every cell as it was filed, the awards are the same.</summary>
    private static bool StandAlone(SmallRound round, Dictionary<string, string> awards)
    {
        var alone = round with
        {
            Rows = [.. round.Rows.Where(r => awards.ContainsKey(r["id"]))],
            Met = [.. round.Met.Where(m => awards.ContainsKey(m.Application))],
        };
        return alone.Rows.Count == 0
            || Awards(Evaluation.Run(alone.Read(), "seed")).OrderBy(a => a.Key).SequenceEqual(awards.OrderBy(a => a.Key));
    }

    private static Dictionary<string, string> Awards(EvaluationResult result) =>
        result.Ranking.Where(e => e.Amount is not null).ToDictionary(e => e.Application.Id.Value, e => $"{e.Amount}");
}
