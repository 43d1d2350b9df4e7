using GrantReview.Core;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Evaluations;
using GrantReview.Core.Settings;

namespace GrantReview.Web.Tests.Templates;

/// <summary>Any one cell of the five rounds left blank: it pays nobody, leaves nobody out unasked and opens no limit.</summary>
public class BlankCellsTests
{
    /// <summary>What an officer decided.</summary>
    private static readonly string[] Said = ["eligible", "waived_rules"];

    [Fact]
    public void Evaluate_WithAnyCellBlank_AsksOrChangesNothing()
    {
        List<string> wrong = [];
        foreach (var round in FiveRounds.All)
        {
            var answered = round.AnsweredAfter(Evaluation.Run(round.Read(), "seed"));
            var before = Evaluation.Run(answered.Read(), "seed");
            foreach (var row in answered.Rows)
            {
                wrong.AddRange(row.Where(c => c.Value.Length > 0 && !Said.Contains(c.Key))
                    .Select(c => Fault(answered, before, row, c.Key)).OfType<string>());
            }
        }
        Assert.Empty(wrong);
    }

    private static string? Fault(SmallRound round, EvaluationResult before, RoundRow row, string column)
    {
        // Nobody has said anything of a question that the cell answered.
        var asking = before.Round.Call.Eligibility.Rules
            .Where(r => new[] { r.When, r.Condition }.OfType<Condition>().Any(c => c.Attributes.Contains(column)))
            .Select(r => r.Id.Value).ToHashSet();
        var blanked = round with
        {
            Rows = [.. round.Rows.Select(r => ReferenceEquals(r, row) ? r.Blank(column) : r)],
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

        string Say(string what) => $"{before.Round.Call.Template}: {row["id"]}.{column} blank {what}";
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
