using System.Globalization;
using System.Text.Json.Nodes;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Rounds;

/// <summary>
/// call.json ↔ <see cref="Call"/>. What a call gives overrides its template, key by key; a list replaces the template's list.
/// </summary>
public static class CallJson
{
    private static readonly string[] Known =
    [
        "$schema", "code", "name", "template", "source", "note", "indicatorTree", "categories", "dates", "scoring", "assignment",
        "calibration",
        "allocation", "conflicts", "choices", "clauses", "eligibility", "fields", "amountGroups", "workflow",
    ];

    private static readonly Dictionary<string, ScoreDirection> Directions =
        new() { ["higher-is-better"] = ScoreDirection.HigherIsBetter, ["lower-is-better"] = ScoreDirection.LowerIsBetter };
    private static readonly Dictionary<string, TotalMethod> TotalMethods =
        new() { ["mean"] = TotalMethod.Mean, ["trimmed-mean"] = TotalMethod.TrimmedMean };
    private static readonly Dictionary<string, AssignmentObjective> Objectives =
        new() { ["total"] = AssignmentObjective.Total, ["fair"] = AssignmentObjective.Fair };
    private static readonly Dictionary<string, PanelSource> PanelSources =
        new() { ["none"] = PanelSource.None, ["given"] = PanelSource.Given, ["formed"] = PanelSource.Formed };
    private static readonly Dictionary<string, PanelComparison> Panels = new() { ["within"] = PanelComparison.Within,
        ["equal-quality"] = PanelComparison.EqualQuality, ["equal-leniency"] = PanelComparison.EqualLeniency };
    internal static readonly Dictionary<string, QuotaMeasure> Measures =
        new() { ["count"] = QuotaMeasure.Count, ["amount"] = QuotaMeasure.Amount };
    private static readonly Dictionary<string, AllocationOrder> Orders =
        new() { ["priority"] = AllocationOrder.Priority, ["welfare"] = AllocationOrder.Welfare };
    private static readonly Dictionary<string, RemainderRule> Remainders =
        new() { ["skip"] = RemainderRule.Skip, ["stop"] = RemainderRule.Stop, ["partial"] = RemainderRule.Partial };
    public static IReadOnlyDictionary<string, LotteryKind> LotteryKinds => Lotteries;

    private static readonly Dictionary<string, LotteryKind> Lotteries = new()
    {
        ["undecided"] = LotteryKind.Undecided, ["maximin"] = LotteryKind.Maximin, ["linear"] = LotteryKind.Linear,
    };
    private static readonly Dictionary<string, LibraryReading> Readings =
        new() { ["none"] = LibraryReading.None, ["tie-break"] = LibraryReading.TieBreak, ["first"] = LibraryReading.First };
    internal static readonly Dictionary<string, TieRule> Ties = new()
    {
        ["tie-break"] = TieRule.TieBreak, ["exclude-all"] = TieRule.ExcludeAll, ["include-all"] = TieRule.IncludeAll,
        ["lottery"] = TieRule.Lottery,
    };
    private static readonly Dictionary<string, ConflictReach> ApplicantReaches =
        new() { ["application"] = ConflictReach.Application, ["group"] = ConflictReach.Group, ["call"] = ConflictReach.Call };
    private static readonly Dictionary<string, ConflictReach> UnitReaches =
        new() { ["off"] = ConflictReach.Off, ["group"] = ConflictReach.Group, ["call"] = ConflictReach.Call };
    private static readonly Dictionary<string, SheetQuestionKind> QuestionKinds = new()
    {
        ["familiarity"] = SheetQuestionKind.Familiarity, ["overallComment"] = SheetQuestionKind.OverallComment,
        ["recommendation"] = SheetQuestionKind.Recommendation, ["suggestedAmount"] = SheetQuestionKind.SuggestedAmount,
    };

