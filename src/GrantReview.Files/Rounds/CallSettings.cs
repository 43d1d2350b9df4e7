using System.Text.Json.Nodes;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Files.Localisation;

namespace GrantReview.Files.Rounds;

/// <summary>
/// The settings of a call, each said once: add one here, with its words, and the file, its schema, the form and the documentation have it.
/// Categories, quotas, amounts, rules and fields are lists with files of their own beside this one.
/// </summary>
public static class CallSettings
{
    /// <summary>Names in the file of what a choice may be.</summary>
    internal static readonly Choices<QuotaMeasure> Measures = new((QuotaMeasure.Count, "count"), (QuotaMeasure.Amount, "amount"));

    internal static readonly Choices<TieRule> Ties = new((TieRule.TieBreak, "tie-break"), (TieRule.ExcludeAll, "exclude-all"),
        (TieRule.IncludeAll, "include-all"), (TieRule.Lottery, "lottery"));

    private static readonly Choices<ScoreDirection> Directions =
        new((ScoreDirection.HigherIsBetter, "higher-is-better"), (ScoreDirection.LowerIsBetter, "lower-is-better"));

    private static readonly Choices<TotalMethod> Totals = new((TotalMethod.Mean, "mean"), (TotalMethod.TrimmedMean, "trimmed-mean"));

    private static readonly Choices<SheetQuestionKind> Questions = new((SheetQuestionKind.Familiarity, "familiarity"),
        (SheetQuestionKind.OverallComment, "overallComment"), (SheetQuestionKind.Recommendation, "recommendation"),
        (SheetQuestionKind.SuggestedAmount, "suggestedAmount"));

    private static readonly Choices<AssignmentObjective> Objectives =
        new(o => o == AssignmentObjective.Fair ? "Settings.Fair" : "Settings.Total",
            (AssignmentObjective.Total, "total"), (AssignmentObjective.Fair, "fair"));

    private static readonly Choices<PanelSource> PanelSources =
        new((PanelSource.None, "none"), (PanelSource.Given, "given"), (PanelSource.Formed, "formed"));

    private static readonly Choices<CalibrationMethod> Methods =
        new([.. Enum.GetValues<CalibrationMethod>().Select(m => (m, CalibrationMethods.NameOf(m)))]);

    private static readonly Choices<PanelComparison> Comparisons = new(c => Words.NoteKeyOf(c), (PanelComparison.Within, "within"),
        (PanelComparison.EqualQuality, "equal-quality"), (PanelComparison.EqualLeniency, "equal-leniency"));

    private static readonly Choices<LotteryKind> Lotteries =
        new((LotteryKind.Undecided, "undecided"), (LotteryKind.Maximin, "maximin"), (LotteryKind.Linear, "linear"));

    private static readonly Choices<AllocationOrder> Orders =
        new((AllocationOrder.Priority, "priority"), (AllocationOrder.Welfare, "welfare"));

    private static readonly Choices<RemainderRule> Remainders =
        new((RemainderRule.Skip, "skip"), (RemainderRule.Stop, "stop"), (RemainderRule.Partial, "partial"));

    private static readonly Choices<LibraryReading> Readings =
        new((LibraryReading.None, "none"), (LibraryReading.TieBreak, "tie-break"), (LibraryReading.First, "first"));

    private static readonly Choices<ConflictReach> ApplicantReaches = new((ConflictReach.Application, "application"),
        (ConflictReach.Group, "group"), (ConflictReach.Call, "call"));

    private static readonly Choices<ConflictReach> UnitReaches =
        new((ConflictReach.Off, "off"), (ConflictReach.Group, "group"), (ConflictReach.Call, "call"));

    private static readonly LibraryRule NoLibrary = new(LibraryReading.None, "");

    private const string CountOfEach = """{ "type": "object", "additionalProperties": { "$ref": "#/$defs/count" } }""";
    private const string Pairs = """{ "type": "array", "items": { "$ref": "#/$defs/pair" } }""";

