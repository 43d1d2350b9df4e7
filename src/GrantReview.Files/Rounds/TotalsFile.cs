using GrantReview.Core.Calibration;

namespace GrantReview.Files.Rounds;

/// <summary>
/// Reads a CSV of totals: application, expert, score, and panel, category and position in the expert's reading order if there are any.
/// </summary>
public static class TotalsFile
{
    public static IReadOnlyList<ExpertTotal> Read(string path, List<Mistake> mistakes)
    {
        var file = Path.GetFileName(path);
        if (!File.Exists(path))
        {
            mistakes.Add(new Mistake(file, null, "", "PathMissing"));
            return [];
        }
        if (TableReader.ReadCsv(File.ReadAllBytes(path), TableSchema.Totals, file, mistakes) is not { } table)
        {
            return [];
        }
        var cells = new CellReader(file, mistakes);
        var seen = new Dictionary<(ApplicationId, ExpertId), int>();
        var totals = new List<ExpertTotal>(table.Rows.Count);
        foreach (var row in table.Rows)
        {
            var (application, expert) = (cells.Application(row, "application"), cells.Expert(row, "expert"));
            if (!seen.TryAdd((application, expert), row.Number))
            {
                mistakes.Add(new Mistake(
                    file, row.Number, "", "PairTwice", application.Value, expert.Value, $"{seen[(application, expert)]}"));
            }
            if (cells.Number(row, "score") is { } score)
            {
                totals.Add(new ExpertTotal(application, expert, row["panel"], score) 
                {
                    Category = CategoryCode.OrNone(row["category"]),
                    Position = cells.Whole(row, "position", 1, ExpertTotal.LastPosition),
                });
            }
        }
        return totals;
    }
}
