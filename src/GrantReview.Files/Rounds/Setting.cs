namespace GrantReview.Files.Rounds;

/// <summary>How a setting is typed.</summary>
public enum SettingKind
{
    Whole,

    /// <summary>A whole number; the most means any time.</summary>
    Years,

    /// <summary>Exact, with decimals or as a fraction.</summary>
    Number,

    /// <summary>From 0 to 1.</summary>
    Share,

    YesNo,
    Choice,
    Text,

    /// <summary>A list or an object: a form of its own.</summary>
    Other,
}

/// <summary>A value of a choice: its name in the file, and the key of its words.</summary>
public sealed record SettingChoice(string Name, string Label);

/// <summary>
/// A setting of call.json, said once in <see cref="CallSettings"/>: its reader and writer, its part of the schema, its field in the form
/// and its line in the documentation follow from it.
/// </summary>
/// <param name="Path">Where it stands in the file.</param>
/// <param name="Label">Key of the words that it is called by.</param>
/// <param name="Usual">What it is where the file does not say it; blank = nothing.</param>
public sealed record Setting(string Path, SettingKind Kind, string Label, string Usual)
{
    /// <summary>Key of the sentence that explains it; null = its name says enough.</summary>
    public string? Note { get; init; }

    /// <summary>Key of what a blank means, where it may be blank.</summary>
    public string Blank { get; init; } = "Setup.NotSaid";

    public IReadOnlyList<SettingChoice> Choices { get; init; } = [];

    /// <summary>Of a whole number, both included.</summary>
    public (int Least, int Most) Bounds { get; init; }

    public string Key => Path[(Path.LastIndexOf('.') + 1)..];
}
