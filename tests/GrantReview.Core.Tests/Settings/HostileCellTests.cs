using System.Reflection;
using System.Text.RegularExpressions;
using GrantReview.Core.Applications;
using GrantReview.Core.Settings;
using GrantReview.Files.Rounds;

namespace GrantReview.Core.Tests.Settings;

/// <summary>Cells come from applicants and have up to 10,000 characters; none may take longer than its length.</summary>
public sealed class HostileCellTests
{
    private const int Longest = 10_000;

    /// <summary>
    /// Backtrack at most over what they matched, since no two repetitions side by side take the same character, or they meet short texts.
    /// </summary>
    private static readonly string[] Plain =
    [
        "AttachedEvidence.Blanks", "Person.OtherNumber", "ScoreText.Decimals", "SheetRows.Escaped", "Times.Moment", "TreeJson.NextAnchor",
        "Workbook.Escape", "Written.BareNumber", "Written.DecimalComma", "Written.Figure", "Written.FigureAndWords", "Written.Fraction",
        "Written.Joints", "Written.LooseNumber", "Written.NumberMark", "Written.PercentSign", "Written.PointedThousands",
        "Written.Thousands", "WrittenCell.Elided",
    ];

    [Fact]
    public void Expressions_ThatMeetCells_NeverBacktrackButPlainOnes()
    {
        var expressions =
            from type in new[] { typeof(Written).Assembly, typeof(TableSchema).Assembly }.SelectMany(a => a.GetTypes())
            from method in type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
            where method.ReturnType == typeof(Regex) && method.GetParameters().Length == 0
                && method.GetCustomAttribute<GeneratedRegexAttribute>() is not null
            select (Name: $"{type.Name}.{method.Name}", Regex: (Regex)method.Invoke(null, null)!);
        string[] backtracking = [.. expressions.Where(e => (e.Regex.Options & RegexOptions.NonBacktracking) == 0).Select(e => e.Name)];

        Assert.Equal(Plain, backtracking.Order(StringComparer.Ordinal));
    }

    public static TheoryData<string, string, string> Hostile => new()
    {
        { "甲甲等1", " ", "x" }, { "(", " ", "x" }, { "甲", "(", "" }, { "", "(甲", ")" }, { "甲", "1", "x" }, { "甲甲", "等", "x" },
        { "甲甲", " 等", "x" }, { "", "1.", "" }, { "注", " ", "x" }, { "甲", " 和 ", "x" }, { "甲", "*", "" }, { "单", " ", "x" },
        { "1、甲", " ", "x" }, { "", "(1", ")" }, { "1、甲", "(", "" }, { "1", " ", "、甲" }, { "1.甲", "1、", "x" }, { "2025年", " ", "8月12日" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Reading_OfAHostileCell_Ends(string before, string repeated, string after)
    {
        var cell = before + string.Concat(Enumerable.Repeat(repeated, (Longest - before.Length - after.Length) / repeated.Length)) + after;

        Assert.True(Written.Count(cell).Least >= 1);
        Assert.Null(Times.Read(cell));
        Assert.Equal(Written.Parts(cell).Distinct().Count(), Written.Parts(cell).Count);
        Assert.Equal(Written.Stem(cell), Written.Stem(cell + " "));
        Assert.Null(TableSchema.UnitAbove(cell));
        Assert.False(TableSchema.Applications.IsKnown(TableSchema.Applications.Read(cell).Column));
        Assert.Equal(new Person(cell).NameKey, new Person(" " + cell).NameKey);
    }
}
