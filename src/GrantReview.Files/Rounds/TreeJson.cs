using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Rounds;

/// <summary>indicators.json or indicators.csv ↔ <see cref="IndicatorTree"/>.</summary>
public static partial class TreeJson
{
    private static readonly Dictionary<string, IndicatorKind> Kinds = new()
    {
        ["points"] = IndicatorKind.Points, ["levels"] = IndicatorKind.Levels, ["yes-no"] = IndicatorKind.YesNo,
            ["veto"] = IndicatorKind.Veto, ["measured"] = IndicatorKind.Measured,
        ["打分"] = IndicatorKind.Points, ["等级"] = IndicatorKind.Levels, ["是否"] = IndicatorKind.YesNo, ["一票否决"] = IndicatorKind.Veto,
            ["自动计算"] = IndicatorKind.Measured,
    };

    private static readonly Dictionary<string,
        NotApplicableRule> NotApplicableRules = new() { ["exclude"] = NotApplicableRule.Exclude, ["zero"] = NotApplicableRule.Zero };

    public static IndicatorTree? Read(byte[] content, string file, ScoringSettings scoring, List<Mistake> mistakes)
    {
        if (Json.Parse(content, file, mistakes) is not { } tree)
        {
            return null;
        }
        var before = mistakes.Count;
        var json = new Json(file, mistakes);
        var indicators = json.Objects(tree, "indicators", "").Select(i => Read(json, i.Item, i.Path)).ToList();
        var notApplicable = json.Choice(tree, "notApplicable", "", NotApplicableRules) ?? NotApplicableRule.Exclude;
        var (name, note) = (json.Local(tree, "name", ""), json.Local(tree, "note", ""));
        if (mistakes.Count > before)
        {
            return null;
        }
        return Build(indicators, scoring, notApplicable, name, note, fault =>
            mistakes.Add(new Mistake(file, null, fault.Index < 0 ? "indicators" : $"indicators[{fault.Index}].{JsonNameOf(fault.Field)}",
                TreeFaults.CodeOf(fault.Kind), fault.Detail)));
    }

    public static IndicatorTree? Read(Table table, ScoringSettings scoring, List<Mistake> mistakes)
    {
        var before = mistakes.Count;
        var hasPoints = table.Columns.Contains("points");
        if (!hasPoints && !table.Columns.Contains("weight"))
        {
            mistakes.Add(new Mistake(table.File, 1, "weight", "ColumnMissing"));
            return null;
        }
        var cells = new CellReader(table.File, mistakes);
        var indicators = table.Rows.Select(row => Read(row, cells, hasPoints, mistakes)).ToList();
        if (mistakes.Count > before)
        {
            return null;
        }
        if (hasPoints)
        {
            indicators = [.. Weighed(indicators, gap => mistakes.Add(new Mistake(
                table.File, gap.Index < 0 ? null : table.Rows[gap.Index].Number, "points", "TreePointsDoNotSum", $"{gap.Sum}",
                    $"{gap.Due}")))];
        }
        return mistakes.Count > before ? null : Build(indicators, scoring, NotApplicableRule.Exclude, null, null, fault =>
            mistakes.Add(new Mistake(table.File, fault.Index < 0 ? null : table.Rows[fault.Index].Number, fault.Field,
                TreeFaults.CodeOf(fault.Kind), fault.Detail)));
    }

    /// <summary>Indicators whose weights were written as points of the whole; gaps are told, and then no weights are found.</summary>
    public static IReadOnlyList<Indicator> Weighed(IReadOnlyList<Indicator> byPoints, Action<PointsGap> report)
    {
        var nodes = byPoints.Select(i => new PointsNode(i.Code, i.Parent, i.Weight)).ToList();
        foreach (var gap in IndicatorPoints.Gaps(nodes))
        {
            report(gap);
        }
        var weights = IndicatorPoints.Weights(nodes);
        return [.. byPoints.Select((indicator, i) => indicator with { Weight = weights[i] })];
    }