    /// <summary>The call, or null with the mistakes added; keys that are not known are warned about.</summary>
    public static Call? Read(byte[] content, string file, TemplateFolder templates, List<Mistake> mistakes, List<Mistake> warnings)
    {
        if (Json.Parse(content, file, mistakes) is not { } given)
        {
            return null;
        }
        var before = mistakes.Count;
        var json = new Json(file, mistakes);
        warnings.AddRange(given.Select(p => p.Key).Except(Known).Select(k => new Mistake(file, null, k, "KeyUnknown")));
        var template = json.Text(given, "template", "");
        var merged = given;
        if (template is not null)
        {
            if (templates.Call(template) is not { } below)
            {
                json.Fault("template", "TemplateUnknown", template, string.Join(", ", templates.CallNames));
                return null;
            }
            merged = Merge(below, given);
        }
        var call = Read(json, merged, template);
        return mistakes.Count == before ? call : null;
    }

    /// <summary>The call as it is stored and packed: everything resolved, in a fixed order.</summary>
    public static byte[] Write(Call call) => Json.Bytes(Compact(new JsonObject
    {
        ["code"] = call.Code,
        ["name"] = Write(call.Name),
        ["categories"] = new JsonArray([.. call.Categories.Select(AmountJson.Write)]),
        ["scoring"] = Compact(new JsonObject
        {
            ["direction"] = NameOf(Directions, call.Scoring.Direction),
            ["leafScores"] = call.Scoring.LeafScores is { } scale
                ? new JsonObject { ["min"] = scale.Min.ToExactText(), ["max"] = scale.Max.ToExactText() } : null,
            ["method"] = NameOf(TotalMethods, call.Scoring.Method), ["trim"] = call.Scoring.TrimEachEnd,
            ["decimals"] = call.Scoring.Decimals, ["minimumScores"] = call.Scoring.MinimumScores,
            ["graceMinutes"] = call.Scoring.GraceMinutes == 0 ? null : call.Scoring.GraceMinutes,
            ["leavesFor"] = call.Scoring.LeavesFor.Count == 0 ? null
                : Write(call.Scoring.LeavesFor.ToDictionary(l => l.Key.Value, l => l.Value, StringComparer.Ordinal)),
            ["questions"] = call.Scoring.Questions.Count == 0 ? null
                : new JsonArray(
                [.. call.Scoring.Questions.Select(q =>
                new JsonObject { ["kind"] = NameOf(QuestionKinds, q.Kind), ["required"] = q.Required })]),
        }),
        ["assignment"] = Compact(new JsonObject
        {
            ["expertsPerApplication"] = call.Assignment.ExpertsPerApplication, ["maxLoad"] = call.Assignment.MaxLoad,
            ["minLoad"] = call.Assignment.MinLoad,
            ["perUnit"] = call.Assignment.PerUnit, ["objective"] = NameOf(Objectives, call.Assignment.Objective),
            ["perKind"] = Counts(call.Assignment.PerKind), ["perRegion"] = Counts(call.Assignment.PerRegion),
            ["fixed"] = PairList(call.Assignment.Fixed), ["forbidden"] = PairList(call.Assignment.Forbidden),
            ["panels"] = call.Assignment.Panels == PanelSource.None ? null : NameOf(PanelSources, call.Assignment.Panels),
            ["panelMin"] = call.Assignment.Panels == PanelSource.Formed ? call.Assignment.PanelMin : null,
            ["panelMax"] = call.Assignment.Panels == PanelSource.Formed ? call.Assignment.PanelMax : null,
            ["balance"] = ShareText(call.Assignment.Balance), ["overlap"] = ShareText(call.Assignment.Overlap),
        }),
        ["calibration"] = Compact(new JsonObject
        {
            ["method"] = CalibrationMethods.NameOf(call.Calibration.Method), ["trim"] = call.Calibration.TrimEachEnd,
            ["panelTrim"] = call.Calibration.PanelTrimEachEnd is > 0 and var panelTrim ? panelTrim : null,
            ["panels"] = call.Calibration.Panels is { } panels ? NameOf(Panels, panels) : null,
            ["undecidedLottery"] = call.Calibration.UndecidedLottery,
            ["lottery"] = call.Calibration.Lottery == LotteryKind.Undecided ? null : NameOf(Lotteries, call.Calibration.Lottery),
            ["smoothness"] = call.Calibration.Smoothness?.ToExactText(),
        }),
        ["allocation"] = Compact(new JsonObject
        {
            ["amount"] = call.Allocation.Amount is null ? null : AmountJson.Write(call.Allocation.Amount),
            ["quotas"] = new JsonArray([.. call.Allocation.Quotas.Select(Write)]),
            ["minScore"] = call.Allocation.MinScore is { } min ? min.ToExactText() : null,
            ["exclusive"] = call.Allocation.Exclusive.Count == 0 ? null
                : new JsonArray([.. call.Allocation.Exclusive.Select(g => new JsonArray([.. g.Select(id => JsonValue.Create(id.Value))]))]),
            ["policy"] = Compact(new JsonObject
            {
                ["order"] = NameOf(Orders, call.Allocation.Policy.Order),
                ["remainder"] = NameOf(Remainders, call.Allocation.Policy.Remainder), ["ties"] = NameOf(Ties, call.Allocation.Policy.Ties),
                ["tieBreak"] = new JsonArray(
                    [.. call.Allocation.Policy.TieBreak.Select(t => new JsonObject { ["by"] = t.By, ["descending"] = t.Descending })]),
                ["seed"] = call.Allocation.Policy.Seed, ["lotteryClause"] = call.Allocation.Policy.LotteryClause,
            }),
            ["library"] = call.Allocation.Library is { } library
                ? new JsonObject { ["reading"] = NameOf(Readings, library.Reading), ["reason"] = library.Reason } : null,
        }),
        ["conflicts"] = call.Conflicts == ConflictSettings.Default ? null : Write(call.Conflicts),
        ["amountGroups"] = AmountJson.Write(call.AmountGroups),
        ["eligibility"] = EligibilityJson.Write(call.Eligibility),
        ["fields"] = FieldJson.Write(call.Fields),
    }));

