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
    public string Say(string culture)
    {
        var chinese = culture.StartsWith("zh", StringComparison.OrdinalIgnoreCase);
        var row = Row is null ? "" : chinese ? $" 第 {Row} 行" : $", row {Row}";
        var column = Column.Length == 0 ? "" : chinese ? $"“{Column}”列" : $", column {Column}";
        return chinese ? $"{File}{row}{column}：{What(culture)}" : $"{File}{row}{column}: {What(culture)}";
    }

    public bool Equals(Mistake? other) =>
        other is not null && (File, Row, Column, Code) == (other.File, other.Row, other.Column, other.Code)
            && Arguments.SequenceEqual(other.Arguments);

    public override int GetHashCode() => HashCode.Combine(File, Row, Column, Code);
}
