using System.Text.Json.Nodes;
using GrantReview.Core.Experts;
using GrantReview.Files.Evaluations;

namespace GrantReview.Web.Features.Assignments;

/// <param name="Summary">What the solver said: status, totalAffinity, minApplicationAffinity, unmet, shortages; and who was away.</param>
public record PlanSummary(JsonObject Summary)
{
    public static JsonObject Write(AssignmentPlan plan, IReadOnlySet<ExpertId> away)
    {
        var summary = EvaluationFiles.AssignmentSummary(plan);
        summary["away"] = new JsonArray([.. away.Order().Select(e => JsonValue.Create(e.Value))]);
        return summary;
    }

    /// <summary>Experts who were left out because they were not available.</summary>
    public IReadOnlyList<string> Away => [.. (Summary["away"] as JsonArray ?? []).Select(e => $"{e}")];

    private string? Status => Summary["status"]?.ToString();

    /// <summary>How the program got it, in words; null = a person did.</summary>
    public string? Result => Status switch
    {
        null => null,
        "optimal" => Text.Of(AssignmentStatus.Optimal),
        "feasible" => Text.Of(AssignmentStatus.Feasible),
        "not-found" => Text.Of(AssignmentStatus.NotFound),
        "drawn" => Text.Of("Plans.ByLot"),
        _ => Text.Of(AssignmentStatus.Infeasible),
    };

    public IReadOnlyList<LocalText> Shortages => Words("shortages");

    public IReadOnlyList<LocalText> Notes => Words("notes");

    public IReadOnlyList<UnmetNeed> Unmet =>
    [
        .. (Summary["unmet"] as JsonArray ?? []).OfType<JsonObject>().Select(u => new UnmetNeed(
            ApplicationId.Of($"{u["application"]}"), u["missing"]?.GetValue<int>() ?? 0,
            ReasonCodes.ReadUnmet(u["whyDetails"]) ?? new UnmetReason.ByHand())),
    ];

    /// <summary>What even loads or overlap cost: affinity, and its share of the best; null where neither was asked for.</summary>
    public (double Affinity, double Share)? Price =>
        Summary["price"] is JsonObject price ? (price["affinity"]?.GetValue<double>() ?? 0, price["share"]?.GetValue<double>() ?? 0) : null;

    public AssignmentStatus Proven =>
        Status switch { "optimal" => AssignmentStatus.Optimal, "feasible" or "drawn" => AssignmentStatus.Feasible,
        _ => AssignmentStatus.Infeasible };

    private List<LocalText> Words(string name) =>
        [.. (Summary[name] as JsonArray ?? []).OfType<JsonObject>().Select(w => new LocalText($"{w["en"]}", $"{w["zh-CN"]}"))];
}

public sealed record PlanEntry(AssignmentPlanRow Row, int Pairs, JsonObject Summary) : PlanSummary(Summary)
{
    public static PlanEntry Of(AssignmentPlanRow row, int pairs) => new(row, pairs, JsonNode.Parse(row.Summary) as JsonObject ?? []);

    /// <summary>Null where the plan was not made by the solver.</summary>
    public AssignmentObjective? Objective => Enum.TryParse<AssignmentObjective>(Row.Objective, true, out var objective) ? objective : null;

    /// <summary>Application → why the solver could not fill it.</summary>
    public IReadOnlyDictionary<ApplicationId, UnmetReason> Reasons =>
        Unmet.Where(u => u.Application is not null).DistinctBy(u => u.Application)
            .ToDictionary(u => u.Application.GetValueOrDefault(), u => u.Why);
}

/// <param name="Most">Years in a row that an expert of the call may review; null = no limit.</param>
/// <param name="Reached">Experts who reviewed in as many before.</param>
public sealed record PlansPage(
    CallRow Call, IReadOnlyList<PlanEntry> Plans, IReadOnlyList<RunRow> Runs, PlanObjective Usual, int? Most,
    IReadOnlyList<ExpertRow> Reached);

/// <param name="Why">The terms that the pair shares, the weightiest first.</param>
public sealed record PlanSeat(ExpertId Expert, string Name, double Affinity, IReadOnlyList<MatchReason> Why);

public sealed record PlannedApplication(ApplicationId Id, string Title, IReadOnlyList<PlanSeat> Seats);

public sealed record PlannedLoad(ExpertId Expert, string Name, int Load);

