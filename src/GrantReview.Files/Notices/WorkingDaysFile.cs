using System.Globalization;
using System.Text.Json.Nodes;
using GrantReview.Core.Awards;
using GrantReview.Files.Rounds;

namespace GrantReview.Files.Notices;

/// <summary>
/// Reads a calendar of working days (templates/working-days/*.json): by year the days off as ranges, the make-up days, and the announcement
/// they come from.
/// </summary>
public static class WorkingDaysFile
{
    /// <summary>The calendar that ships with the program.</summary>
    public static WorkingDays Shipped { get; } = ReadShipped();

    public static WorkingDays? Read(byte[] content, string file, List<Mistake> mistakes)
    {
        if (Json.Parse(content, file, mistakes) is not { } root)
        {
            return null;
        }
        var before = mistakes.Count;
        var json = new Json(file, mistakes);
        var (years, off, makeUp) = (new HashSet<int>(), new HashSet<DateOnly>(), new HashSet<DateOnly>());
        foreach (var (item, path) in json.Objects(root, "years", ""))
        {
            if (json.Whole(item, "year", path, 1949, 9999) is { } year && !years.Add(year))
            {
                json.Fault($"{path}.year", "CaseIdTwice", $"{year}", file);
            }
            if (string.IsNullOrWhiteSpace(json.Text(item, "source", path)))
            {
                json.Fault($"{path}.source", "Required");
            }
            foreach (var (range, at) in json.Objects(item, "daysOff", path))
            {
                if (Day(json, json.Text(range, "from", at), $"{at}.from") is { } first
                    && Day(json, json.Text(range, "to", at), $"{at}.to") is { } last)
                {
                    if (last < first)
                    {
                        json.Fault($"{at}.to", "MinAboveMax", $"{first:yyyy-MM-dd}", $"{last:yyyy-MM-dd}");
                    }
                    for (var day = first; day <= last; day = day.AddDays(1))
                    {
                        off.Add(day);
                    }
                }
            }
            foreach (var node in item["makeUpDays"] as JsonArray ?? [])
            {
                if (Day(json, node?.ToString(), $"{path}.makeUpDays") is { } day && (!makeUp.Add(day) || off.Contains(day)))
                {
                    json.Fault($"{path}.makeUpDays", "CaseIdTwice", $"{day:yyyy-MM-dd}", path);
                }
            }
        }
        return mistakes.Count == before ? new WorkingDays(years, off, makeUp) : null;
    }

    private static DateOnly? Day(Json json, string? text, string path)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }
        json.Fault(path, "NotADate", text ?? "");
        return null;
    }

    private static WorkingDays ReadShipped()
    {
        List<Mistake> mistakes = [];
        return Read(File.ReadAllBytes(Path.Combine(TemplateFolder.Shipped.Path, "working-days", "china.json")), "china.json", mistakes)
            ?? throw new InvalidOperationException($"The calendar is broken: {string.Join("; ", mistakes.Select(m => m.Say("en")))}");
    }
}