    private static Call Read(Json json, JsonObject call, string? template)
    {
        var code = json.Text(call, "code", "");
        if (string.IsNullOrWhiteSpace(code))
        {
            json.Fault("code", "Required");
        }
        var categories = json.Objects(call, "categories", "").Select(c => AmountJson.ReadCategory(json, c.Item, c.Path)).ToList();
        var scoring = ReadScoring(json, json.Object(call, "scoring", ""));
        var assignment = ReadAssignment(json, json.Object(call, "assignment", ""));
        var calibration = ReadCalibration(json, json.Object(call, "calibration", ""));
        if (scoring.LeavesFor.Count > 0 && calibration.Method != CalibrationMethod.Mean)
        {
            json.Fault("calibration.method", "KindsNeedMean");
        }
        var allocation = ReadAllocation(json, json.Object(call, "allocation", ""));
        CheckLottery(json, calibration, scoring);
        if (allocation.Library?.Reading == LibraryReading.First
            && (calibration.UndecidedLottery is not null || allocation.Policy.Order == AllocationOrder.Welfare))
        {
            json.Fault("allocation.library.reading", "LibraryFirstNeedsTheRanking");
        }
        return new Call(code ?? "", json.Local(call, "name", "") ?? new LocalText(code ?? ""), template,
            json.Text(call, "indicatorTree", ""),
            categories, scoring, assignment, calibration, allocation)
        {
            Conflicts = ReadConflicts(json, json.Object(call, "conflicts", "")),
            Eligibility = EligibilityJson.Read(json, json.Object(call, "eligibility", "")), Fields = FieldJson.Read(json, call),
            AmountGroups = AmountJson.ReadGroups(json, json.Object(call, "amountGroups", "")),
        };
    }

