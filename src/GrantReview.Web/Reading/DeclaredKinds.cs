namespace GrantReview.Web.Reading;

/// <summary>What an expert can declare a conflict as.</summary>
public static class DeclaredKinds
{
    private const string Other = "other";

    public static IReadOnlyList<string> All { get; } = [.. Relations.Kinds, Other];

    public static string Say(string kind) => Relations.GroundOf(kind) is { } ground ? Text.Of(ground) : Text.Of("Declare.OtherKind");

    /// <summary>Blank = none was chosen.</summary>
    public static string Of(string? kind) => kind is not null && All.Contains(kind) ? kind : "";
}
