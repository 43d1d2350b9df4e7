using System.Globalization;

namespace GrantReview.Core.Calls;

/// <summary>How many days before the deadline experts with open sheets are reminded; empty = never.</summary>
public readonly record struct ReminderPlan
{
    public const int MostDays = 60;

    /// <summary>Reminders of one deadline.</summary>
    public const int Most = 10;

    private readonly string? text;

    private ReminderPlan(string text) => this.text = text;

    public static ReminderPlan None { get; }

    /// <summary>The furthest first, each once.</summary>
    public IReadOnlyList<int> Days => string.IsNullOrEmpty(text) ? [] : [.. text.Split(' ').Select(d => int.Parse(d, CultureInfo.InvariantCulture))];

    /// <summary>As people write it: 7、3、1 or 7, 3 1, digits of either width; null where it is not that.</summary>
    public static ReminderPlan? Parse(string? typed)
    {
        var half = string.Concat((typed ?? "").Select(c => c is >= '０' and <= '９' ? (char)(c - '０' + '0') : c));
        List<int> days = [];
        foreach (var part in half.Split([' ', ',', ';', '，', '、', '；', '　'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var day) || day is < 1 or > MostDays)
            {
                return null;
            }
            days.Add(day);
        }
        List<int> each = [.. days.Distinct().OrderDescending()];
        return each.Count > Most ? null : new ReminderPlan(string.Join(' ', each));
    }

    /// <summary>The reminder that is due now: of those whose day has come the nearest to the deadline; null = none, or the deadline is past.</summary>
    public int? DueAt(DateTime now, DateTime closes)
    {
        if (now >= closes)
        {
            return null;
        }
        List<int> due = [.. Days.Where(d => closes.AddDays(-d) <= now)];
        return due.Count == 0 ? null : due.Min();
    }

    public override string ToString() => text ?? "";
}