    private static ConflictSettings ReadConflicts(Json json, JsonObject? conflicts)
    {
        const string path = "conflicts";
        var usual = ConflictSettings.Default;
        foreach (var key in (conflicts ?? []).Select(c => c.Key).Except(Write(usual).Select(c => c.Key).Append("asOf")))
        {
            json.Fault(Json.Join(path, key), "ChoiceUnknown", key, string.Join(", ", Write(usual).Select(c => c.Key)));
        }
        return new ConflictSettings
        {
            AsOf = json.Whole(conflicts, "asOf", path, 1990, 2200),
            SameUnit = Is("sameUnit", usual.SameUnit), FormerUnit = Is("formerUnit", usual.FormerUnit),
            FormerUnitYears = Years("formerUnitYears", usual.FormerUnitYears),
            PartnerUnit = Is("partnerUnit", usual.PartnerUnit), RelatedUnit = Is("relatedUnit", usual.RelatedUnit),
            Applicants = json.Choice(conflicts, "applicants", path, ApplicantReaches) ?? usual.Applicants,
            UnitApplies = json.Choice(conflicts, "unitApplies", path, UnitReaches) ?? usual.UnitApplies,
            CoAuthor = Is("coAuthor", usual.CoAuthor), CoAuthorYears = Years("coAuthorYears", usual.CoAuthorYears),
            CoProject = Is("coProject", usual.CoProject), CoProjectYears = Years("coProjectYears", usual.CoProjectYears),
            AdvisorStudent = Is("advisorStudent", usual.AdvisorStudent),
            AdvisorStudentYears = Years("advisorStudentYears", usual.AdvisorStudentYears),
            Family = Is("family", usual.Family), Economic = Is("economic", usual.Economic),
            Shareholding = Is("shareholding", usual.Shareholding), SidePost = Is("sidePost", usual.SidePost),
            ExcludedByApplicant = Is("excludedByApplicant", usual.ExcludedByApplicant),
            EmailDomain = Is("emailDomain", usual.EmailDomain), CoApplicant = Is("coApplicant", usual.CoApplicant),
            StrictUnitCodes = Is("strictUnitCodes", usual.StrictUnitCodes),
        };

        bool Is(string key, bool otherwise) => json.Truth(conflicts, key, path) ?? otherwise;
        int Years(string key, int otherwise) => json.Whole(conflicts, key, path, 0, ConflictSettings.AnyTime) ?? otherwise;
    }

    private static JsonObject Write(ConflictSettings conflicts) => Compact(new JsonObject
    {
        ["asOf"] = conflicts.AsOf, ["sameUnit"] = conflicts.SameUnit, ["formerUnit"] = conflicts.FormerUnit,
        ["formerUnitYears"] = conflicts.FormerUnitYears,
        ["partnerUnit"] = conflicts.PartnerUnit, ["relatedUnit"] = conflicts.RelatedUnit,
        ["applicants"] = NameOf(ApplicantReaches, conflicts.Applicants),
        ["unitApplies"] = NameOf(UnitReaches, conflicts.UnitApplies), ["coAuthor"] = conflicts.CoAuthor,
        ["coAuthorYears"] = conflicts.CoAuthorYears,
        ["coProject"] = conflicts.CoProject, ["coProjectYears"] = conflicts.CoProjectYears, ["advisorStudent"] = conflicts.AdvisorStudent,
        ["advisorStudentYears"] = conflicts.AdvisorStudentYears, ["family"] = conflicts.Family, ["economic"] = conflicts.Economic,
        ["shareholding"] = conflicts.Shareholding,
        ["sidePost"] = conflicts.SidePost, ["excludedByApplicant"] = conflicts.ExcludedByApplicant,
        // Younger than the packages that are kept: written where they say something.
        ["emailDomain"] = conflicts.EmailDomain ? null : false, ["coApplicant"] = conflicts.CoApplicant ? null : false,
        ["strictUnitCodes"] = conflicts.StrictUnitCodes,
    });

    private static ScoringSettings ReadScoring(Json json, JsonObject? scoring)
    {
        const string path = "scoring";
        var usual = ScoringSettings.Default;
        var scale = json.Object(scoring, "leafScores", path);
        var (min, max) = (json.Rational(scale, "min", "scoring.leafScores"), json.Rational(scale, "max", "scoring.leafScores"));
        if (min >= max)
        {
            json.Fault("scoring.leafScores", "TreeScaleEmpty", $"{min}..{max}");
        }
        return new ScoringSettings(
            json.Choice(scoring, "direction", path, Directions) ?? usual.Direction,
            max is { } top ? (min ?? Rational.Zero, top) : null,
            json.Choice(scoring, "method", path, TotalMethods) ?? usual.Method,
            json.Whole(scoring, "trim", path, 1, 100) ?? usual.TrimEachEnd,
            json.Whole(scoring, "decimals", path, 0, 10) ?? usual.Decimals,
            json.Whole(scoring, "minimumScores", path, 0, 1000) ?? usual.MinimumScores,
            json.Values(scoring, "leavesFor", path).DistinctBy(l => IndicatorCode.Of(l.Key))
                .ToDictionary(l => IndicatorCode.Of(l.Key).GetValueOrDefault(), l => l.Value),
            [.. json.Objects(scoring, "questions", path).Select(q => new SheetQuestion(
                json.Choice(q.Item, "kind", q.Path, QuestionKinds) ?? SheetQuestionKind.OverallComment,
                json.Truth(q.Item, "required", q.Path) ?? false))])
        {
            GraceMinutes = json.Whole(scoring, "graceMinutes", path, 0, 1440) ?? usual.GraceMinutes,
        };
    }

