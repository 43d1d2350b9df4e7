namespace GrantReview.Core.Settings;

/// <summary>What the cells of a field say.</summary>
public enum FieldType
{
    Text,
    Number,

    /// <summary>Yuan; in the file the field's unit, yuan or 万元.</summary>
    Money,

    /// <summary>62 is 62 %.</summary>
    Percent,

    /// <summary>0.06 is 6 %.</summary>
    Share,

    /// <summary>A day, or an instant where an hour stands.</summary>
    Date,
    YesNo,
    List,

    /// <summary>What identifies a person.</summary>
    Id,

    /// <summary>One of a closed list.</summary>
    Code,
}

/// <summary>One value of a field's list, with other words for it as notices and offices write them.</summary>
public sealed record FieldCode(string Code, LocalText Label, IReadOnlyList<string> Synonyms)
{
    public bool IsNamed(string written) =>
        Written.Says(written, Code) || Written.Says(written, Label.Zh) || Written.Says(written, Label.En)
        || Written.SaysAny(written, Synonyms);
}

/// <summary>One column of a call's applications: its name and what its cells say. Form, import, findings and pages come from it.</summary>
/// <param name="Code">The column's name in files, rules and amounts.</param>
/// <param name="Label">As the notice says it; no two fields of a call share one.</param>
public sealed record FieldDefinition(string Code, LocalText Label, FieldType Type)
{
    public static LocalText Yuan { get; } = new("yuan", "元");
    public static LocalText TenThousandYuan { get; } = new("10,000 yuan", "万元");

    /// <summary>What one is counted or paid in, empty in a language that has no word for it; null = nothing is said.</summary>
    public LocalText? Unit { get; init; }

    /// <summary>
    /// About a person and no merit of the proposal, like a day of birth or a name: an expert never sees it. So is every id.
    /// </summary>
    public bool IsPersonal { get; init; } = Type == FieldType.Id;

    /// <summary>All values of <see cref="FieldType.Code"/>; of a text or list those that rules know; empty = any.</summary>
    public IReadOnlyList<FieldCode> Codes { get; init; } = [];

    /// <summary>How many yuan one of a file's figures is, unless the file's header says another unit; 1 where it is no money.</summary>
    public int Factor => Type == FieldType.Money && Unit == TenThousandYuan ? 10_000 : 1;

    /// <summary>What a header says: 自有资金（元）, Own money (yuan), 信创占比（%）.</summary>
    public LocalText Heading => new(
        UnitShown is { En.Length: > 0 } en ? $"{Label.En} ({en.En})" : Label.En,
        UnitShown is { Zh.Length: > 0 } zh ? $"{Label.Zh}（{zh.Zh}）" : Label.Zh);

    private LocalText? UnitShown => Unit ?? (Type == FieldType.Percent ? new LocalText("%") : null);

    /// <summary>The value by its code where the list has it, item by item; anything else as it was written.</summary>
    public string Read(string written)
    {
        if (Codes.Count == 0 || written.Length == 0)
        {
            return written;
        }
        var items = Type == FieldType.List ? Written.List(written) : [written];
        var read = items.Select(i => Codes.FirstOrDefault(c => c.IsNamed(i))?.Code ?? i).ToList();
        return items.SequenceEqual(read, StringComparer.Ordinal) ? written : string.Join(';', read);
    }

    /// <summary>What of a cell the list does not have; a denial (无) is no value.</summary>
    public IReadOnlyList<string> Unknown(string written) =>
        Codes.Count == 0 || written.Length == 0 || Written.Truth(written) == false
            ? [] : [.. (Type == FieldType.List ? Written.List(written) : [written]).Where(i => !Codes.Any(c => c.IsNamed(i)))];
}