    internal static Section<ScoringSettings> Scoring { get; } =
        new Section<ScoringSettings>("scoring", c => c.Scoring, ScoringSettings.Default)
        .Choice("direction", "Scoring.Direction", Directions, s => s.Direction, (s, v) => s with { Direction = v })
        .Own("leafScores", "Scoring.Scale", ReadScale, s => s.LeafScores is var (min, max)
                ? new JsonObject { ["min"] = min.ToExactText(), ["max"] = max.ToExactText() } : null,
            """
            {
              "type": "object", "required": ["min", "max"], "additionalProperties": false,
              "properties": { "min": { "$ref": "#/$defs/number" }, "max": { "$ref": "#/$defs/number" } }
            }
            """)
        .Choice("method", "Choice.Method", Totals, s => s.Method, (s, v) => s with { Method = v })
        .Whole("trim", "Scoring.Trim", 1, 100, s => s.TrimEachEnd, (s, v) => s with { TrimEachEnd = v }, "Scoring.TrimNote")
        .Whole("decimals", "Choice.Decimals", 0, 10, s => s.Decimals, (s, v) => s with { Decimals = v })
        .Whole("minimumScores", "Choice.MinimumScores", 0, 1000, s => s.MinimumScores, (s, v) => s with { MinimumScores = v })
        .Whole("graceMinutes", "Settings.Grace", 0, 1440, s => s.GraceMinutes, (s, v) => s with { GraceMinutes = v },
            "Settings.GraceNote", s => s.GraceMinutes > 0)
        .Own("leavesFor", "Scoring.LeavesFor", (json, given, at, s) => s with { LeavesFor = LeavesFor(json, given, at) },
            s => s.LeavesFor.Count == 0 ? null
                : CallJson.Write(s.LeavesFor.ToDictionary(l => l.Key.Value, l => l.Value, StringComparer.Ordinal)),
            """{ "type": "object", "additionalProperties": { "type": "array", "items": { "type": "string" } } }""", "Scoring.LeavesForNote")
        .Own("questions", "Scoring.Question", (json, given, at, s) => s with { Questions = ReadQuestions(json, given, at) },
            s => s.Questions.Count == 0 ? null
                : new JsonArray([.. s.Questions.Select(q =>
                    new JsonObject { ["kind"] = Questions.NameOf(q.Kind), ["required"] = q.Required })]),
            """
            {
              "type": "array",
              "items": {
                "type": "object", "required": ["kind"], "additionalProperties": false,
                "properties": {
                  "kind": { "enum": ["familiarity", "overallComment", "recommendation", "suggestedAmount"] },
                  "required": { "type": "boolean", "default": false }
                }
              }
            }
            """);

    internal static Section<AssignmentSettings> Assignment { get; } =
        new Section<AssignmentSettings>("assignment", c => c.Assignment, AssignmentSettings.Default)
        .Whole("expertsPerApplication", "Choice.Experts", 0, 1000,
            s => s.ExpertsPerApplication, (s, v) => s with { ExpertsPerApplication = v })
        .WholeIfAny("maxLoad", "Overview.MaxLoad", 0, 100_000, s => s.MaxLoad, (s, v) => s with { MaxLoad = v })
        .Whole("minLoad", "Scoring.MinLoad", 0, 100_000, s => s.MinLoad, (s, v) => s with { MinLoad = v })
        .WholeIfAny("perUnit", "Choice.PerUnit", 1, 1000, s => s.PerUnit, (s, v) => s with { PerUnit = v })
        .Choice("objective", "Settings.Objective", Objectives, s => s.Objective, (s, v) => s with { Objective = v })
        .Own("perKind", "Scoring.PerKind", (json, given, at, s) => s with { PerKind = ReadCounts(json, given, at, "perKind") },
            s => Counts(s.PerKind), CountOfEach, "Assignment.PerKindNote")
        .Own("perRegion", "Assignment.PerRegion", (json, given, at, s) => s with { PerRegion = ReadCounts(json, given, at, "perRegion") },
            s => Counts(s.PerRegion), CountOfEach, "Assignment.PerRegionNote")
        .Own("fixed", "Assignment.Fixed", (json, given, at, s) => s with { Fixed = ReadPairs(json, given, at, "fixed") },
            s => PairList(s.Fixed), Pairs, "Assignment.FixedNote")
        .Own("forbidden", "Assignment.Forbidden", (json, given, at, s) => s with { Forbidden = ReadPairs(json, given, at, "forbidden") },
            s => PairList(s.Forbidden), Pairs, "Assignment.ForbiddenNote")
        .Choice("panels", "Assignment.Panels", PanelSources, s => s.Panels, (s, v) => s with { Panels = v },
            "Assignment.PanelsNote", isYounger: true)
        .Whole("panelMin", "Assignment.PanelMin", 1, 1000,
            s => s.PanelMin, (s, v) => s with { PanelMin = v }, isSaid: s => s.Panels == PanelSource.Formed)
        .Whole("panelMax", "Assignment.PanelMax", 1, 1000,
            s => s.PanelMax, (s, v) => s with { PanelMax = v }, isSaid: s => s.Panels == PanelSource.Formed)
        .Share("balance", "Assignment.Balance", s => s.Balance, (s, v) => s with { Balance = v }, "Assignment.BalanceNote")
        .Share("overlap", "Assignment.Overlap", s => s.Overlap, (s, v) => s with { Overlap = v }, "Assignment.OverlapNote")
        .WholeIfAny("mostYears", "Assignment.MostYears", 1, 50,
            s => s.MostYears, (s, v) => s with { MostYears = v }, "Assignment.MostYearsNote");

