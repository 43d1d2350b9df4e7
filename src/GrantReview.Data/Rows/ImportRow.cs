using System.Security.Cryptography;
using System.Text.Json;
using GrantReview.Core.Acts;
using GrantReview.Core.Calls;

namespace GrantReview.Data;

/// <summary>A row as it stood before an import.</summary>
/// <param name="After">Digest of what the import made of it: another one says that somebody changed it.</param>
/// <param name="Before">Null = the import brought it.</param>
public sealed record ImportedRowBefore<T>(Guid Id, string Number, string After, T? Before);

/// <summary>A file that was imported, with all that is needed to take it back.</summary>
public sealed class ImportRow(Guid callId, ImportedList list) : Row
{
    public const int DigestLength = 64;

    public Guid CallId { get; private set; } = callId;
    public ImportedList List { get; private set; } = list;
    public string FileName { get; private set; } = "";
    public string Sha256 { get; private set; } = "";
    public int Added { get; private set; }
    public int Changed { get; private set; }
    public ImportState State { get; private set; } = ImportState.None;

    /// <summary>The rows before it, as JSON; emptied once it was taken back.</summary>
    public string Before { get; private set; } = "";

    public override Guid? CallOf => CallId;

    public static string DigestOf<T>(T values) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(values)));

    public IReadOnlyList<ImportedRowBefore<T>> RowsBefore<T>() =>
        Before.Length == 0 ? [] : JsonSerializer.Deserialize<List<ImportedRowBefore<T>>>(Before) ?? [];

    public Answer Bring<T>(ImportLife.Bring act, IReadOnlyList<ImportedRowBefore<T>> before, By by, ImportEvidence seen) =>
        Take(ImportLife.Decide(State, act, by, seen), by, fact =>
        {
            FileName = act.File.ToString();
            (Sha256, Before) = (act.Sha256, JsonSerializer.Serialize(before));
            (Added, Changed) = (act.Added, act.Changed);
            State = ImportLife.Apply(State, fact);
        });

    public Answer Undo(By by, ImportEvidence seen) => Take(ImportLife.Decide(State, new ImportLife.Undo(), by, seen), by, fact =>
    {
        State = ImportLife.Apply(State, fact);
        Before = "";
    });
}

/// <summary>A header of offices' lists that an officer matched with a column; of the whole house.</summary>
/// <param name="key">The header as headers are compared.</param>
public sealed class HeaderRow(ImportedList list, string key) : Row
{
    public ImportedList List { get; private set; } = list;
    public string Key { get; private set; } = key;
    public string Written { get; private set; } = "";

    /// <summary>Blank = forgotten.</summary>
    public string Column { get; private set; } = "";
    public int? Factor { get; private set; }

    private HeaderMeaning Meaning => Column.Length == 0 ? HeaderMeaning.Unknown : new HeaderMeaning(Column, Factor);

    public Answer Do(Act act, By by) => Take(HeaderLife.Decide(Meaning, Written, act, by), by, fact =>
    {
        var after = HeaderLife.Apply(fact);
        Written = fact is HeaderLife.Remembered remembered ? remembered.Written : Written;
        (Column, Factor) = (after.Column ?? "", after.Factor);
    });
}
