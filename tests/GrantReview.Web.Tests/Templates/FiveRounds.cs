using System.Text;
using GrantReview.Core;
using GrantReview.Core.Evaluations;
using GrantReview.Files;
using GrantReview.Files.Rounds;

namespace GrantReview.Web.Tests.Templates;

/// <summary>One application as columns; the score is what three experts give for the one indicator.</summary>
public sealed class RoundRow : Dictionary<string, string>
{
    public string? Score { get; private init; }

    public RoundRow With(string id, string category, string? score, params (string Column, string Value)[] columns) =>
        Copy(score).Plus([("id", id), ("title", $"项目{id}"), ("category", category), .. columns]);

    public RoundRow Plus(params (string Column, string Value)[] columns)
    {
        foreach (var (column, value) in columns)
        {
            this[column] = value;
        }
        return this;
    }

    public RoundRow Saying(string column, string value) => Copy(Score).Plus((column, value));

    private RoundRow Copy(string? score)
    {
        var copy = new RoundRow { Score = score };
        foreach (var (column, value) in this)
        {
            copy[column] = value;
        }
        return copy;
    }
}

/// <summary>A round as its files.</summary>
/// <param name="Call">call.json.</param>
public sealed record SmallRound(string Call, IReadOnlyList<RoundRow> Rows)
{
    private static readonly string[] Known = ["id", "title", "category", "unit"];
    private static readonly string[] Experts = ["E1", "E2", "E3"];

    public IReadOnlyList<(string Application, string Rule)> Met { get; init; } = [];

    /// <summary>The formal review says met to whatever waits, one application and rule after the other.</summary>
    public SmallRound AnsweredAfter(EvaluationResult first) =>
        this with { Met = [.. first.Waiting.SelectMany(w => w.Open.Select(r => (w.Application.Value, r.Value)))] };

    /// <exception cref="InvalidDataException">A cell is refused.</exception>
    public Round Read()
    {
        var reading = TryRead();
        return reading.Round ?? throw new InvalidDataException(string.Join('\n', reading.Mistakes.Select(m => m.Say("en"))));
    }

    public RoundReading TryRead()
    {
        List<string> columns = [.. Known, .. Rows.SelectMany(r => r.Keys).Distinct().Except(Known).Order(StringComparer.Ordinal)];
        var scored = Rows.Where(r => r.Score is not null).ToList();
        var files = new Dictionary<string, string>
        {
            ["call.json"] = Call,
            ["indicators.csv"] = "code,parent,name,weight,kind\nmerit,,水平,100,\n",
            ["applications.csv"] = Lines(columns, Rows.Select(r => columns.Select(c => r.GetValueOrDefault(c, "")))),
            ["experts.csv"] = Lines(["id", "name", "unit"], Experts.Select(e => new[] { e, $"专家{e}", $"单位{e}" })),
            ["assignments.csv"] = Lines(["application", "expert"], scored.SelectMany(r => Experts.Select(e => new[] { r["id"], e }))),
            ["scores.csv"] = Lines(
                ["application", "expert", "indicator", "score", "reason"],
                scored.SelectMany(r => Experts.Select(e => new[] { r["id"], e, "merit", r.Score ?? "", "" }))),
            ["verdicts.csv"] =
                Lines(["application", "rule", "verdict", "by"], Met.Select(m => new[] { m.Application, m.Rule, "met", "审查员（虚构）" })),
        };
        return RoundReader.Read(f => files.TryGetValue(f, out var text) ? Encoding.UTF8.GetBytes(text) : null, isPackage: false);
    }

    private static string Lines(IEnumerable<string> header, IEnumerable<IEnumerable<string>> rows) =>
        new StringBuilder()
            .AppendJoin('\n',
            rows.Prepend(header).Select(r => string.Join(',', r.Select(c => c.Contains(',', StringComparison.Ordinal) ? $"\"{c}\"" : c))))
            .Append('\n').ToString();
}

/// <summary>A small invented round of each of the five calls, at the boundaries of its rules.</summary>
public static class FiveRounds
{
    public static SmallRound Chengdu2025 { get; } = Chengdu2025Round();
    public static SmallRound Fujian2025 { get; } = Fujian2025Round();

    /// <summary>Platforms, with three places instead of ten.</summary>
    public static SmallRound Chengdu2024Platforms { get; } = Chengdu2024PlatformsRound();

    /// <summary>The lines that nobody scores, and one platform.</summary>
    public static SmallRound Chengdu2024Lines { get; } = Chengdu2024LinesRound();
    public static SmallRound Sichuan2024 { get; } = Sichuan2024Round();
    public static SmallRound Chongqing2023 { get; } = Chongqing2023Round();