    internal static Section<CalibrationSettings> Calibration { get; } =
        new Section<CalibrationSettings>("calibration", c => c.Calibration, CalibrationSettings.Default)
        .Choice("method", "Overview.Calibration", Methods, s => s.Method, (s, v) => s with { Method = v })
        .Whole("trim", "Calibration.Trim", 1, 100, s => s.TrimEachEnd, (s, v) => s with { TrimEachEnd = v })
        .Whole("panelTrim", "Calibration.PanelTrim", 0, 100,
            s => s.PanelTrimEachEnd, (s, v) => s with { PanelTrimEachEnd = v }, isSaid: s => s.PanelTrimEachEnd > 0)
        .ChoiceIfAny("panels", "Settings.Panels", Comparisons, s => s.Panels, (s, v) => s with { Panels = v }, "Settings.PanelsNone")
        .Text("undecidedLottery", "Settings.UndecidedLottery",
            s => s.UndecidedLottery, (s, v) => s with { UndecidedLottery = v }, "Settings.UndecidedLotteryNote")
        .Choice("lottery", "Settings.Lottery", Lotteries, s => s.Lottery, (s, v) => s with { Lottery = v },
            "Settings.LotteryNote", isYounger: true)
        .Number("smoothness", "Settings.Smoothness", s => s.Smoothness, (s, v) => s with { Smoothness = v }, "Settings.SmoothnessNote");

    internal static Section<AllocationPolicy> Policy { get; } =
        new Section<AllocationPolicy>("allocation.policy", c => c.Allocation.Policy, AllocationPolicy.Default)
        .Choice("order", "Places.Order", Orders, s => s.Order, (s, v) => s with { Order = v })
        .Choice("remainder", "Places.Remainder", Remainders, s => s.Remainder, (s, v) => s with { Remainder = v })
        .Choice("ties", "Choice.Ties", Ties, s => s.Ties, (s, v) => s with { Ties = v })
        .Own("tieBreak", "Choice.TieBreak", (json, given, at, s) => s with { TieBreak = ReadTieBreak(json, given, at) }, s => new JsonArray(
                [.. s.TieBreak.Select(t => new JsonObject { ["by"] = t.By, ["descending"] = t.Descending })]),
            """
            {
              "type": "array",
              "items": {
                "type": "object", "required": ["by"], "additionalProperties": false,
                "properties": { "by": { "type": "string" }, "descending": { "type": "boolean", "default": false } }
              }
            }
            """)
        .Text("seed", "Settings.Seed", s => s.Seed, (s, v) => s with { Seed = v })
        .Text("lotteryClause", "Settings.LotteryClause", s => s.LotteryClause, (s, v) => s with { LotteryClause = v },
            "Settings.LotteryClauseNote");

    internal static Section<LibraryRule> Library { get; } =
        new Section<LibraryRule>("allocation.library", c => c.Allocation.Library ?? NoLibrary, NoLibrary)
        .Choice("reading", "Settings.Library", Readings, s => s.Reading, (s, v) => s with { Reading = v })
        .Text("reason", "Settings.LibraryReason", s => s.Reason, (s, v) => s with { Reason = v });

