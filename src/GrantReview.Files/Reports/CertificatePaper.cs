using GrantReview.Core.Calls;
using GrantReview.Core.Experts;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>The certificate of an expert's service (评审专家证明), as it was issued.</summary>
public static class CertificatePaper
{
    /// <param name="name">The expert's real name; the unit may be blank.</param>
    public static Paper Of(Call call, string name, string unit, Certificate issued) => Paper.Of(
        ("number", new LocalText(NumberOf(call.Code, issued))), ("call", call.Name),
        ("expert", unit.Length == 0 ? new LocalText(name) : new LocalText($"{name} ({unit})", $"{name}（{unit}）")),
        ("from", Day(issued.From)), ("until", Day(issued.Until)), ("date", Day(issued.IssuedOn)),
        ("items", issued.Items == 0 ? new LocalText("") : new LocalText(
            $", reviewing {issued.Items} {(issued.Items == 1 ? "application" : "applications")}", $"，评审申报项目{issued.Items}项")),
        ("days", issued.Days == 0 ? new LocalText("") : new LocalText(
            $", attending {issued.Days} {(issued.Days == 1 ? "day" : "days")} of meetings", $"，参加评审会议{issued.Days}天")));

    /// <summary>The call's code and the number in it, three digits at least.</summary>
    public static string NumberOf(string call, Certificate issued) => $"{call}-{issued.Number:000}";

    private static LocalText Day(DateOnly? day) => day is { } known ? Paper.Day(known) : new LocalText("");
}
