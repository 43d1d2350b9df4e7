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
        ("expert", unit.Length == 0 ? new LocalText(name) : Said.Of("Report.InBrackets", name, unit)),
        ("from", Day(issued.From)), ("until", Day(issued.Until)), ("date", Day(issued.IssuedOn)),
        ("items", issued.Items switch
        {
            0 => new LocalText(""),
            1 => Said.Of("CertificatePaper.OneItem"),
            var items => Said.Of("CertificatePaper.Items", items),
        }),
        ("days", issued.Days switch
        {
            0 => new LocalText(""),
            1 => Said.Of("CertificatePaper.OneDay"),
            var days => Said.Of("CertificatePaper.Days", days),
        }));

    /// <summary>The call's code and the number in it, three digits at least.</summary>
    public static string NumberOf(string call, Certificate issued) => $"{call}-{issued.Number:000}";

    private static LocalText Day(DateOnly? day) => day is { } known ? Paper.Day(known) : new LocalText("");
}