    public static IReadOnlyList<SmallRound> All { get; } =
        [Chengdu2025, Fujian2025, Chengdu2024Platforms, Chengdu2024Lines, Sichuan2024, Chongqing2023];

    private static SmallRound Chengdu2025Round()
    {
        var own = new RoundRow { ["unit_city"] = "成都", ["is_legal_person"] = "yes", ["unit_type"] = "科技型企业", ["own_funds"] = "200000",
            ["pi_doctorate"] = "yes", ["direction"] = "1", ["unit_submitted_at"] = "2025-08-12T17:00:00+08:00" };
        return new SmallRound("""{ "code": "R", "template": "chengdu-2025-genai", "allocation": { "quotas": [ { "id": "places", "name": { "en": "Places", "zh-CN": "名额" }, "measure": "count", "max": "3" } ] } }""",
        [
            own.With("P1", "需求引导类", "95"),
            own.With("P2", "需求引导类", "99", ("own_funds", "199999.99")),
            own.With("P3", "需求引导类", "98", ("unit_submitted_at", "2025-08-12T17:00:01+08:00")),
            own.With("P4", "需求引导类", "97", ("unit_type", "高校")),
            own.With("P5", "需求引导类", "90", ("unit_code", "U"), ("submitted_at", "2025-08-01T09:00:00+08:00")),
            own.With("P6", "需求引导类", "89", ("unit_code", "U"), ("submitted_at", "2025-08-02T09:00:00+08:00")),
            own.With("P7", "需求引导类", "96", ("unit_code", "U"), ("submitted_at", "2025-08-03T09:00:00+08:00")),
            own.With("P8", "需求引导类", "88"),
            own.With("P9", "需求引导类", "94", ("own_funds", "1"), ("waived_rules", "CD25-05"), ("eligible", "no")),
        ]);
    }

    private static SmallRound Fujian2025Round()
    {
        return new SmallRound("""{ "code": "R", "template": "fujian-2025-ai" }""",
        [
            Recommended("F1", "2025H0108", "88", "福州市", "设区市", "2025-07-12T09:00:00+08:00"),
            Recommended("F2", "2025H0109", "90", "福州市", "设区市", "2025-07-12T10:00:00+08:00"),
            Recommended("F3", "2025H0108", "91", "甲大学", "高校", "2025-07-13T09:00:00+08:00"),
            Recommended("F4", "2025H0108", "86", "甲大学", "高校", "2025-07-13T10:00:00+08:00"),
            Recommended("F5", "2025H0109", "90", "甲大学", "高校", "2025-07-14T10:00:00+08:00"),
            Recommended("F6", "2025H0108", "84", "乙公司", "省属企业", "2025-07-15T10:00:00+08:00"),
            Recommended("F7", "2025H0108", "99", "厦门市", "厦门市", "2025-07-15T11:00:00+08:00"),
            Recommended("F8", "2025H0109", "90", "泉州市", "设区市", "2025-07-21T08:00:00+08:00"),
            Recommended("F9", "2025H0108", "90", "泉州市", "设区市", "2025-07-20T23:00:00+08:00"),
        ]);

        static RoundRow Recommended(string id, string topic, string score, string recommender, string type, string at) =>
            new RoundRow().With(id, topic, score, ("recommender", recommender), ("recommender_type", type), ("recommended_at", at));
    }

    private static SmallRound Chengdu2024PlatformsRound()
    {
        return new SmallRound("""{ "code": "R", "template": "chengdu-2024-ai-policy", "allocation": { "quotas": [ { "id": "platforms-per-year", "name": { "en": "Platforms", "zh-CN": "平台名额" }, "measure": "count", "where": { "category": "4.2" }, "max": "3" } ] } }""",
        [
            Platform("T1", "92", "15000000"), Platform("T2", "90", "950000"), Platform("T3", "88", "600000", "yes"),
            Platform("T4", "85", "1000000"), Platform("T5", "83", "4000000", "yes"), Platform("T6", "99", "0", "yes"),
            Platform("T7", "70", "11300000").Plus(("tax_rate", "0.13"), ("unit_type", "高校")),
        ]);

        static RoundRow Platform(string id, string score, string income, string sme = "no") =>
            new RoundRow().With(id, "4.2", score, ("unit_type", "企业"), ("service_income", income), ("tax_rate", "0"), ("sme", sme),
                ("gap_filling", "no"));
    }

