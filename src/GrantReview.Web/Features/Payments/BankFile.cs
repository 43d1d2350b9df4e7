using GrantReview.Files.Packages;

namespace GrantReview.Web.Features.Payments;

/// <summary>A file that the bank returned, as finance uploads it.</summary>
public sealed record BankFile(IReadOnlyList<BankRow> Rows, string Sha256)
{
    private const int MostMistakes = 10;

    /// <summary>The file, or what is wrong with it.</summary>
    public static async Task<(BankFile? File, string Mistakes)> ReadAsync(IFormFile? file, CancellationToken cancellationToken)
    {
        if (await Upload.FromAsync(file, null, null, cancellationToken) is not { } upload)
        {
            return (null, Text.Of("Apps.NoFile"));
        }
        var read = RoundReader.ReadBankReturn(upload.Content, upload.Name);
        return read.Mistakes.Count == 0 ? (new BankFile(read.Rows, ResultPackage.Sha256(upload.Content)), "")
            : (null, string.Join("\n", read.Mistakes.Take(MostMistakes).Select(m =>
                (m with { Column = PaymentText.HeadingOf(m.Column, read.Sight) }).Say(Text.Culture))));
    }
}