    internal static Section<ConflictSettings> Conflicts { get; } =
        new Section<ConflictSettings>("conflicts", c => c.Conflicts, ConflictSettings.Default)
        .WholeIfAny("asOf", "Rule.AsOf", 1990, 2200, s => s.AsOf, (s, v) => s with { AsOf = v },
            "Rule.AsOfNote", "Rule.AsOfLatest")
        .YesNo("sameUnit", "ConflictGround.SameUnit", s => s.SameUnit, (s, v) => s with { SameUnit = v })
        .YesNo("formerUnit", "ConflictGround.FormerUnit", s => s.FormerUnit, (s, v) => s with { FormerUnit = v })
        .Years("formerUnitYears", "Rule.Window", ConflictSettings.AnyTime,
            s => s.FormerUnitYears, (s, v) => s with { FormerUnitYears = v }, "Rule.WindowNote")
        .YesNo("partnerUnit", "ConflictGround.PartnerUnit", s => s.PartnerUnit, (s, v) => s with { PartnerUnit = v })
        .YesNo("relatedUnit", "ConflictGround.RelatedUnit", s => s.RelatedUnit, (s, v) => s with { RelatedUnit = v })
        .Choice("applicants", "Rule.Applicants", ApplicantReaches, s => s.Applicants, (s, v) => s with { Applicants = v })
        .Choice("unitApplies", "Rule.UnitApplies", UnitReaches, s => s.UnitApplies, (s, v) => s with { UnitApplies = v })
        .YesNo("coAuthor", "ConflictGround.CoAuthor", s => s.CoAuthor, (s, v) => s with { CoAuthor = v })
        .Years("coAuthorYears", "Rule.Window", ConflictSettings.AnyTime,
            s => s.CoAuthorYears, (s, v) => s with { CoAuthorYears = v }, "Rule.WindowNote")
        .YesNo("coProject", "ConflictGround.CoProject", s => s.CoProject, (s, v) => s with { CoProject = v })
        .Years("coProjectYears", "Rule.Window", ConflictSettings.AnyTime,
            s => s.CoProjectYears, (s, v) => s with { CoProjectYears = v }, "Rule.WindowNote")
        .YesNo("advisorStudent", "ConflictGround.AdvisorStudent", s => s.AdvisorStudent, (s, v) => s with { AdvisorStudent = v })
        .Years("advisorStudentYears", "Rule.Window", ConflictSettings.AnyTime,
            s => s.AdvisorStudentYears, (s, v) => s with { AdvisorStudentYears = v }, "Rule.WindowNote")
        .YesNo("family", "ConflictGround.Family", s => s.Family, (s, v) => s with { Family = v })
        .YesNo("economic", "ConflictGround.Economic", s => s.Economic, (s, v) => s with { Economic = v })
        .YesNo("shareholding", "ConflictGround.Shareholding", s => s.Shareholding, (s, v) => s with { Shareholding = v })
        .YesNo("sidePost", "ConflictGround.SidePost", s => s.SidePost, (s, v) => s with { SidePost = v })
        .YesNo("excludedByApplicant", "ConflictGround.ExcludedByApplicant",
            s => s.ExcludedByApplicant, (s, v) => s with { ExcludedByApplicant = v })
        .YesNo("emailDomain", "ConflictGround.EmailDomain",
            s => s.EmailDomain, (s, v) => s with { EmailDomain = v }, "Rule.EmailDomainNote", isYounger: true)
        .YesNo("coApplicant", "ConflictGround.CoApplicant",
            s => s.CoApplicant, (s, v) => s with { CoApplicant = v }, "Rule.CoApplicantNote", isYounger: true)
        .YesNo("strictUnitCodes", "Rule.Strict", s => s.StrictUnitCodes, (s, v) => s with { StrictUnitCodes = v });

    private static readonly Section[] Sections = [Scoring, Assignment, Calibration, Policy, Library, Conflicts];

    /// <summary>All of them, in the order of the file.</summary>
    public static IReadOnlyList<Setting> All { get; } = [.. Sections.SelectMany(s => s.Settings)];

