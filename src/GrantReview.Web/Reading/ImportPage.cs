using GrantReview.Core.Applications.Eligibility;

namespace GrantReview.Web.Reading;

/// <summary>A file that is to be imported: how it was read, what it would change, and what of both a person may still say.</summary>
/// <param name="File">The file, which waits in the page.</param>
/// <param name="Said">What a person said of how it is read.</param>
public sealed record ImportPage(CallRow Call, ImportedList List, Upload File, ImportForm Said, TableLayout Layout, TableSight Sight)
{
    public const int MostShown = 200;

    /// <summary>Columns of a file that the page asks about.</summary>
    public const int MostHeaders = 200;

    /// <summary>Columns that a header may mean: code and name.</summary>
    public required IReadOnlyList<(string Code, string Name)> Columns { get; init; }

    /// <summary>Categories of the call: code and name.</summary>
    public required IReadOnlyList<(string Code, string Name)> Categories { get; init; }
    public required IReadOnlyList<Mistake> Mistakes { get; init; }
    public required IReadOnlyList<Mistake> Warnings { get; init; }

    /// <summary>Keys of headers whose meaning was remembered.</summary>
    public required IReadOnlySet<string> Remembered { get; init; }

    /// <summary>Null while there is a mistake.</summary>
    public ImportChanges? Changes { get; init; }

    /// <summary>What a list is looked for among, where a file is chosen.</summary>
    public const string FileTypes = ".xlsx,.xls,.csv,.txt,.docx,.htm,.html";

    /// <summary>In what the figures of a column may stand, each with its words.</summary>
    public static IReadOnlyList<(int Factor, string Key)> UnitsOf(bool isRate) => isRate
        ? [(1, "Import.Percent"), (TableSchema.PercentOfOne, "Import.ShareOfOne")]
        : [(1, "Import.Yuan"), (1_000, "Import.ThousandYuan"), (10_000, "Import.TenThousandYuan"), (1_000_000, "Import.MillionYuan"),
            (100_000_000, "Import.HundredMillionYuan")];

    /// <summary>Columns whose unit a person has to say, each with its place in the form and why it is asked.</summary>
    public IReadOnlyList<(int Index, SeenColumn Column, string Why)> UnitsAsked =>
    [
        .. Sight.Columns.Take(MostHeaders).Index().Where(c => c.Item.Factor == 0).Select(c => (c.Index, c.Item,
            Mistakes.FirstOrDefault(m => m.Column == c.Item.Column && TableSight.IsUnitAsked(m)) switch
            {
                { Code: "UnitAsked", Arguments: [_, var beside, ..] } => Text.Of("Import.UnitBeside", beside),
                { Code: "UnitUnknown" } => Text.Of("Import.UnitNotKnown"),
                { Code: "RateAsked" } => Text.Of("Import.RateUnsaid"),
                _ => "",
            })),
    ];

    public string Page => List == ImportedList.Experts ? "experts" : "applications";

    /// <summary>A person should look at how it was read before anything else.</summary>
    public bool Asks => Changes is null || Sight.AsksAPerson;

    /// <summary>The mistakes but for missing columns and units, which the page asks about.</summary>
    public IReadOnlyList<Mistake> Others => [.. Mistakes.Where(m => !TableSight.IsUnitAsked(m)
        && (!Sight.Missing.Contains(m.Column) || m.Code is not ("ColumnMissing" or "ColumnMissingBelowTitle"))).Select(Named)];

    public IReadOnlyList<Mistake> NamedWarnings => [.. Warnings.Select(Named)];

    public string NameOf(string column) => Columns.FirstOrDefault(c => c.Code == column).Name ?? column;

    /// <summary>With the column's name as the page has it.</summary>
    private Mistake Named(Mistake mistake) => mistake with { Column = NameOf(mistake.Column) };

    /// <summary>Columns that the file lacks, with what the person said, or what is proposed.</summary>
    public IReadOnlyList<(string Column, string Value)> Values =>
    [
        .. Layout.Values.Select(v => (v.Key, v.Value)),
        .. Sight.Missing.Except(Layout.Values.Keys).Select(c => (c, c switch
        {
            "id" => List == ImportedList.Experts ? "E###" : $"{Call.Code}-###",
            "category" when Categories is [var one] => one.Code,
            _ => "",
        })),
    ];

    /// <summary>What was done, and what is to be known of how the file was read.</summary>
    public static string Done(int added, int updated, IReadOnlyList<Mistake> warnings, Func<string, string> nameOf)
    {
        const int shown = 3;
        var done = Text.Of("Apps.Imported", added, updated);
        return warnings.Count == 0 ? done : Text.Of("Import.DoneWith", done, warnings.Count,
            string.Join(" ", warnings.Take(shown).Select(w => (w with { Column = nameOf(w.Column) }).Say(Text.Culture))));
    }
}

/// <summary>What an import would change.</summary>
/// <param name="Rows">New and changed ones.</param>
/// <param name="Same">How many rows change nothing.</param>
/// <param name="Columns">Columns of what is stored that the file lacks; they stay as they are.</param>
/// <param name="Absent">Numbers that are stored and not in the file; they stay as they are.</param>
/// <param name="Found">Conflicts that it would add.</param>
/// <param name="Unsupported">Conflicts whose evidence it would take away; they stay until two persons dismiss them.</param>
public sealed record ImportChanges(
    IReadOnlyList<ImportedRow> Rows, int Same, IReadOnlyList<string> Columns, IReadOnlyList<string> Absent, IReadOnlyList<Conflict> Found,
    IReadOnlyList<Conflict> Unsupported)
{
    /// <summary>Findings that would ask, and such as would ask no more.</summary>
    public IReadOnlyList<Finding> Opened { get; init; } = [];
    public IReadOnlyList<Finding> Closed { get; init; } = [];

    /// <summary>Members of the office whose unit would apply.</summary>
    public IReadOnlyList<(string Name, OfficeConflict Conflict)> Recused { get; init; } = [];

    /// <summary>Why it cannot be imported, however well it was read; null = it can.</summary>
    public Refusal? Refused { get; init; }
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
