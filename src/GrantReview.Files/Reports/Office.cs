using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>
/// Who issues papers and sheets (发布单位) and where readers turn to; what is blank is left open, to be written by hand.
/// </summary>
public sealed record Office(LocalText Name, LocalText Department, string Phone, LocalText Address)
{
    /// <summary>Signs below every sheet, each on a line of their own.</summary>
    public static IReadOnlyList<LocalText> Signers { get; } =
        [new("Prepared by", "制表"), new("Checked by", "审核"), new("Responsible", "负责人")];

    public static Office Unstated { get; } = new(new(""), new(""), "", new(""));

    private static readonly LocalText Open = new("________________________", "＿＿＿＿＿＿＿＿＿＿＿＿");

    /// <summary>The name, or a line to write it on.</summary>
    public LocalText Issuer => Stated(Name, Open);

    /// <summary>What every paper may ask for: issuer, department, phone, address.</summary>
    public Paper Paper => Paper.Of(
        ("issuer", Stated(Name, new LocalText("(Issuing department)", "（发布单位）"))), ("department", Stated(Department, Open)),
        ("phone", Stated(new LocalText(Phone), Open)), ("address", Stated(Address, Open)));

    private static LocalText Stated(LocalText text, LocalText otherwise) => text.Zh.Length > 0 ? text : otherwise;
}