    /// <summary>The tree as a table to be edited and read again, a cell for each column of <see cref="TableSchema.Indicators"/>.</summary>
    public static IEnumerable<IReadOnlyList<string>> Rows(IndicatorTree tree) => tree.Nodes.Select(n => (IReadOnlyList<string>)
    [
        n.Code.Value, $"{n.Indicator.Parent}", n.Name.Zh, "", n.Points.ToExactText(), n.Name.En == n.Name.Zh ? "" : n.Name.En,
        n.Indicator.MinScore?.ToExactText() ?? "", n.Indicator.MaxScore?.ToExactText() ?? "",
        n.IsLeaf ? NameOf(n.Indicator.Kind) : "", string.Join(';', n.Indicator.Levels.Select(l => $"{l.Name.Zh}={l.Points.ToExactText()}")),
        ScaleText(n.Indicator.Scale), n.Indicator.Evidence?.Zh ?? "", n.Indicator.Note?.Zh ?? "",
        string.Join(';', n.Indicator.Anchors.Select(a => $"{a.From.ToExactText()}={a.Meaning.Zh}")),
    ]);

    public static string NameOf(IndicatorKind kind) => Kinds.First(k => k.Value == kind).Key;

    private static Indicator Read(TableRow row, CellReader cells, bool hasPoints, List<Mistake> mistakes)
    {
        var kind = IndicatorKind.Points;
        if (row["kind"].Length > 0 && !Kinds.TryGetValue(row["kind"], out kind))
        {
            mistakes.Add(new Mistake(cells.File, row.Number, "kind", "ChoiceUnknown", row["kind"],
                "points, levels, yes-no, veto, measured"));
        }
        var size = hasPoints ? "points" : "weight";
        _ = cells.Required(row, size);
        var name = cells.Required(row, "name");
        return new Indicator(
            IndicatorCode.Of(row["code"]).GetValueOrDefault(), IndicatorCode.Of(row["parent"]),
            new LocalText(row["name_en"].Length == 0 ? name : row["name_en"], name),
            cells.Exact(row, size) ?? Rational.Zero)
        {
            MinScore = cells.Exact(row, "min_score"), MaxScore = cells.Exact(row, "max_score"), Kind = kind,
            Levels = LevelsOf(row, cells, mistakes), Anchors = AnchorsOf(row, cells, mistakes), Scale = ScaleOf(row, cells, mistakes),
            Evidence = row["evidence"].Length == 0 ? null : new LocalText(row["evidence"]), Note = row["note"].Length == 0 ? null
                : new LocalText(row["note"]),
        };
    }

    /// <summary>优=25;良=20</summary>
    private static List<IndicatorLevel> LevelsOf(TableRow row, CellReader cells, List<Mistake> mistakes) =>
    [
        .. Written.List(row["levels"]).Select(l => l.Split('=', 2)).Select(l =>
        {
            if (l.Length == 2 && Rational.TryParse(l[1], out var points))
            {
                return new IndicatorLevel(new LocalText(l[0].Trim()), points);
            }
            mistakes.Add(new Mistake(cells.File, row.Number, "levels", "NotANumber", l[^1]));
            return new IndicatorLevel(new LocalText(l[0]), Rational.Zero);
        }),
    ];

    /// <summary>4=complete, with proof;2=in part;0=nothing: a meaning may hold every sign but a ; before figures and =.</summary>
    private static List<ScoreAnchor> AnchorsOf(TableRow row, CellReader cells, List<Mistake> mistakes) =>
    [
        .. NextAnchor().Split(row["anchors"]).Where(a => a.Trim().Length > 0).Select(a => a.Split(['=', '＝'], 2)).Select(a =>
        {
            if (a.Length == 2 && Rational.TryParse(a[0], out var from))
            {
                return new ScoreAnchor(from, new LocalText(a[1].Trim()));
            }
            mistakes.Add(new Mistake(cells.File, row.Number, "anchors", "NotANumber", a[0]));
            return new ScoreAnchor(Rational.Zero, new LocalText(a[^1]));
        }),
    ];