    private static SmallRound Chengdu2024LinesRound()
    {
        List<RoundRow> rows = [new RoundRow().With("T1", "4.2", "80", ("service_income", "10000000"), ("sme", "no"))];
        var days = new[] { ("2024-01-05", 4), ("2024-03-01", 5), ("2024-04-12", 3), ("2024-04-20", 1) };
        rows.AddRange(
            days.SelectMany(d =>
            Enumerable.Range(1, d.Item2).Select(i => new RoundRow().With($"M-{d.Item1}-{i}", "2.2", null, ("filed_on", d.Item1)))));
        rows.Add(new RoundRow()
            .With("G1", "5.1", null, ("main_revenue", "600000000"), ("highest_main_revenue_before", "200000000"),
            ("ai_main_revenue", "360000000")));
        rows.Add(new RoundRow()
            .With("G2", "5.1", null, ("main_revenue", "300000000"), ("highest_main_revenue_before", "290000000"),
            ("ai_main_revenue", "179999999.99")));
        rows.Add(new RoundRow()
            .With("G3", "5.1", null, ("main_revenue", "800000000"), ("highest_main_revenue_before", "600000000"),
            ("ai_main_revenue", "800000000")));
        rows.AddRange(new[] { ("S1", "国际", "1"), ("S2", "国际", "1"), ("S3", "国家", "1"), ("S4", "行业", "2"), ("S5", "国家", "3") }
            .Select(s =>
                new RoundRow().With(s.Item1, "9.1", null, ("unit_code", "甲"), ("standard_level", s.Item2), ("unit_order", s.Item3))));
        rows.Add(new RoundRow().With("D1", "1.1", null, ("unit_code", "乙"), ("product_id", "X"), ("rd_spending", "24000000")));
        rows.Add(new RoundRow().With("D2", "3.2", null, ("unit_code", "乙"), ("product_id", "X"), ("first_year_executed", "8000000")));
        rows.Add(new RoundRow()
            .With("K1", "7.1", null, ("park_level", "市级"), ("park_ai_revenue", "999000000"), ("sme", "no"), ("gap_filling", "no")));
        rows.Add(new RoundRow().With("K2", "7.1", null, ("park_level", "省级"), ("park_ai_revenue", "12000000000"), ("sme", "no")));
        return new SmallRound("""{ "code": "R", "template": "chengdu-2024-ai-policy" }""",
        rows);
    }

    private static SmallRound Sichuan2024Round()
    {
        const string key = "省院省校-重点", general = "省院省校-面上", region = "区域创新合作";
        var company = new RoundRow { ["unit_type"] = "企业", ["matching_proof"] = "a", ["matching_commitment"] = "b" };
        var rows = Enumerable.Range(1, 12)
            .Select(i => new RoundRow().With($"Z{i:00}", key, $"{96 - i}", ("requested_amount", i == 1 ? "480000" : "600000"))).ToList();
        rows.Add(new RoundRow().With("M1", general, "75", ("requested_amount", "200000"), ("partner_amount", "60000")));
        rows.Add(new RoundRow().With("M2", general, "74", ("requested_amount", "200000"), ("partner_amount", "59999.99")));
        rows.Add(company.With("M3", general, "73", ("requested_amount", "150000"), ("matching_funds", "150000")));
        rows.Add(company.With("M4", general, "72", ("requested_amount", "150000"), ("matching_funds", "149999.99")));
        rows.Add(
            company.With("R1", region, "80", ("requested_amount", "600000"), ("own_funds", "600000"), ("revenue_2022", "8000000"),
            ("unit_code", "U"), ("submitted_at", "2023-09-01")));
        rows.Add(
            company.With("R2", region, "90", ("requested_amount", "700000"), ("own_funds", "700000"), ("revenue_2022", "7999999.99"),
            ("unit_code", "V"), ("submitted_at", "2023-09-01")));
        rows.Add(
            company.With("R3", region, "91", ("requested_amount", "600000"), ("own_funds", "600000"), ("revenue_2022", "8000000"),
            ("unit_code", "U"), ("submitted_at", "2023-09-02")));
        return new SmallRound("""{ "code": "R", "template": "sichuan-2024-key-rd" }""",
        rows);
    }

    private static SmallRound Chongqing2023Round()
    {
        return new SmallRound("""{ "code": "R", "template": "chongqing-2023-ai" }""",
        [
            Led("G1", "三", "91", "7500000", "37500000"), Led("G2", "三", "93", "6000000", "37000000"),
            Led("G3", "三", "88", "8000000", "40000000"),
            Led("G4", "四", "79", "5000000", "30000000").Plus(("unit_type", "高校")),
            Led("G5", "一", "90", "15000000", "100000000").Plus(("requested_district_amount", "9000000"), ("district_commitment", "yes")),
        ]);

        static RoundRow Led(string id, string topic, string score, string requested, string own) =>
            new RoundRow().With(id, topic, score, ("unit_type", "企业"), ("requested_amount", requested), ("own_funds", own));
    }
}
