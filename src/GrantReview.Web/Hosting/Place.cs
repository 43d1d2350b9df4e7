namespace GrantReview.Web.Hosting;

/// <summary>A page that others stand below, so that they can say where they are.</summary>
/// <param name="Path">Under its call, or under the site; {number} and {id} stand for one part each.</param>
/// <param name="Key">Of its name, which the number follows; null = nothing stands at the path itself.</param>
/// <param name="Above">The page it stands below where its path does not say so.</param>
public sealed record Place(string Path, string? Key, string? Above = null)
{
    private const string Number = "{number}";
    private const string Bench = "/allocation";
    private const string Lottery = "/lottery";

    /// <summary>Pages on which a list becomes a decision: one place, whose parts these are.</summary>
    private static readonly Place[] OfBench =
    [
        new(Bench, "Call.Allocation"), new("/allocation/scenarios", "Scenarios.Title"), new("/calibration", "Call.Calibration", Bench),
        new("/allocation/reasons", "Reasons.Title"), new(Lottery, "Lottery.Title", Bench), new("/runs", "Call.Runs", Bench),
    ];

    private static readonly Place[] OfCalls =
    [
        new("/settings", "Settings.Title"), new("/settings/categories", "Setup.Categories"), new("/settings/rules", "Setup.Rules"),
        new("/settings/fields", "Setup.Fields"), new("/indicators", "Call.Indicators"), new("/applications", "Call.Applications"),
        new("/imports", "Imports.Title", "/applications"), new("/attachments", "Attachments.Title"),
        new("/formal-review", "Review.Title"), new("/experts", "Call.Experts"),
        new("/conflicts", "Call.Conflicts"), new("/assignments", "Call.Assignments"), new("/assignments/{number}", "Plans.Number"),
        new("/assignments/groups", "Groups.Title"), new("/assignments/draws", "Draw.Title"),
        new("/assignments/draws/{number}", "Draw.Number"), new("/assignments/mails", "Mail.Title"), new("/progress", "Call.Progress"),
        .. OfBench, new("/ranking", null, Bench), new("/deliberation", "Call.Deliberation"), new("/notice", "Call.Notice"),
        new("/objections", "Objections.Title", "/notice"), new("/fees", "Fees.Title"), new("/papers", "Call.Papers"),
        new("/packages", "Call.Packages"), new("/members", "Call.Members"), new("/broadcast", "Broadcast.Title"),
    ];

    private static readonly Place[] OfTheSite =
    [
        new("/calls", "Nav.Calls"), new("/templates", null, "/calls"), new("/experts", null, "/calls"),
        new("/approvals", "Nav.Approvals"), new("/finance", "Nav.Finance"), new("/finance/{id}", "Finance.One"),
        new("/my-work", "Nav.MyWork"), new("/admin/users", "Nav.Users"),
    ];

    /// <summary>The parts of the bench, each with its address, where a page is one of them; else none.</summary>
    public static IReadOnlyList<(string Url, string Name, bool IsHere)> Parts(CallRow call, string path)
    {
        var root = $"/calls/{call.Code}";
        return Array.TrueForAll(OfBench, p => path != root + p.Path) ? []
            : [.. from p in OfBench
                let isHere = path == root + p.Path
                where isHere || p.Path != Lottery || StoredRound.CallOf(call).DrawsLots
                select (root + p.Path, p.Name(), isHere)];
    }

    /// <summary>Whether a page of a call is, or stands below, one of its pages.</summary>
    public static bool IsIn(CallRow call, string path, string page) =>
        RestOf($"/calls/{call.Code}", path) is { } rest && (IsAt(rest, page) || OfCalls.Any(p => p.Above == page && IsAt(rest, p.Path)));

    /// <summary>From the call or the house down to the page above; none where a page stands on its own, or is a part of one.</summary>
    /// <param name="call">Null = the page is of no call.</param>
    /// <param name="below">The page of the call that it stands below where its own address does not say so.</param>
    public static IReadOnlyList<(string Url, string Name)> Over(CallRow? call, string path, string? below)
    {
        if (call is null || RestOf($"/calls/{call.Code}", path) is not { } rest)
        {
            return Chain(OfTheSite, "", path);
        }
        var (root, isPart) = ($"/calls/{call.Code}", OfBench.Any(p => p.Path == rest));
        var chain = isPart ? [] : Chain(OfCalls, root, below is null ? rest : $"{below}/");
        return chain.Count == 0 ? [] : [(root, call.Code), .. chain];
    }

    private static List<(string, string)> Chain(Place[] places, string root, string path)
    {
        List<(string, string)> chain = [];
        var parts = path.Split('/').Skip(1).ToArray();
        for (var n = 1; n <= parts.Length; n++)
        {
            if (Array.Find(places, p => p.Fits(parts[..n])) is not { } place)
            {
                continue;
            }
            if (n == 1 && Array.Find(places, p => p.Path == place.Above) is { } above)
            {
                chain.Add((root + above.Path, above.Name()));
            }
            if (n < parts.Length && place.Key is not null)
            {
                chain.Add(($"{root}/{string.Join('/', parts[..n])}", place.Name(parts[n - 1])));
            }
        }
        return chain;
    }

    private static string? RestOf(string root, string path) => IsAt(path, root) ? path[root.Length..] : null;

    private static bool IsAt(string path, string page) => path == page || path.StartsWith($"{page}/", StringComparison.Ordinal);

    private string Name(string last = "") =>
        Key is null ? "" : Path.EndsWith(Number, StringComparison.Ordinal) ? $"{Text.Of(Key)} {last}" : Text.Of(Key);

    private bool Fits(string[] parts)
    {
        var mine = Path.Split('/').Skip(1).ToArray();
        return mine.Length == parts.Length && mine.Zip(parts).All(pair => pair.First switch
        {
            Number => int.TryParse(pair.Second, NumberStyles.None, CultureInfo.InvariantCulture, out _),
            "{id}" => Guid.TryParse(pair.Second, out _),
            var said => said == pair.Second,
        });
    }
}
