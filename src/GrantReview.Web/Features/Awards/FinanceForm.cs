using System.Text.RegularExpressions;
using GrantReview.Core.Numbers;
using GrantReview.Files.Reports;

namespace GrantReview.Web.Features.Awards;

/// <summary>The terms of payment of a call as finance types them.</summary>
public sealed partial class FinanceForm
{
    public const int YearLength = 4;
    public const int SubjectLength = 19;

    public bool InTenThousands { get; set; }

    /// <summary>A percentage and, where there is one, a day, for each instalment: "60 2025-06-30; 40"; blank = paid at once.</summary>
    public string? Instalments { get; set; }
    public string? BudgetYear { get; set; }
    public string? SubjectCode { get; set; }
    public string? DocumentNumber { get; set; }
    public PaymentChannel Channel { get; set; }
    public string? Treasury { get; set; }

    public static FinanceForm Of(FinanceTerms terms) => new()
    {
        InTenThousands = terms.InTenThousands, BudgetYear = terms.BudgetYear, SubjectCode = terms.SubjectCode,
        DocumentNumber = terms.DocumentNumber, Channel = terms.Channel, Treasury = terms.Treasury,
        Instalments = terms.Instalments.SequenceEqual(FinanceTerms.Once.Instalments) ? ""
            : string.Join("; ",
                terms.Instalments.Select(i => i.DueOn is { } due
                ? string.Create(CultureInfo.InvariantCulture, $"{i.Share * 100} {due:yyyy-MM-dd}") : $"{i.Share * 100}")),
    };

    /// <summary>The terms, or the key of what is wrong with them.</summary>
    public (FinanceTerms? Terms, string? Fault) Read()
    {
        var (year, subject, document, treasury) =
            (Text(BudgetYear), Text(SubjectCode), Text(DocumentNumber), Channel == PaymentChannel.LowerTreasury ? Text(Treasury) : "");
        return ReadInstalments() is not { } instalments ? (null, "Finance.BadInstalments")
            : year.Length > 0 && !Year().IsMatch(year) ? (null, "Finance.BadYear")
            : subject.Length > 0 && !Subject().IsMatch(subject) ? (null, "Finance.BadSubject")
            : document.Length > Row.NameLength || treasury.Length > Row.NameLength || (document + treasury).Any(char.IsControl)
                || !Enum.IsDefined(Channel) ? (null, "Finance.BadText")
            : Channel == PaymentChannel.LowerTreasury && treasury.Length == 0 ? (null, "Finance.NeedsTreasury")
            : (new FinanceTerms(instalments, InTenThousands, year, subject, document, Channel, treasury), null);
    }

    private IReadOnlyList<Instalment>? ReadInstalments()
    {
        var texts = (Instalments ?? "").Split([';', '；', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        List<(Rational, DateOnly?)> shares = [];
        foreach (var parts in texts.Select(t => t.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
        {
            DateOnly day = default;
            if (parts.Length > 2 || !Rational.TryParse(parts[0].TrimEnd('%', '％'), out var share)
                || (parts.Length == 2
                && !DateOnly.TryParseExact(parts[1], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day)))
            {
                return null;
            }
            shares.Add((share / 100, parts.Length == 2 ? day : null));
        }
        return texts.Length == 0 ? FinanceTerms.Once.Instalments : FinanceTerms.Parts(shares);
    }

    private static string Text(string? typed) => typed?.Trim() ?? "";

    [GeneratedRegex("^20[0-9]{2}$")]
    private static partial Regex Year();

    /// <summary>预算科目编码 are three, five or seven digits; departments append their own.</summary>
    [GeneratedRegex("^[0-9]{3,19}$")]
    private static partial Regex Subject();
}
