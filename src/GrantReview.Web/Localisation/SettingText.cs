using System.Text.RegularExpressions;
using GrantReview.Core.Numbers;
using GrantReview.Files.Reports;

namespace GrantReview.Web.Localisation;

/// <summary>A call's settings in words: what a key of call.json is called, and what its value says.</summary>
public static partial class SettingText
{
    /// <summary>What a list or another part of the call is called; a setting says it itself.</summary>
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["indicatorTree"] = "Choice.Tree", ["dates"] = "Choice.Dates", ["workflow"] = "Setting.Workflow",
        ["categories"] = "Setup.Categories", ["categories.amount"] = "Choice.Amount", ["fields"] = "Setup.Fields",
        ["name"] = "Calls.Name", ["name.zh-CN"] = "Settings.NameZh", ["name.en"] = "Settings.NameEn",
        ["allocation.minScore"] = "Choice.MinScore", ["allocation.quotas"] = "Choice.Quotas", ["allocation.amount"] = "Choice.Amount",
        ["allocation.policy"] = "Overview.Policy", ["allocation.policy.tieBreak.library_year"] = "Choice.LibraryFirst",
        ["allocation.library"] = "Settings.Library",
        ["amountGroups.annualCaps"] = "Choice.AnnualCaps", ["amountGroups.oncePer"] = "Choice.OncePer",
        ["assignment"] = "Scoring.Experts", ["calibration"] = "Overview.Calibration", ["conflicts"] = "Conflicts.Rules",
        ["eligibility"] = "Setup.Rules", ["eligibility.asOf"] = "Choice.AsOf", ["eligibility.retirementAges"] = "Choice.RetirementAges",
        ["scoring"] = "Setup.Scoring", ["leavesFor"] = "Scoring.LeavesFor",
        ["dates.opensOn"] = "Overview.OpensOn", ["dates.closesOn"] = "Overview.ClosesOn",
        ["dates.scoringClosesAt"] = "Overview.ScoringCloses",
    };

    /// <summary>
    /// A setting by its key: a category by its name, a rule by its clause, a quota by its name; what stands below a setting is called as
    /// that is.
    /// </summary>
    public static string Of(string key, Call call)
    {
        if (LabelOf(key) is { } label)
        {
            return Text.Of(label);
        }
        var (list, item, rest) = ItemOf(key, call);
        var place = int.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1;
        switch (list)
        {
            case "eligibility.rules":
                var rule = place >= 0 && key.Contains('[', StringComparison.Ordinal)
                    ? call.Eligibility.Rules.ElementAtOrDefault(place) : call.Eligibility.Rules.FirstOrDefault(r => r.Id.Value == item);
                return rule is null ? Text.Of("Setup.Rules") : Text.Of("Choice.Rule", rule.Clause);
            case "categories":
                var category = call.Categories.FirstOrDefault(c => c.Code.Value == item)
                    ?? (key.Contains('[', StringComparison.Ordinal) ? call.Categories.ElementAtOrDefault(place) : null);
                var name = category is null ? Text.Of("Setup.Categories") : Text.Of(category.Name);
                return rest.StartsWith("selection", StringComparison.Ordinal) ? Text.Of("Setting.Selection", name)
                    : rest.StartsWith("amount.floor", StringComparison.Ordinal) ? Text.Of("Setting.Floor", name)
                    : rest.StartsWith("amount", StringComparison.Ordinal) ? Text.Of("Setting.Amount", name)
                        : Text.Of("Choice.Category", name);
            case "allocation.quotas":
                var quota = call.Allocation.Quotas.FirstOrDefault(q => q.Id.Value == item)
                    ?? call.Allocation.Quotas.ElementAtOrDefault(place);
                return quota is null ? Text.Of("Choice.Quotas") : Text.Of("Setting.Quota", Text.Of(ReportWords.NameOf(quota)));
            case "dates":
                return CallDescriptionJson.DateName(item) is { } date ? Text.Of(date) : Text.Of("Choice.Dates");
            case "workflow":
                return Text.Of("Setting.Workflow");
            case "fields":
                return call.Fields.ElementAtOrDefault(place) is { } field ? Text.Of(field.Label) : Text.Of("Setup.Fields");
        }
        var end = key.LastIndexOfAny(['.', '[']);
        return end > 0 ? Of(key[..end], call) : Text.Of("Settings.Title");
    }

    /// <summary>What a setting says.</summary>
    public static string Value(Setting setting, Call call)
    {
        var value = CallSettings.ValueOf(setting, call);
        return setting.Kind switch
        {
            _ when value.Length == 0 => Text.Of(setting.Blank),
            SettingKind.YesNo => Text.Of(value == "true" ? "Rule.On" : "Rule.Off"),
            SettingKind.Choice => Text.Of(setting.Choices.First(c => c.Name == value).Label),
            SettingKind.Years => value == $"{setting.Bounds.Most}" ? Text.Of("Rule.AnyTime") : Text.Of("Rule.Years", value),
            _ => value,
        };
    }

    /// <summary>A rule by its id; one that stands for a setting, by what the setting is called.</summary>
    public static string OfRule(EligibilityRule rule, Call call) => rule.Id.Value == rule.Clause ? Of(rule.Clause, call) : $"{rule.Id}";

    /// <summary>The same where the call is not at hand: of a list's item only what list it is of.</summary>
    public static string Name(string key)
    {
        for (var end = key.Length; end > 0; end = key.LastIndexOf('.', end - 1))
        {
            if (LabelOf(key[..end]) is { } label)
            {
                return Text.Of(label);
            }
        }
        return key.StartsWith("eligibility", StringComparison.Ordinal) ? Text.Of("Setup.Rules") : Text.Of("Settings.Title");
    }

    /// <summary>What a setting says now, for the choices that a source leaves open.</summary>
    /// <param name="trees">Null = there are none yet.</param>
    public static string Value(string key, Call call, CallState state, IndicatorTrees? trees, string tree) => key switch
    {
        "indicatorTree" => tree,
        "dates" => Text.Of("Setting.DatesAre", Formats.Day(state.OpensOn), Formats.Day(state.ClosesOn),
            Formats.Instant(state.ScoringClosesAt)),
        "allocation.minScore" => call.Allocation.MinScore is { } min ? Text.Of("Setting.Points", Formats.Plain(min))
            : Text.Of("Setting.None"),
        "allocation.quotas" => call.Allocation.Quotas.Count == 0 ? Text.Of("Setting.None")
            : string.Join(Text.Of("List.Semicolon"), call.Allocation.Quotas.Select(q => Of(q, call))),
        "allocation.policy.ties" or "allocation.policy.tieBreak" or "allocation.policy.tieBreak.library_year" => TiesOf(call, trees),
        "amountGroups.annualCaps" => call.AmountGroups.AnnualCaps.Count == 0 ? Text.Of("Setting.None")
            : string.Join(Text.Of("List.Semicolon"),
                call.AmountGroups.AnnualCaps.Select(c => Text.Of("Setting.AnnualCap", Text.OfColumn(c.By, call), Wan(c.Max))
                    + Text.Of("List.Comma") + Text.Of(c.FloorAfter ? "Setting.FloorAfter" : "Setting.FloorBefore"))),
        "amountGroups.oncePer" => call.AmountGroups.OncePer.Count == 0 ? Text.Of("Setting.None")
            : Text.Of("Setting.OncePer", string.Join(Text.Of("List.And"), call.AmountGroups.OncePer.Select(c => Text.OfColumn(c, call)))),
        "assignment.expertsPerApplication" => Text.Of("Setting.Experts", call.Assignment.ExpertsPerApplication),
        "assignment.perUnit" => call.Assignment.PerUnit is { } cap ? Text.Of("Setting.Experts", cap) : Text.Of("Setting.None"),
        "eligibility.asOf" => Formats.Day(call.Eligibility.AsOf),
        "eligibility.retirementAges" => Text.Of("Setup.CountLines", call.Eligibility.RetirementAges.Count),
        "scoring.decimals" => Text.Of("Setting.Digits", call.Scoring.Decimals),
        "scoring.method" => Text.Of(ReportWords.Of(call.Scoring)),
        "scoring.minimumScores" => Text.Of("Setting.Sheets", call.Scoring.MinimumScores),
        "categories.amount" => string.Join(Text.Of("List.Semicolon"),
            call.Categories.Select(c => $"{Text.Of(c.Name)}{Text.Of("List.Colon")}{AmountOf(c.Code, call)}")),
        _ => OfItem(key, call),
    };

    /// <summary>Where a setting is changed, under the call's address.</summary>
    public static string PageOf(string key, Call call)
    {
        var (list, item, _) = ItemOf(key, call);
        return list switch
        {
            "eligibility.rules" when call.Eligibility.Rules.Index().FirstOrDefault(r => r.Item.Id.Value == item)
                is { Item: not null, Index: var at } => $"settings/rules/{at}",
            "categories" when call.Categories.Index().FirstOrDefault(c => c.Item.Code.Value == item) is { Item: not null, Index: var at } =>
                $"settings/categories/{at}",
            _ => key.Split('.')[0] switch
            {
                "indicatorTree" => "indicators",
                "allocation" => "settings/places",
                "eligibility" => "settings/rules",
                "scoring" or "assignment" or "calibration" => "settings/scoring",
                "dates" => "settings/dates",
                _ => "settings/categories",
            },
        };
    }

    public static string Of(Selection selection, Call call) => selection.Basis switch
    {
        SelectionBasis.Score => Text.Of("Setup.ByScore"),
        SelectionBasis.Conditions => Text.Of("Setup.ByConditions"),
        _ => Text.Of("Setting.ByTime", Text.OfColumn(selection.TimeAttribute ?? "", call), selection.Places)
            + (selection.PlacesTaken > 0 ? Text.Of("List.Comma") + Text.Of("Setting.PlacesTaken", selection.PlacesTaken) : ""),
    };

    /// <summary>An amount rule in one sentence.</summary>
    public static string Of(AmountRule rule, Call call)
    {
        var parts = new List<string>
        {
            rule switch
            {
                { Fixed: { } sum } => Text.Of("Setting.Fixed", Wan(sum)),
                { Rate: { } rate } => Text.Of("Setting.Rate", Text.OfColumn(rule.Base ?? "", call),
                    (rate * 100).ToText(2).TrimEnd('0').TrimEnd('.')),
                { Bands: { } bands } => Text.Of("Setting.Bands", Text.OfColumn(bands.Value, call), bands.Bands.Count),
                { Cases.Count: > 0 } when rule.Cases.Any(c => c.Fixed is not null) =>
                    string.Join(Text.Of("List.Semicolon"), rule.Cases.Select(c => CaseOf(c, call))),
                { Requested: { } column } => Text.Of("Setting.Asked", Text.OfColumn(column, call)),
                _ => Text.Of("Setting.Asked", Text.OfColumn("requested_amount", call)),
            },
        };
        if (rule.TaxRate is { } tax)
        {
            parts.Add(Text.Of("Setting.WithoutTax", Text.OfColumn(tax, call)));
        }
        parts.AddRange(rule.Cases.Where(c => c.Fixed is null && c.Cap is not null).Select(c => CaseOf(c, call)));
        if (rule.Cap is { } cap)
        {
            parts.Add(Text.Of("Setting.Cap", Wan(cap)));
        }
        if (rule.Floor is { } floor)
        {
            parts.Add(rule.FloorExempt.Count == 0 ? Text.Of("Setting.Below", Wan(floor))
                : Text.Of("Setting.BelowUnless", Wan(floor), string.Join(Text.Of("List.Or"), Says(rule.FloorExempt, call))));
        }
        return string.Join(Text.Of("List.Comma"), parts);
    }

    public static string Of(Quota quota, Call call)
    {
        var isMoney = quota.Measure == QuotaMeasure.Amount;
        var parts = new List<string>();
        if (quota.Max is { } max)
        {
            parts.Add(isMoney ? Text.Of("Setting.MostMoney", Wan(new Money(max))) : Text.Of("Setting.MostCount", max));
        }
        if (quota.Min is { } min)
        {
            parts.Add(isMoney ? Text.Of("Setting.LeastMoney", Wan(new Money(min))) : Text.Of("Setting.LeastCount", min));
        }
        var each = quota.Each is { } column ? Text.Of("Setting.Each", Text.OfColumn(column, call)) : "";
        return $"{Text.Of(ReportWords.NameOf(quota))}{Text.Of("List.Colon")}{each}{string.Join(Text.Of("List.Comma"), parts)}";
    }

    /// <summary>What decides among equals.</summary>
    public static string TiesOf(Call call, IndicatorTrees? trees)
    {
        var ties = Text.Of(call.Allocation.Policy.Ties);
        return call.Allocation.Chain.Count == 0 ? ties : $"{ties}{Text.Of("List.Colon")}{Text.Of(FieldWords.Chain(call, trees))}";
    }

    public static string AmountOf(CategoryCode category, Call call) => call.AmountRuleOf(category) is { } rule ? Of(rule, call)
        : Text.Of("Setup.AmountNone");

    /// <summary>万元 without needless zeros.</summary>
    public static string Wan(Money money) =>
        Text.Of("Setting.Wan", decimal.Parse((money.ExactYuan / 10_000).ToText(6), CultureInfo.InvariantCulture)
            .ToString("#,##0.######", CultureInfo.InvariantCulture));

    /// <summary>What each type is called in the file, and for people.</summary>
    public static IEnumerable<(string, string)> FieldTypes() => Enum.GetValues<FieldType>().Select(t => (FieldJson.NameOf(t), Text.Of(t)));

    /// <summary>What a sheet may ask beside the tree.</summary>
    public static IEnumerable<(string, string)> Questions() => CallSettings.Asked.Select(q => (q.Name, Text.Of(q.Label)));

    /// <summary>The settings that may carry a rule out, by their keys.</summary>
    public static IEnumerable<(string, string)> Carriers(Call call) =>
        new[] { "allocation.quotas", "allocation.policy.tieBreak", "amountGroups.oncePer", "amountGroups.annualCaps", "categories",
            "indicatorTree", "dates", "workflow" }
            .Concat(call.Allocation.Quotas.Select(q => $"allocation.quotas.{q.Id.Value}"))
            .Concat(call.Categories.SelectMany(c => new[] { $"categories.{c.Code}.amount", $"categories.{c.Code}.selection" }))
            .Concat(CallDescriptionJson.DateKeys.Select(d => $"dates.{d}"))
            .Concat(call.Eligibility.Rules.Select(r => r.CarriedBy).OfType<string>()).Distinct().Select(k => (k, Of(k, call)));

    public static string OfAmountKind(string kind) => kind switch
    {
        "none" => Text.Of("Amount.KindNone"),
        "fixed" => Text.Of("Amount.KindFixed"),
        "rate" => Text.Of("Amount.KindRate"),
        "bands" => Text.Of("Amount.KindBands"),
        "cases" => Text.Of("Amount.KindCases"),
        _ => Text.Of("Amount.KindAsked"),
    };

    public static string OfConditionKind(string kind) => kind switch
    {
        "yes" => Text.Of("Condition.Yes"),
        "present" => Text.Of("Condition.Present"),
        "number" => Text.Of("Condition.Number"),
        "in" => Text.Of("Condition.In"),
        "someIn" => Text.Of("Condition.SomeIn"),
        "otherIn" => Text.Of("Condition.OtherIn"),
        "allIn" => Text.Of("Condition.AllIn"),
        "covers" => Text.Of("Condition.Covers"),
        "same" => Text.Of("Condition.Same"),
        "items" => Text.Of("Condition.Items"),
        "ratio" => Text.Of("Condition.Ratio"),
        "moment" => Text.Of("Condition.Moment"),
        "momentOf" => Text.Of("Condition.MomentOf"),
        "years" => Text.Of("Condition.Years"),
        "months" => Text.Of("Condition.Months"),
        "applications" => Text.Of("Condition.Applications"),
        "retirement" => Text.Of("Condition.Retirement"),
        "all" => Text.Of("Condition.All"),
        "any" => Text.Of("Condition.AnyOf"),
        _ => Text.Of("Condition.Not"),
    };

    public static string OfList(string kind) => kind switch
    {
        "in" => Text.Of("Condition.SayIn"),
        "someIn" => Text.Of("Condition.SaySomeIn"),
        "allIn" => Text.Of("Condition.SayAllIn"),
        _ => Text.Of("Condition.SayCovers"),
    };

    public static string OfPair(string kind) => kind switch
    {
        "ratio" => Text.Of("Condition.SayRatio"),
        "years" => Text.Of("Condition.SayYears"),
        _ => Text.Of("Condition.SayMonths"),
    };

    /// <summary>Null = the key is none of a setting or list.</summary>
    private static string? LabelOf(string key) => CallSettings.At(key)?.Label ?? Words.GetValueOrDefault(key);

    private static string OfItem(string key, Call call)
    {
        var (list, item, rest) = ItemOf(key, call);
        return list switch
        {
            "eligibility.rules" when call.Eligibility.Rules.FirstOrDefault(r => r.Id.Value == item) is { } rule =>
                Text.Of(FindingWords.TextOf(rule)),
            "categories" when call.Categories.FirstOrDefault(c => c.Code.Value == item) is { } category =>
                rest.StartsWith("selection", StringComparison.Ordinal) ? Of(category.Selection, call) : AmountOf(category.Code, call),
            _ => "—",
        };
    }

    private static string CaseOf(AmountCase line, Call call)
    {
        var where = string.Join(Text.Of("List.And"), Says(line.Where, call));
        return line.Fixed is { } sum ? Text.Of("Setting.Case", where, Wan(sum))
            : Text.Of("Setting.Case", where, line.Cap is { } cap ? Text.Of("Setting.Cap", Wan(cap)) : "—");
    }

    /// <summary>Where yes is asked, the name of the column says it.</summary>
    private static IEnumerable<string> Says(IReadOnlyDictionary<string, IReadOnlyList<string>> where, Call call) => where.Select(
        w => FieldWords.AsksYes(call, w.Key, w.Value) ? Text.OfColumn(w.Key, call)
            : $"{Text.OfColumn(w.Key, call)} {string.Join(Text.Of("List.And"), w.Value.Select(v => Text.OfCell(w.Key, v, call)).Distinct())}");

    /// <summary>The list that a key is of, the item by code or place, and what of the item; blanks where it is none.</summary>
    internal static (string List, string Item, string Part) ItemOf(string key, Call call)
    {
        if (Indexed().Match(key) is { Success: true } indexed)
        {
            return (indexed.Groups[1].Value, indexed.Groups[2].Value, indexed.Groups[3].Value);
        }
        foreach (var list in new[] { "eligibility.rules", "allocation.quotas", "categories", "dates", "workflow",
            "fields" }.Where(l => key.StartsWith(l + ".", StringComparison.Ordinal)))
        {
            var rest = key[(list.Length + 1)..];
            // A category's code may have dots of its own.
            var code = list == "categories"
                ? call.Categories.Select(c => c.Code.Value).Where(c => rest == c || rest.StartsWith(c + ".", StringComparison.Ordinal))
                .MaxBy(c => c.Length) : null;
            return (list, code ?? rest, code is null || code.Length == rest.Length ? "" : rest[(code.Length + 1)..]);
        }
        return ("", "", "");
    }
    [GeneratedRegex(@"^([a-zA-Z.]+)\[(\d+)\]\.?(.*)\z")]
    private static partial Regex Indexed();
}