    private static AssignmentSettings ReadAssignment(Json json, JsonObject? assignment)
    {
        const string path = "assignment";
        var usual = AssignmentSettings.Default;
        var (panelMin, panelMax) = (json.Whole(assignment, "panelMin", path, 1, 1000) ?? usual.PanelMin,
            json.Whole(assignment, "panelMax", path, 1, 1000) ?? usual.PanelMax);
        if (panelMin > panelMax)
        {
            json.Fault("assignment.panelMin", "NotAWholeNumber", $"{panelMin}", "1", $"{panelMax}");
        }
        return new AssignmentSettings(
            json.Whole(assignment, "expertsPerApplication", path, 0, 1000) ?? usual.ExpertsPerApplication,
            json.Whole(assignment, "maxLoad", path, 0, 100_000), json.Whole(assignment, "minLoad", path, 0, 100_000) ?? usual.MinLoad,
            json.Whole(assignment, "perUnit", path, 1, 1000), json.Choice(assignment, "objective", path, Objectives) ?? usual.Objective)
        {
            PerKind = ReadCounts(json, assignment, "perKind"), PerRegion = ReadCounts(json, assignment, "perRegion"),
            Fixed = ReadPairs(json, assignment, "fixed"), Forbidden = ReadPairs(json, assignment, "forbidden"),
            Panels = json.Choice(assignment, "panels", path, PanelSources) ?? usual.Panels, PanelMin = panelMin, PanelMax = panelMax,
            Balance = ReadShare(json, assignment, "balance", path), Overlap = ReadShare(json, assignment, "overlap", path),
        };
    }

    private static double ReadShare(Json json, JsonObject? assignment, string key, string path)
    {
        var share = json.Rational(assignment, key, path)?.ToDouble() ?? 0;
        if (share is >= 0 and <= 1)
        {
            return share;
        }
        json.Fault(Json.Join(path, key), "NotAShare", share.ToString("R", CultureInfo.InvariantCulture));
        return 0;
    }

    private static string? ShareText(double share) => share == 0 ? null : ((decimal)share).ToString(CultureInfo.InvariantCulture);