    /// <summary>The questions that a sheet may have beside the tree.</summary>
    public static IReadOnlyList<SettingChoice> Asked => Questions.Settings;

    /// <summary>Null = the path is none of a setting.</summary>
    public static Setting? At(string path) => All.FirstOrDefault(s => s.Path == path);

    /// <summary>What a setting of a call says, as the file would; blank = nothing.</summary>
    public static string ValueOf(Setting setting, Call call) =>
        Sections.First(s => s.Settings.Contains(setting)).ValueOf(setting, call)?.ToString() ?? setting.Usual;

    /// <summary>
    /// Paths that stand among settings and are none: a slip of the pen would otherwise mean what is usual. Among the rules of avoidance one
    /// is a mistake.
    /// </summary>
    internal static IEnumerable<string> Unknown(JsonObject call) => Sections.Where(s => s != Conflicts).SelectMany(s => s.Unknown(call));

    /// <summary>Their part of the schema of call.json, section by section.</summary>
    /// <param name="say">Words by their key.</param>
    public static IReadOnlyDictionary<string, JsonObject> Schema(Func<string, string> say) =>
        Sections.ToDictionary(s => s.Path, s => s.Schema(say));

    private static ScoringSettings ReadScale(Json json, JsonObject? scoring, string at, ScoringSettings read)
    {
        var path = Json.Join(at, "leafScores");
        var scale = json.Object(scoring, "leafScores", at);
        var (min, max) = (json.Rational(scale, "min", path), json.Rational(scale, "max", path));
        if (min >= max)
        {
            json.Fault(path, "TreeScaleEmpty", $"{min}..{max}");
        }
        return max is { } top ? read with { LeafScores = (min ?? Rational.Zero, top) } : read;
    }

    private static Dictionary<IndicatorCode, IReadOnlyList<string>> LeavesFor(Json json, JsonObject? scoring, string at) =>
        json.Values(scoring, "leavesFor", at).DistinctBy(l => IndicatorCode.Of(l.Key))
            .ToDictionary(l => IndicatorCode.Of(l.Key).GetValueOrDefault(), l => l.Value);

    private static List<SheetQuestion> ReadQuestions(Json json, JsonObject? scoring, string at) =>
        [.. json.Objects(scoring, "questions", at).Select(q => new SheetQuestion(
            json.Choice(q.Item, "kind", q.Path, Questions.Values) ?? SheetQuestionKind.OverallComment,
            json.Truth(q.Item, "required", q.Path) ?? false))];

    private static List<TieBreakKey> ReadTieBreak(Json json, JsonObject? policy, string at) =>
        [.. json.Objects(policy, "tieBreak", at).Select(t => new TieBreakKey(
            CallJson.Required(json, t.Item, "by", t.Path), json.Truth(t.Item, "descending", t.Path) ?? false))];

    /// <summary>{ "finance": 1 }: at least so many of it.</summary>
    private static SortedDictionary<string, int> ReadCounts(Json json, JsonObject? assignment, string at, string key)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var given = json.Object(assignment, key, at);
        foreach (var name in given?.Select(p => p.Key).ToList() ?? [])
        {
            counts.Add(name, json.Whole(given, name, Json.Join(at, key), 0, 1000) ?? 0);
        }
        return counts;
    }

    private static JsonObject? Counts(IReadOnlyDictionary<string, int> counts) => counts.Count == 0 ? null
        : new JsonObject(counts.OrderBy(c => c.Key, StringComparer.Ordinal)
            .Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));

    private static List<(ApplicationId Application, ExpertId Expert)> ReadPairs(
        Json json, JsonObject? assignment, string at, string key) =>
        [.. json.Objects(assignment, key, at)
            .Select(p => (json.Application(p.Item, "application", p.Path), json.Expert(p.Item, "expert", p.Path)))];

    private static JsonArray? PairList(IReadOnlyList<(ApplicationId Application, ExpertId Expert)> pairs) => pairs.Count == 0 ? null
        : new JsonArray([.. pairs.Select(p =>
            new JsonObject { ["application"] = p.Application.Value, ["expert"] = p.Expert.Value })]);
}
