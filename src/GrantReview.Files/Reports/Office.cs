using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>
/// Who issues papers and sheets (发布单位) and where readers turn to; what is blank is left open, to be written by hand.
/// </summary>
public sealed record Office(LocalText Name, LocalText Department, string Phone, LocalText Address)
{
    /// <summary>Signs below every sheet, each on a line of their own.</summary>
    public static IReadOnlyList<LocalText> Signers { get; } =
        [Said.Of("Office.Prepared"), Said.Of("Office.Checked"), Said.Of("Office.Responsible")];

    public static Office Unstated { get; } = new(new(""), new(""), "", new(""));

    private static readonly LocalText Open = Said.Of("Office.Open");

    /// <summary>The name, or a line to write it on.</summary>
    public LocalText Issuer => Stated(Name, Open);

    /// <summary>What every paper may ask for: issuer, department, phone, address.</summary>
    public Paper Paper => Paper.Of(
        ("issuer", Stated(Name, Said.Of("Office.IssuingDepartment"))), ("department", Stated(Department, Open)),
        ("phone", Stated(new LocalText(Phone), Open)), ("address", Stated(Address, Open)));

    private static LocalText Stated(LocalText text, LocalText otherwise) => text.Zh.Length > 0 ? text : otherwise;
}