    /// <summary>linear;column;0;100, tiers;column;10=0.5;20=1, share-of-best;column</summary>
    private static MeasuredScale? ScaleOf(TableRow row, CellReader cells, List<Mistake> mistakes)
    {
        string[] parts = [.. Written.List(row["scale"])];
        switch (parts)
        {
            case []:
                return null;
            case ["linear", var column, var low, var high] when Rational.TryParse(low, out var from) && Rational.TryParse(high, out var to):
                return new LinearScale(column, from, to);
            case ["share-of-best", var column]:
                return new ShareOfBestScale(column);
            case ["tiers", var column, .. var tiers] when tiers.All(t => TierOf(t) is not null):
                return new TierScale(column, [.. tiers.Select(t => TierOf(t).GetValueOrDefault())]);
            default:
                mistakes.Add(new Mistake(
                    cells.File, row.Number, "scale", "ChoiceUnknown", row["scale"],
                        "linear;x;0;100 | tiers;x;10=0.5;20=1 | share-of-best;x"));
                return null;
        }

        static (Rational From, Rational Share)? TierOf(string text) =>
            text.Split('=', 2) is [var from, var share] && Rational.TryParse(from, out var f) && Rational.TryParse(share, out var s)
                ? (f, s) : null;
    }

    private static string ScaleText(MeasuredScale? scale) => scale switch
    {
        LinearScale s => $"linear;{s.Attribute};{s.Low.ToExactText()};{s.High.ToExactText()}",
        TierScale s => $"tiers;{s.Attribute};{string.Join(';', s.Tiers.Select(t => $"{t.From.ToExactText()}={t.Share.ToExactText()}"))}",
        ShareOfBestScale s => $"share-of-best;{s.Attribute}",
        _ => "",
    };

    public static byte[] Write(IndicatorTree tree) => Json.Bytes(Compact(new JsonObject
    {
        ["name"] = tree.Name is null ? null : CallJson.Write(tree.Name),
        ["note"] = tree.Note is null ? null : CallJson.Write(tree.Note),
        ["notApplicable"] = tree.NotApplicable == NotApplicableRule.Zero ? "zero" : "exclude",
        ["indicators"] = new JsonArray([.. tree.Indicators.Select(Write)]),
    }));

    private static IndicatorTree? Build(
        IReadOnlyList<Indicator> indicators, ScoringSettings scoring, NotApplicableRule notApplicable, LocalText? name, LocalText? note,
            Action<IndicatorFault> report)
    {
        var faults = IndicatorTreeRules.Check(indicators, scoring);
        foreach (var fault in faults)
        {
            report(fault);
        }
        return faults.Count > 0 ? null : new IndicatorTree(indicators, scoring, notApplicable, name, note);
    }

    private static Indicator Read(Json json, JsonObject item, string path) =>
        new(IndicatorCode.Of(json.Text(item, "code", path)).GetValueOrDefault(), IndicatorCode.Of(json.Text(item, "parent", path)),
            json.Local(item, "name", path) ?? new LocalText(json.Text(item, "code", path) ?? ""),
                json.Rational(item, "weight", path) ?? Missing(json, path, "weight"))
        {
            MinScore = json.Rational(item, "minScore", path), MaxScore = json.Rational(item, "maxScore", path),
            Kind = json.Choice(item, "kind", path, Kinds) ?? IndicatorKind.Points,
            Levels = [.. json.Objects(item, "levels", path)
                .Select(l => new IndicatorLevel(json.Local(l.Item, "name", l.Path) ?? new LocalText(""),
                json.Rational(l.Item, "points", l.Path) ?? Rational.Zero))],
            Anchors = [.. json.Objects(item, "anchors", path).Select(a => new ScoreAnchor(
                json.Rational(a.Item, "from", a.Path) ?? Missing(json, a.Path, "from"),
                json.Local(a.Item, "meaning", a.Path) ?? new LocalText("")))],
            Scale = json.Object(item, "scale", path) is { } scale ? ReadScale(json, scale, $"{path}.scale") : null,
            AllowsNotApplicable = json.Truth(item, "allowsNotApplicable", path) ?? false,
            Evidence = json.Local(item, "evidence", path), Note = json.Local(item, "note", path),
        };