/// <param name="Most">The largest load of any expert.</param>
/// <param name="Faults">What the audit finds against the plan.</param>
/// <param name="Late">Applications that the deployed plan does not know: they came in later.</param>
/// <param name="Away">Who has applications in it and is not available by now, for officers alone.</param>
public sealed record PlanPage(
    CallRow Call, PlanEntry Plan, AssignmentPlan Now, PlanStatistics Statistics, AffinitySource Source,
    ListPart<PlannedApplication> Applications,
    ListPart<PlannedLoad> Loads, int Most, ListPart<UnmetNeed> Unmet, IReadOnlyList<AssignmentFault> Faults, int Late,
    IReadOnlyList<(PlannedLoad Load, Absence Days)> Away)
{
    public static ListColumns<PlannedApplication> Columns { get; } = new ListColumns<PlannedApplication>("Plans.Seats")
        .Column("application", "Conflicts.Application", a => a.Id + " " + a.Title)
        .Text("Plans.Experts", a => string.Join(", ", a.Seats.Select(s => $"{s.Expert} {s.Name}")));

    public static ListColumns<PlannedLoad> LoadColumns { get; } = new ListColumns<PlannedLoad>("Plans.Load")
        .Column("expert", "Conflicts.Expert", l => l.Expert + " " + l.Name).Column("load", "Plans.Load", l => l.Load);

    public static ListColumns<UnmetNeed> UnmetColumns { get; } = new ListColumns<UnmetNeed>("Plans.UnmetTitle")
        .Column("application", "Conflicts.Application", u => $"{u.Application}").Column("missing", "Plans.Unmet", u => u.Missing)
        .Text("Plans.Why", u => Words(u.Why));

    /// <summary>Why a need is not met, in words.</summary>
    public static string Words(UnmetReason why) => why switch
    {
        UnmetReason.FewWithoutConflict(var free) => Text.Of("Unmet.few-without-conflict", free),
        UnmetReason.LoadsFull => Text.Of("Unmet.loads-full"),
        UnmetReason.LoadsOrUnitsFull => Text.Of("Unmet.loads-or-units-full"),
        UnmetReason.KindFloor(var kind) => Text.Of("Unmet.floor", kind),
        UnmetReason.RegionFloor(var region) => Text.Of("Unmet.floor", region),
        UnmetReason.MinLoad(var expert) => Text.Of("Unmet.min-load", expert),
        UnmetReason.Contradiction => Text.Of("Unmet.contradiction"),
        UnmetReason.ByHand => Text.Of("Unmet.by-hand"),
        _ => throw new ArgumentOutOfRangeException(nameof(why)),
    };
}

public sealed record PlanSide(PlanEntry Plan, AssignmentPlan Now, PlanStatistics Statistics)
{
    /// <summary>A stored plan as it stands, hand-made changes included.</summary>
    public static async Task<PlanSide> LoadAsync(AppDb db, AssignmentPlanRow plan, Matching matching, CancellationToken cancellationToken)
    {
        var pairs = await StoredPlan.PairsAsync(db, plan, db.Assignments, cancellationToken);
        var entry = PlanEntry.Of(plan, pairs.Count);
        var now = matching.Plan(
            [.. pairs.Select(p => new PlannedAssignment(p.Application, p.Expert, matching.Of(p.Application, p.Expert)))],
            entry.Proven, entry.Reasons);
        return new PlanSide(entry, now, PlanStatistics.Of(matching.Problem, now));
    }
}

/// <summary>An application whose experts differ, with the experts of only one plan.</summary>
public sealed record PlanDifference(ApplicationId Application, string Title, IReadOnlyList<PlanSeat> First, IReadOnlyList<PlanSeat> Second);

public sealed record ComparePage(CallRow Call, PlanSide First, PlanSide Second, PlanComparison Comparison,
    ListPart<PlanDifference> Differences)
{
    public static ListColumns<PlanDifference> ColumnsOf(int first, int second) => new ListColumns<PlanDifference>("Compare.Differences")
        .Column("application", "Conflicts.Application", d => d.Application + " " + d.Title)
        .Text(() => Text.Of("Compare.Only", first), d => SaidOf(d.First))
            .Text(() => Text.Of("Compare.Only", second), d => SaidOf(d.Second));

    public static IEnumerable<PlanDifference> DifferencesOf(
        PlanComparison comparison, PlanSide first, PlanSide second, IReadOnlyDictionary<ApplicationId, string> titles,
        IReadOnlyDictionary<ExpertId, string> names)
    {
        var (one, two) = (Side(comparison.OnlyFirst, first.Now), Side(comparison.OnlySecond, second.Now));
        return one.Select(a => a.Key).Union(two.Select(a => a.Key)).Order()
            .Select(a => new PlanDifference(a, titles.GetValueOrDefault(a, ""), Seats(one[a]), Seats(two[a])));

        IReadOnlyList<PlanSeat> Seats(IEnumerable<PlannedAssignment> pairs) =>
            [.. pairs.Select(p => new PlanSeat(p.Expert, names.GetValueOrDefault(p.Expert, ""), p.Affinity, []))];
    }

    private static string SaidOf(IReadOnlyList<PlanSeat> seats) => string.Join(", ", seats.Select(s => $"{s.Expert} {s.Name}"));

    private static ILookup<ApplicationId, PlannedAssignment> Side(IReadOnlyList<Assignment> only, AssignmentPlan plan)
    {
        var pairs = only.ToHashSet();
        return plan.Assignments.Where(p => pairs.Contains(new Assignment(p.Application, p.Expert))).ToLookup(p => p.Application);
    }
}

/// <param name="Number">Of the plan that the run made; null until then.</param>
public sealed record PlanRunPage(CallRow Call, RunRow Run, PlanObjective Objective, int? Number);
