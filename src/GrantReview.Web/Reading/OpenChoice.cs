using System.Text;
using System.Text.Json.Nodes;
using GrantReview.Files.Packages;

namespace GrantReview.Web.Reading;

/// <summary>Who confirmed a choice, and whether the call still says what was confirmed.</summary>
public sealed record ChoiceConfirmation(string By, DateTime At, bool Stands);

/// <summary>A point that the source of a call leaves open: what the call says of it, why, and who confirmed it.</summary>
/// <param name="Sha256">Of the value as it is written.</param>
public sealed record OpenChoice(string Key, LocalText Why, string Sha256, string Value, ChoiceConfirmation? Confirmation)
{
    private static readonly string Kind = FactJson.KindOf(typeof(CallLife.ChoiceConfirmed));

    /// <summary>By template; what ships with the program does not change while it runs.</summary>
    private static readonly ReadOnce<string, IReadOnlyList<CallChoice>> Shipped = new();

    public const char Separator = ' ';

    public bool IsConfirmed => Confirmation?.Stands == true;

    /// <summary>What a person read: the point and the digest of its value.</summary>
    public string Seen => Key + Separator + Sha256;

    /// <summary>The choices of calls, in the order of their templates.</summary>
    public static async Task<IReadOnlyDictionary<Guid, IReadOnlyList<OpenChoice>>> ReadAsync(
        AppDb db, IReadOnlyList<CallRow> calls, CancellationToken cancellationToken)
    {
        var ids = calls.Where(c => c.Template is not null).Select(c => c.Id).ToList();
        if (ids.Count == 0)
        {
            return new Dictionary<Guid, IReadOnlyList<OpenChoice>>();
        }
        var trees = (await db.IndicatorTrees.AsNoTracking().Where(t => ids.Contains(t.CallId)).ToListAsync(cancellationToken))
            .ToLookup(t => t.CallId);
        var facts = (await db.Facts.AsNoTracking().Include(f => f.Texts)
            .Where(f => f.CallId != null && ids.Contains(f.CallId.Value) && f.Kind == Kind)
            .OrderBy(f => f.Id)
            .Select(f => new { Row = f, By = db.Users.Where(u => u.Id == f.PersonId).Select(u => u.DisplayName).FirstOrDefault() ?? "" })
            .ToListAsync(cancellationToken)).ToLookup(f => f.Row.CallId);
        return calls.ToDictionary(c => c.Id, row =>
        {
            var confirmed = facts[row.Id].Select(f => (Fact: (CallLife.ChoiceConfirmed)f.Row.Read(), f.By, f.Row.At))
                .GroupBy(f => f.Fact.Key.Value).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
            var choices = ChoicesOf(row.Template);
            if (choices.Count == 0)
            {
                return [];
            }
            var (call, settings) = (StoredRound.CallOf(row), Draft.Parse(row.Settings));
            var tree = trees[row.Id].OrderByDescending(t => t.PublishedAt != null).ThenByDescending(t => t.Number).FirstOrDefault();
            return (IReadOnlyList<OpenChoice>)[.. choices.Select(choice =>
            {
                var sha256 = ResultPackage.Sha256(Encoding.UTF8.GetBytes(Written(choice.Key, row, call, settings, tree)));
                var confirmation = confirmed.TryGetValue(choice.Key, out var last)
                    ? new ChoiceConfirmation(last.By, last.At, last.Fact.Sha256 == sha256) : null;
                return new OpenChoice(
                    choice.Key, choice.Why, sha256,
                    SettingText.Value(choice.Key, call, row.State, tree is null ? null : StoredRound.TreesOf(tree, call), WordsOf(tree)),
                    confirmation);
            })];
        });
    }

    private static string WordsOf(IndicatorTreeRow? tree) => tree is null ? Text.Of("Setup.TreeMissing")
        : tree.PublishedAt is null ? Text.Of("Overview.TreeIsDraft", tree.Number) : Text.Of("Overview.TreeIs", tree.Number);

    /// <summary>The value as it stands in the call's file; of the tree and the dates what they are.</summary>
    private static string Written(string key, CallRow row, Call call, Draft settings, IndicatorTreeRow? tree)
    {
        var (list, item, part) = SettingText.ItemOf(key, call);
        return key switch
        {
            "indicatorTree" => tree?.Content ?? "",
            "dates" => $"{row.State.OpensOn:O} {row.State.ClosesOn:O} {row.State.ScoringClosesAt:O}",
            "allocation.policy.tieBreak.library_year" =>
                $"{settings.At("allocation.library")?.ToJsonString()} {settings.Text("allocation.policy.tieBreak")}",
            "categories.amount" => settings.At("categories")?.ToJsonString() ?? "",
            _ when list is "eligibility.rules" or "categories" => Item(settings.At(list), item, part),
            _ => settings.At(key)?.ToJsonString() ?? "",
        };

        static string Item(JsonNode? list, string code, string part)
        {
            var item = (list as JsonArray)?.FirstOrDefault(i => $"{i?["id"] ?? i?["code"]}" == code);
            return (part.Length == 0 ? item : item?[part.Split('.')[0]])?.ToJsonString() ?? "";
        }
    }

    private static IReadOnlyList<CallChoice> ChoicesOf(string? template) => template is null ? [] : Shipped.Of(template,
        () => TemplateFolder.Shipped.Describe(template, []) is { } described ? [.. described.Description.Choices] : []);
}