    /// <summary>{ "finance": 1 }: at least so many of it.</summary>
    private static SortedDictionary<string, int> ReadCounts(Json json, JsonObject? assignment, string key)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var given = json.Object(assignment, key, "assignment");
        foreach (var name in given?.Select(p => p.Key).ToList() ?? [])
        {
            counts.Add(name, json.Whole(given, name, $"assignment.{key}", 0, 1000) ?? 0);
        }
        return counts;
    }

    private static List<(ApplicationId Application, ExpertId Expert)> ReadPairs(Json json, JsonObject? assignment, string key) =>
        [.. json.Objects(assignment, key, "assignment")
            .Select(p => (json.Application(p.Item, "application", p.Path), json.Expert(p.Item, "expert", p.Path)))];

    private static JsonObject? Counts(IReadOnlyDictionary<string, int> counts) =>
        counts.Count == 0 ? null
            : new JsonObject(counts.OrderBy(c => c.Key, StringComparer.Ordinal)
            .Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));

    private static JsonArray? PairList(IReadOnlyList<(ApplicationId Application, ExpertId Expert)> pairs) =>
        pairs.Count == 0 ? null : new JsonArray(
            [.. pairs.Select(p => new JsonObject { ["application"] = p.Application.Value, ["expert"] = p.Expert.Value })]);

    private static void CheckLottery(Json json, CalibrationSettings calibration, ScoringSettings scoring)
    {
        var isLinear = calibration.Lottery == LotteryKind.Linear;
        if (calibration.UndecidedLottery is null && calibration.Lottery != LotteryKind.Undecided)
        {
            json.Fault("calibration.undecidedLottery", "Required");
        }
        if (calibration.UndecidedLottery is not null && !isLinear && !CalibrationMethods.HasFundingLine(calibration.Method))
        {
            json.Fault("calibration.undecidedLottery", "LotsNeedMixedModel");
        }
        if (isLinear && (calibration.Method != CalibrationMethod.Mean || scoring.Method != TotalMethod.Mean || scoring.LeavesFor.Count > 0))
        {
            json.Fault("calibration.lottery", "LinearLotteryNeedsMean");
        }
        if (isLinear ? calibration.Smoothness is not { Sign: > 0 } : calibration.Smoothness is not null)
        {
            json.Fault("calibration.smoothness", "SmoothnessOfLinear");
        }
    }

    private static CalibrationSettings ReadCalibration(Json json, JsonObject? calibration)
    {
        const string path = "calibration";
        var usual = CalibrationSettings.Default;
        var method = json.Choice(calibration, "method", path,
            CalibrationMethods.All.ToDictionary(n => n, n => CalibrationMethods.TryParse(n, out var m) ? m : default)) ?? usual.Method;
        return new CalibrationSettings(method, json.Whole(calibration, "trim", path, 1, 100) ?? usual.TrimEachEnd,
            json.Choice(calibration, "panels", path, Panels))
        {
            PanelTrimEachEnd = json.Whole(calibration, "panelTrim", path, 0, 100) ?? usual.PanelTrimEachEnd,
            UndecidedLottery =
                json.Text(calibration, "undecidedLottery", path) is { } clause && !string.IsNullOrWhiteSpace(clause) ? clause : null,
            Lottery = json.Choice(calibration, "lottery", path, Lotteries) ?? usual.Lottery,
            Smoothness = json.Rational(calibration, "smoothness", path),
        };
    }

    private static AllocationSettings ReadAllocation(Json json, JsonObject? allocation)
    {
        const string path = "allocation";
        var amount = json.Object(allocation, "amount", path) is { } rule ? AmountJson.Read(json, rule, "allocation.amount") : null;
        if (json.Money(allocation, "amountEach", path) is { } each)
        {
            amount = AmountRule.Each(each);
        }
        return new AllocationSettings(amount, ReadQuotas(json, allocation, path), json.Rational(allocation, "minScore", path),
            ReadPolicy(json, json.Object(allocation, "policy", path), "allocation.policy"), ReadExclusive(json, allocation, path))
        {
            Library = json.Object(allocation, "library", path) is { } library
                ? new LibraryRule(json.Choice(library, "reading", $"{path}.library", Readings) ?? LibraryReading.None,
                Required(json, library, "reason", $"{path}.library")) : null,
        };
    }

    internal static List<Quota> ReadQuotas(Json json, JsonObject? parent, string path)
    {
        var quotas = new List<Quota>();
        foreach (var (item, at) in json.Objects(parent, "quotas", path))
        {
            var id = Required(json, item, "id", at);
            // A blank id is a mistake already; its path stands in until all mistakes are told.
            var quotaId = new QuotaId(string.IsNullOrWhiteSpace(id) ? at : id);
            if (quotas.Exists(q => q.Id == quotaId))
            {
                json.Fault($"{at}.id", "TreeCodeTwice", id);
            }
            var measure = json.Choice(item, "measure", at, Measures) ?? QuotaMeasure.Count;
            var quota = new Quota(
                quotaId, measure, json.Values(item, "where", at), Size(item, "max", at, measure), Size(item, "min", at, measure))
            {
                Name = json.Local(item, "name", at),
                Each = json.Text(item, "each", at) is { Length: > 0 } column ? column : null,
            };
            if (quotas.Find(q => IsPart(q, quota) || IsPart(quota, q)) is { } part)
            {
                json.Fault($"{at}.id", "TreeCodeTwice", part.Id.Value);
            }
            if (quota.Min > quota.Max)
            {
                json.Fault($"{at}.min", "MinAboveMax", CallJson.Size(quota, quota.Min) ?? "", CallJson.Size(quota, quota.Max) ?? "");
            }
            quotas.Add(quota);
        }
        return quotas;

        static bool IsPart(Quota whole, Quota part) =>
            whole.Each is not null && part.Id.Value.StartsWith($"{whole.Id}:", StringComparison.Ordinal);

        long? Size(JsonObject item, string key, string at, QuotaMeasure measure) =>
            measure == QuotaMeasure.Count ? json.Whole(item, key, at, 0, int.MaxValue) : json.Money(item, key, at)?.Fen;
    }

    internal static AllocationPolicy ReadPolicy(Json json, JsonObject? policy, string path)
    {
        var usual = AllocationPolicy.Default;
        return new AllocationPolicy(
            json.Choice(policy, "order", path, Orders) ?? usual.Order,
            json.Choice(policy, "remainder", path, Remainders) ?? usual.Remainder,
            json.Choice(policy, "ties", path, Ties) ?? usual.Ties,
            [.. json.Objects(policy, "tieBreak", path)
                .Select(t => new TieBreakKey(Required(json, t.Item, "by", t.Path), json.Truth(t.Item, "descending", t.Path) ?? false))],
            json.Text(policy, "seed", path))
        {
            LotteryClause = json.Text(policy, "lotteryClause", path) is { } clause && !string.IsNullOrWhiteSpace(clause) ? clause : null,
        };
    }

    internal static List<IReadOnlyList<ApplicationId>> ReadExclusive(Json json, JsonObject? parent, string path)
    {
        var groups = new List<IReadOnlyList<ApplicationId>>();
        if (parent?["exclusive"] is not { } node)
        {
            return groups;
        }
        foreach (var group in node as JsonArray ?? [])
        {
            if (group is JsonArray ids && ids.All(i => i is JsonValue))
            {
                groups.Add([.. ids.Select(i => ApplicationId.Of(i?.ToString()).GetValueOrDefault())]);
                continue;
            }
            json.Fault(Json.Join(path, "exclusive"), "JsonExpected", "[[\"A1\",\"A2\"]]");
        }
        return groups;
    }

    private static JsonNode Write(Quota quota) => Compact(new JsonObject
    {
        ["id"] = quota.Id.Value, ["name"] = quota.Name is { } name ? Write(name) : null, ["measure"] = NameOf(Measures, quota.Measure),
        ["each"] = quota.Each, ["where"] = Write(quota.Where), ["max"] = Size(quota, quota.Max), ["min"] = Size(quota, quota.Min),
    });

    internal static string? Size(Quota quota, long? size) =>
        size is not { } s ? null : quota.Measure == QuotaMeasure.Count ? s.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : new Money(s).ToString();

    internal static JsonObject Write(IReadOnlyDictionary<string, IReadOnlyList<string>> values) =>
        new(values.OrderBy(v => v.Key, StringComparer.Ordinal)
            .Select(v => KeyValuePair.Create(v.Key, (JsonNode?)new JsonArray([.. v.Value.Select(x => JsonValue.Create(x))]))));

    internal static JsonObject Write(LocalText text) => new() { ["en"] = text.En, ["zh-CN"] = text.Zh };
    internal static string NameOf<T>(Dictionary<string, T> names, T value) =>
        names.First(n => EqualityComparer<T>.Default.Equals(n.Value, value)).Key;

    internal static string Required(Json json, JsonObject item, string key, string path)
    {
        var text = json.Text(item, key, path);
        if (string.IsNullOrWhiteSpace(text))
        {
            json.Fault(Json.Join(path, key), "Required");
        }
        return text ?? "";
    }

    internal static JsonObject Compact(JsonObject json)
    {
        foreach (var key in json.Where(p => p.Value is null).Select(p => p.Key).ToList())
        {
            json.Remove(key);
        }
        return json;
    }

    internal static JsonObject Merge(JsonObject below, JsonObject above)
    {
        var merged = (JsonObject)below.DeepClone();
        foreach (var (key, value) in above)
        {
            merged[key] = value is JsonObject over && merged[key] is JsonObject under ? Merge(under, over) : value?.DeepClone();
        }
        return merged;
    }
}
