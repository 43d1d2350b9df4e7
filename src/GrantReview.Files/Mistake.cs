using GrantReview.Files.Localisation;

namespace GrantReview.Files;

/// <summary>One mistake in an input file: where it is, and what was expected there.</summary>
/// <param name="Row">As a spreadsheet shows it, the header being 1; null = the whole file.</param>
/// <param name="Column">A column's name, or a path in a JSON file; blank = the whole row.</param>
/// <param name="Code">Key of the sentence in Localisation/Words.resx.</param>
public sealed record Mistake(string File, int? Row, string Column, string Code, params string[] Arguments)
{
    /// <summary>The sentence with its remedy, in zh-CN or en.</summary>
    public string What(string culture) => Words.In(culture, Code, Arguments);

    /// <summary>One line: file, row, column, what was expected.</summary>
    public string Say(string culture) => Words.In(culture, "Mistake.Line", File,
        Row is { } row ? Words.In(culture, "Mistake.Row", row) : "",
        Column.Length == 0 ? "" : Words.In(culture, "Mistake.Column", Column), What(culture));

    public bool Equals(Mistake? other) =>
        other is not null && (File, Row, Column, Code) == (other.File, other.Row, other.Column, other.Code)
            && Arguments.SequenceEqual(other.Arguments);

    public override int GetHashCode() => HashCode.Combine(File, Row, Column, Code);
}