    private static Rational Missing(Json json, string path, string key)
    {
        json.Fault(Json.Join(path, key), "Required");
        return Rational.Zero;
    }

    private static MeasuredScale? ReadScale(Json json, JsonObject scale, string path)
    {
        var attribute = json.Text(scale, "attribute", path) ?? "";
        switch (json.Text(scale, "kind", path))
        {
            case "linear":
                return new LinearScale(attribute, json.Rational(scale, "low", path) ?? Rational.Zero,
                    json.Rational(scale, "high", path) ?? Rational.Zero);
            case "tiers":
                return new TierScale(attribute,
                    [.. json.Objects(scale, "tiers", path)
                    .Select(t => (json.Rational(t.Item, "from", t.Path) ?? Rational.Zero,
                    json.Rational(t.Item, "share", t.Path) ?? Rational.Zero))]);
            case "share-of-best":
                return new ShareOfBestScale(attribute);
            case var other:
                json.Fault($"{path}.kind", "ChoiceUnknown", other ?? "", "linear, tiers, share-of-best");
                return null;
        }
    }

    private static JsonObject Write(Indicator indicator) => Compact(new JsonObject
    {
        ["code"] = indicator.Code.Value, ["parent"] = indicator.Parent?.Value, ["name"] = CallJson.Write(indicator.Name),
            ["weight"] = indicator.Weight.ToExactText(),
        ["kind"] = indicator.Kind == IndicatorKind.Points ? null : Kinds.First(k => k.Value == indicator.Kind).Key,
        ["minScore"] = indicator.MinScore is { } min ? min.ToExactText() : null, ["maxScore"] = indicator.MaxScore is { } max
            ? max.ToExactText() : null,
        ["levels"] = indicator.Levels.Count == 0 ? null
            : new JsonArray([.. indicator.Levels.Select(
            l => new JsonObject { ["name"] = CallJson.Write(l.Name), ["points"] = l.Points.ToExactText() })]),
        ["anchors"] = indicator.Anchors.Count == 0 ? null
            : new JsonArray([.. indicator.Anchors.Select(
            a => new JsonObject { ["from"] = a.From.ToExactText(), ["meaning"] = CallJson.Write(a.Meaning) })]),
        ["scale"] = indicator.Scale switch
        {
            LinearScale s => new JsonObject { ["kind"] = "linear", ["attribute"] = s.Attribute, ["low"] = s.Low.ToExactText(),
                ["high"] = s.High.ToExactText() },
            TierScale s => new JsonObject { ["kind"] = "tiers", ["attribute"] = s.Attribute,
                ["tiers"] = new JsonArray(
                [.. s.Tiers.Select(t => new JsonObject { ["from"] = t.From.ToExactText(), ["share"] = t.Share.ToExactText() })]) },
            ShareOfBestScale s => new JsonObject { ["kind"] = "share-of-best", ["attribute"] = s.Attribute },
            _ => null,
        },
        ["allowsNotApplicable"] = indicator.AllowsNotApplicable ? true : null,
        ["evidence"] = indicator.Evidence is null ? null : CallJson.Write(indicator.Evidence), ["note"] = indicator.Note is null ? null
            : CallJson.Write(indicator.Note),
    });

    private static string JsonNameOf(string field) => field switch { "min_score" => "minScore", "max_score" => "maxScore", _ => field };

    [GeneratedRegex(@"[;；\n][^\S\n]*(?=[-\d./]+\s*[=＝])")]
    private static partial Regex NextAnchor();

    private static JsonObject Compact(JsonObject json)
    {
        foreach (var key in json.Where(p => p.Value is null).Select(p => p.Key).ToList())
        {
            json.Remove(key);
        }
        return json;
    }
}
