namespace GrantReview.Web.Reading;

/// <summary>What an import would do, shown before it does it.</summary>
/// <param name="Page">The page it came from: applications or experts.</param>
/// <param name="File">The file, which waits in the page.</param>
/// <param name="Rows">New and changed ones.</param>
/// <param name="Same">How many rows change nothing.</param>
/// <param name="Columns">Columns of what is stored that the file lacks; they stay as they are.</param>
/// <param name="Found">Conflicts that it would add.</param>
/// <param name="Unsupported">Conflicts whose evidence it would take away; they stay until two persons dismiss them.</param>
public sealed record ImportPage(
    CallRow Call, string Page, Upload File, IReadOnlyList<ImportedRow> Rows, int Same, IReadOnlyList<string> Columns,
    IReadOnlyList<Mistake> Warnings,
    IReadOnlyList<Conflict> Found, IReadOnlyList<Conflict> Unsupported)
{
    public const int MostShown = 200;

    /// <summary>What was done, and what is to be known of how the file was read.</summary>
    public static string Done(int added, int updated, IReadOnlyList<Mistake> warnings)
    {
        const int shown = 3;
        var done = Text.Of("Apps.Imported", added, updated);
        return warnings.Count == 0 ? done : Text.Of("Import.DoneWith", done, warnings.Count,
            string.Join(" ", warnings.Take(shown).Select(w => w.Say(Text.Culture))));
    }
}

/// <summary>A row of the file that is new or changes something.</summary>
public sealed record ImportedRow(string Id, bool IsNew, IReadOnlyList<FieldChange> Changes);

/// <summary>A file as it was sent, or as it waited in a page.</summary>
public sealed record Upload(string Name, byte[] Content)
{
    /// <summary>What a page can hold of a file until it is imported.</summary>
    private const int LargestKept = 2_500_000;

    /// <summary>Blank where the file is too large to wait and has to be chosen again.</summary>
    public string Kept => Content.Length > LargestKept ? "" : Convert.ToBase64String(Content);

    /// <summary>Null where there is no file.</summary>
    public static async Task<Upload?> FromAsync(IFormFile? file, string? name, string? content, CancellationToken cancellationToken)
    {
        if (file is not null)
        {
            using var stream = new MemoryStream();
            await file.CopyToAsync(stream, cancellationToken);
            return new Upload(file.FileName, stream.ToArray());
        }
        var bytes = new byte[(content?.Length ?? 0) / 4 * 3];
        return !string.IsNullOrEmpty(name) && Convert.TryFromBase64String(content ?? "", bytes, out var length) && length > 0
            ? new Upload(name, bytes[..length]) : null;
    }
}
