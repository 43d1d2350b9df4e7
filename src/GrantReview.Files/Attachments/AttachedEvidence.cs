using System.Text;
using System.Text.RegularExpressions;
using GrantReview.Core.Scoring;

namespace GrantReview.Files.Attachments;

/// <summary>Which indicator a file is evidence of (佐证材料), as its name says.</summary>
public static partial class AttachedEvidence
{
    private const string Separators = "-_.、 　";

    /// <summary>
    /// The indicator whose code or name the file's name begins with, after the application's number; the longest goes before, blanks and
    /// case do not matter; null = none does.
    /// </summary>
    public static IndicatorNode? Of(IndicatorTree tree, string application, string name) =>
        Named(tree, application, Path.GetFileNameWithoutExtension(name));

    /// <summary>
    /// The name under which a file of an upload is kept: its own, and before one that names no indicator the innermost folder that does.
    /// </summary>
    public static string NameOf(IndicatorTree tree, string application, string path)
    {
        var parts = path.Split('/', '\\');
        return Of(tree, application, parts[^1]) is null
            && parts[..^1].LastOrDefault(folder => Named(tree, application, folder) is not null) is { } named
                ? $"{named}-{parts[^1]}" : parts[^1];
    }

    private static IndicatorNode? Named(IndicatorTree tree, string application, string text)
    {
        var bare = Bare(text);
        var number = Bare(application);
        if (number.Length > 0 && Begins(bare, number))
        {
            bare = bare[number.Length..].TrimStart([.. Separators]);
        }
        return tree.Nodes.SelectMany(n => new[] { n.Code.Value, n.Name.Zh, n.Name.En }.Select(k => (Node: n, Key: Bare(k))))
            .Where(k => k.Key.Length > 0 && Begins(bare, k.Key)).OrderByDescending(k => k.Key.Length).Select(k => k.Node).FirstOrDefault();
    }

    /// <summary>Blanks stay between Latin words alone, one each.</summary>
    private static string Bare(string text) => Blanks().Replace(text.Normalize(NormalizationForm.FormKC).ToLowerInvariant(), "");

    [GeneratedRegex(@"(?<![a-z0-9])\s+|\s+(?![a-z0-9])")]
    private static partial Regex Blanks();

    /// <summary>A Chinese word may follow at once; after a Latin letter or digit another one would make it another word.</summary>
    private static bool Begins(string text, string key) => text.StartsWith(key, StringComparison.Ordinal)
        && (text.Length == key.Length || !char.IsAsciiLetterOrDigit(key[^1]) || !char.IsAsciiLetterOrDigit(text[key.Length]));
}
