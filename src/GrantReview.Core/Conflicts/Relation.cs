namespace GrantReview.Core.Conflicts;

/// <summary>A tie between an expert and a person or a unit: a row of relations.csv.</summary>
/// <param name="Other">
/// A person ("name" or "name/contact", where a contact is an id number, a phone or an e-mail), or a unit by name or credit code.
/// </param>
/// <param name="Ground">One of those in <see cref="Relations.Kinds"/>.</param>
/// <param name="Year">When the tie was last live; null = unknown, which counts as live.</param>
public sealed record Relation(ExpertId Expert, string Other, ConflictGround Ground, int? Year);

/// <summary>The kinds of ties, as files and forms name them.</summary>
public static class Relations
{
    private static readonly (ConflictGround Ground, string[] Names)[] Names =
    [
        (ConflictGround.CoAuthor, ["co-author", "合著", "论文合作", "合作论文"]),
        (ConflictGround.CoProject, ["co-project", "项目合作", "合作项目"]),
        (ConflictGround.AdvisorStudent, ["advisor-student", "advisor", "student", "师生", "导师", "学生"]),
        (ConflictGround.Family, ["family", "亲属"]),
        (ConflictGround.Economic, ["economic", "经济利益"]),
        (ConflictGround.Shareholding, ["shareholding", "持股"]),
        (ConflictGround.SidePost, ["side-post", "兼职"]),
    ];

    /// <summary>The names to write, one for each ground.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Names.Select(n => n.Names[0])];

    public static ConflictGround? GroundOf(string kind) =>
        Names.Where(n => n.Names.Contains(kind.Trim(), StringComparer.OrdinalIgnoreCase)).Select(n => (ConflictGround?)n.Ground)
            .FirstOrDefault();

    public static string NameOf(ConflictGround ground) => Names.First(n => n.Ground == ground).Names[0];
}
