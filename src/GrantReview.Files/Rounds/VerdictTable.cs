using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Calls;

namespace GrantReview.Files.Rounds;

/// <summary>verdicts.csv ↔ verdicts.</summary>
internal static class VerdictTable
{
    private static readonly Dictionary<VerdictKind, string> Codes = new()
    {
        [VerdictKind.Met] = "met", [VerdictKind.NotMet] = "not-met", [VerdictKind.Waived] = "waived",
    };

    private static readonly Dictionary<string, VerdictKind> Synonyms = new(StringComparer.Ordinal)
    {
        ["met"] = VerdictKind.Met, ["not-met"] = VerdictKind.NotMet, ["waived"] = VerdictKind.Waived,
        ["符合"] = VerdictKind.Met, ["不符合"] = VerdictKind.NotMet, ["豁免"] = VerdictKind.Waived,
    };

    public static string CodeOf(VerdictKind kind) => Codes[kind];

    /// <param name="applications">Ids of the round; empty where they could not be read.</param>
    /// <param name="call">Null where it could not be read.</param>
    public static List<Verdict> Read(Table table, IReadOnlyDictionary<string, int> applications, Call? call, List<Mistake> mistakes)
    {
        var cells = new CellReader(table.File, mistakes);
        var known = call is null ? null : CallFindings.RuleIds(call);
        var seen = new Dictionary<(string, string), int>();
        List<Verdict> verdicts = [];
        foreach (var row in table.Rows)
        {
            var before = mistakes.Count;
            var application = cells.Required(row, "application", CellReader.LongestId);
            var rule = cells.Required(row, "rule", CellReader.LongestId);
            if (application.Length > 0 && application != Verdict.Everyone.Value && applications.Count > 0
                && !applications.ContainsKey(application))
            {
                mistakes.Add(new Mistake(table.File, row.Number, "application", "UnknownApplication", CellReader.Shown(application)));
            }
            if (RuleId.Of(rule) is { } named && known?.Contains(named) == false)
            {
                mistakes.Add(new Mistake(table.File, row.Number, "rule", "UnknownRule", CellReader.Shown(rule)));
            }
            if (!seen.TryAdd((application, rule), row.Number))
            {
                mistakes.Add(new Mistake(table.File, row.Number, "", "VerdictTwice", application, rule, $"{seen[(application, rule)]}"));
            }
            var word = cells.Required(row, "verdict").ToLowerInvariant();
            if (word.Length > 0 && !Synonyms.ContainsKey(word))
            {
                mistakes.Add(
                    new Mistake(table.File, row.Number, "verdict", "ChoiceUnknown", CellReader.Shown(word),
                    string.Join(", ", Codes.Values)));
            }
            var kind = Synonyms.GetValueOrDefault(word);
            if (kind == VerdictKind.Waived && row["clause"].Length == 0)
            {
                mistakes.Add(new Mistake(table.File, row.Number, "clause", "WaiverNeedsClause"));
            }
            if (row["at"].Length > 0 && !Times.TryParse(row["at"], out _, out _))
            {
                mistakes.Add(new Mistake(table.File, row.Number, "at", "NotAnInstant", CellReader.Shown(row["at"])));
            }
            if (mistakes.Count == before)
            {
                verdicts.Add(
                    new Verdict(new ApplicationId(application), new RuleId(rule), kind, row["clause"], row["by"], row["at"],
                    row["reason"]));
            }
        }
        return verdicts;
    }

    public static OutputFile Write(IReadOnlyList<Verdict> verdicts) => new(TableSchema.Verdicts.File, Csv.Write(
        ["application", "rule", "verdict", "clause", "by", "at", "reason"],
        verdicts.OrderBy(v => v.Application).ThenBy(v => v.Rule).Select(v => (IReadOnlyList<string?>)
            [v.Application.Value, v.Rule.Value, CodeOf(v.Kind), Csv.Safe(v.Clause), Csv.Safe(v.By), v.At, Csv.Safe(v.Reason)])));
}
