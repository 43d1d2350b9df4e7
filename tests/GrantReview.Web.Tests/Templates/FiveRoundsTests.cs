using System.Globalization;
using System.Text;
using GrantReview.Core;
using GrantReview.Core.Numbers;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Packages;
using GrantReview.Files.Rounds;
using GrantReview.Web.Tests.Files;

namespace GrantReview.Web.Tests.Templates;

/// <summary>A small invented round of each of the five calls, at the boundaries of its rules: who is in, who is not and why, and the amounts to the fen.</summary>
public class FiveRoundsTests
{
    [Fact]
    public void Chengdu2025_RefusesByRule_AndPaysTheFixedSum()
    {
        var own = new Row { ["unit_city"] = "成都", ["is_legal_person"] = "yes", ["unit_type"] = "科技型企业", ["own_funds"] = "200000", ["pi_doctorate"] = "yes", ["direction"] = "1", ["unit_submitted_at"] = "2025-08-12T17:00:00+08:00" };

        var result = Run("""{ "code": "R", "template": "chengdu-2025-genai", "allocation": { "quotas": [ { "id": "places", "measure": "count", "max": "3" } ] } }""",
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

        Assert.Equal("P1 200000, P5 200000, P6 200000", Funded(result));
        Assert.Equal(["ineligible:CD25-05"], Reasons(result, "P2"));
        Assert.Equal(["ineligible:CD25-24"], Reasons(result, "P3"));
        Assert.Equal(["ineligible:CD25-02"], Reasons(result, "P4"));
        Assert.Equal(["ineligible:CD25-03"], Reasons(result, "P7"));
        Assert.Equal(["places"], Reasons(result, "P8"));
        Assert.Equal(["ineligible", "ineligible:CD25-05"], Reasons(result, "P9"));
        AssertVerifies(result);
    }

    /// <summary>The quota belongs to the recommender over both topics; a topic left without a candidate stays empty and its money lapses.</summary>
    [Fact]
    public void Fujian2025_KeepsTheRecommendersQuota_AndMovesNothingBetweenTopics()
    {
        var result = Run("""{ "code": "R", "template": "fujian-2025-ai" }""",
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

        Assert.Equal("F3 3000000, F9 3000000", Funded(result));
        Assert.Equal(["ineligible:FJ25-31"], Reasons(result, "F2"));
        Assert.Equal(["ineligible:FJ25-30"], Reasons(result, "F5"));
        Assert.Equal(["ineligible:FJ25-31"], Reasons(result, "F7"));
        Assert.Equal(["ineligible:FJ25-31", "ineligible:FJ25-33"], Reasons(result, "F8"));
        Assert.Equal(["topic-2025H0108"], Reasons(result, "F1"));
        AssertVerifies(result);

        static Row Recommended(string id, string topic, string score, string recommender, string type, string at) =>
            new Row().With(id, topic, score, ("recommender", recommender), ("recommender_type", type), ("recommended_at", at));
    }

    /// <summary>Platforms (three places instead of ten): the floor comes before the ranking, exactly 100,000 is paid, a small company is paid below it, no income is no application.</summary>
    [Fact]
    public void Chengdu2024_Platforms_LeaveOutBelowTheFloorBeforeRanking()
    {
        var result = Run("""{ "code": "R", "template": "chengdu-2024-ai-policy", "allocation": { "quotas": [ { "id": "platforms-per-year", "measure": "count", "where": { "category": "4.2" }, "max": "3" } ] } }""",
        [
            Platform("T1", "92", "15000000"), Platform("T2", "90", "950000"), Platform("T3", "88", "600000", "yes"), Platform("T4", "85", "1000000"), Platform("T5", "83", "4000000", "yes"), Platform("T6", "99", "0", "yes"),
            Platform("T7", "70", "11300000").Plus(("tax_rate", "0.13"), ("unit_type", "高校")),
        ]);

        Assert.Equal("T1 1000000, T3 60000, T4 100000", Funded(result));
        Assert.Equal(["below-floor"], Reasons(result, "T2"));
        Assert.Equal(["platforms-per-year"], Reasons(result, "T5"));
        Assert.Equal(["ineligible:CP24-23", "nothing-due"], Reasons(result, "T6"));
        Assert.Equal(["ineligible:CP24-24"], Reasons(result, "T7"));
        AssertVerifies(result);

        static Row Platform(string id, string score, string income, string sme = "no") => new Row().With(id, "4.2", score, ("unit_type", "企业"), ("service_income", income), ("sme", sme));
    }

    /// <summary>Lines that no expert scores: the first ten by filing date with a joint tenth; bands; splits with a company's annual cap; the same product paid once by its higher line.</summary>
    [Fact]
    public void Chengdu2024_OtherLines_PayByTimeBandTableAndCap()
    {
        List<Row> rows = [new Row().With("T1", "4.2", "80", ("service_income", "10000000"), ("sme", "no"))];
        var days = new[] { ("2024-01-05", 4), ("2024-03-01", 5), ("2024-04-12", 3), ("2024-04-20", 1) };
        rows.AddRange(days.SelectMany(d => Enumerable.Range(1, d.Item2).Select(i => new Row().With($"M-{d.Item1}-{i}", "2.2", null, ("filed_on", d.Item1)))));
        rows.Add(new Row().With("G1", "5.1", null, ("main_revenue", "600000000"), ("highest_main_revenue_before", "200000000"), ("ai_main_revenue", "360000000")));
        rows.Add(new Row().With("G2", "5.1", null, ("main_revenue", "300000000"), ("highest_main_revenue_before", "290000000"), ("ai_main_revenue", "179999999.99")));
        rows.Add(new Row().With("G3", "5.1", null, ("main_revenue", "800000000"), ("highest_main_revenue_before", "600000000"), ("ai_main_revenue", "800000000")));
        rows.AddRange(new[] { ("S1", "国际", "1"), ("S2", "国际", "1"), ("S3", "国家", "1"), ("S4", "行业", "2"), ("S5", "国家", "3") }
            .Select(s => new Row().With(s.Item1, "9.1", null, ("unit_code", "甲"), ("standard_level", s.Item2), ("unit_order", s.Item3))));
        rows.Add(new Row().With("D1", "1.1", null, ("unit_code", "乙"), ("product_id", "X"), ("rd_spending", "24000000")));
        rows.Add(new Row().With("D2", "3.2", null, ("unit_code", "乙"), ("product_id", "X"), ("first_year_executed", "8000000")));
        rows.Add(new Row().With("K1", "7.1", null, ("park_level", "市级"), ("park_ai_revenue", "999000000"), ("sme", "no")));
        rows.Add(new Row().With("K2", "7.1", null, ("park_level", "省级"), ("park_ai_revenue", "12000000000"), ("sme", "no")));

        var result = Run("""{ "code": "R", "template": "chengdu-2024-ai-policy" }""", rows);

        var amounts = result.Ranking.Where(e => e.Amount is not null).ToDictionary(e => e.Application.Id, e => $"{e.Amount}");
        Assert.Equal(12, amounts.Count(a => a.Key.Value.StartsWith("M-", StringComparison.Ordinal) && a.Value == "1000000"));
        Assert.Equal(["first-by-time:12/10"], Reasons(result, "M-2024-04-20-1"));
        Assert.Equal(Decision.NotFunded, Entry(result, "M-2024-04-20-1").Decision);
        Assert.Equal(("200000", "1000000", "2400000", "500000"), (amounts[new("G1")], amounts[new("T1")], amounts[new("D1")], amounts[new("K2")]));
        Assert.Equal(["ineligible:CP24-31"], Reasons(result, "G2"));
        Assert.Equal(["nothing-due"], Reasons(result, "G3"));
        Assert.Equal(["400000", "400000", "200000"], new[] { "S1", "S2", "S3" }.Select(s => amounts[new(s)]));
        Assert.Equal(["annual-cap"], Reasons(result, "S4"));
        Assert.Equal(["nothing-due"], Reasons(result, "S5"));
        Assert.Equal(["paid-as:D1"], Reasons(result, "D2"));
        Assert.Equal(["below-floor"], Reasons(result, "K1"));
        Assert.Equal((1, 1, 5, 10), (Entry(result, "M-2024-01-05-1").Place, Entry(result, "M-2024-01-05-4").Rank, Entry(result, "M-2024-03-01-1").Rank, Entry(result, "M-2024-04-12-3").Rank));
        AssertVerifies(result);
    }

    /// <summary>Ten key places and fifty general ones that do not mix; amounts are ceilings; matching one to one; thirty percent to the partner.</summary>
    [Fact]
    public void Sichuan2024_KeepsCategoriesApart()
    {
        const string key = "省院省校-重点", general = "省院省校-面上", region = "区域创新合作";
        var company = new Row { ["unit_type"] = "企业", ["matching_proof"] = "a", ["matching_commitment"] = "b" };
        var rows = Enumerable.Range(1, 12).Select(i => new Row().With($"Z{i:00}", key, $"{96 - i}", ("requested_amount", i == 1 ? "480000" : "600000"))).ToList();
        rows.Add(new Row().With("M1", general, "75", ("requested_amount", "200000"), ("partner_amount", "60000")));
        rows.Add(new Row().With("M2", general, "74", ("requested_amount", "200000"), ("partner_amount", "59999.99")));
        rows.Add(company.With("M3", general, "73", ("requested_amount", "150000"), ("matching_funds", "150000")));
        rows.Add(company.With("M4", general, "72", ("requested_amount", "150000"), ("matching_funds", "149999.99")));
        rows.Add(company.With("R1", region, "80", ("requested_amount", "600000"), ("own_funds", "600000"), ("revenue_2022", "8000000"), ("unit_code", "U"), ("submitted_at", "2023-09-01")));
        rows.Add(company.With("R2", region, "90", ("requested_amount", "700000"), ("own_funds", "700000"), ("revenue_2022", "7999999.99"), ("unit_code", "V"), ("submitted_at", "2023-09-01")));
        rows.Add(company.With("R3", region, "91", ("requested_amount", "600000"), ("own_funds", "600000"), ("revenue_2022", "8000000"), ("unit_code", "U"), ("submitted_at", "2023-09-02")));

        var result = Run("""{ "code": "R", "template": "sichuan-2024-key-rd" }""", rows);

        Assert.Equal("Z01 480000, " + string.Join(", ", Enumerable.Range(2, 9).Select(i => $"Z{i:00} 500000")) + ", M1 200000, M3 150000, R1 600000", Funded(result));
        Assert.Equal(["places-key"], Reasons(result, "Z11"));
        Assert.Equal(["ineligible:SC24-13"], Reasons(result, "M2"));
        Assert.Equal(["ineligible:SC24-14"], Reasons(result, "M4"));
        Assert.Equal(["ineligible:SC24-27"], Reasons(result, "R2"));
        Assert.Equal(["ineligible:SC24-30"], Reasons(result, "R3"));
        AssertVerifies(result);
    }

    /// <summary>One a topic, the own-money floor does not scale, requests are cut to the ceiling, district money stands beside the city's.</summary>
    [Fact]
    public void Chongqing2023_FundsOneATopic_WithItsOwnMoneyFloor()
    {
        var result = Run("""{ "code": "R", "template": "chongqing-2023-ai" }""",
        [
            Led("G1", "三", "91", "7500000", "37500000"), Led("G2", "三", "93", "6000000", "37000000"), Led("G3", "三", "88", "8000000", "40000000"),
            Led("G4", "四", "79", "5000000", "30000000").Plus(("unit_type", "高校")), Led("G5", "一", "90", "15000000", "100000000").Plus(("requested_district_amount", "9000000"), ("district_commitment", "yes")),
        ]);

        Assert.Equal("G5 10000000, G1 7500000", Funded(result));
        Assert.Equal(["ineligible:CQ23-04"], Reasons(result, "G2"));
        Assert.Equal(["topic-三"], Reasons(result, "G3"));
        Assert.Equal(["ineligible:CQ23-09"], Reasons(result, "G4"));
        var district = Assert.Single(result.Round.Call.Categories.Single(c => c.Code == "一").OtherSources);
        Assert.Equal(Money.Parse("9000000"), district.Amount.Apply(null, Entry(result, "G5").Application.Attributes).Amount);
        AssertVerifies(result);

        static Row Led(string id, string topic, string score, string requested, string own) =>
            new Row().With(id, topic, score, ("unit_type", "企业"), ("requested_amount", requested), ("own_funds", own));
    }

    /// <summary>One application as columns; the score is what three experts give for the one indicator.</summary>
    private sealed class Row : Dictionary<string, string>
    {
        public string? Score { get; private init; }

        public Row With(string id, string category, string? score, params (string Column, string Value)[] columns) =>
            Copy(score).Plus([("id", id), ("title", $"项目{id}"), ("category", category), .. columns]);

        public Row Plus(params (string Column, string Value)[] columns)
        {
            foreach (var (column, value) in columns)
            {
                this[column] = value;
            }
            return this;
        }

        private Row Copy(string? score)
        {
            var copy = new Row { Score = score };
            foreach (var (column, value) in this)
            {
                copy[column] = value;
            }
            return copy;
        }
    }

    private static EvaluationResult Run(string call, IReadOnlyList<Row> rows)
    {
        using var folder = new RoundFolder();
        List<string> columns = ["id", "title", "category", "unit", .. rows.SelectMany(r => r.Keys).Distinct().Except(["id", "title", "category", "unit"]).Order(StringComparer.Ordinal)];
        var scored = rows.Where(r => r.Score is not null).ToList();
        string[] experts = ["E1", "E2", "E3"];
        folder.Write("call.json", call);
        folder.Write("indicators.csv", "code,parent,name,weight,kind\nmerit,,水平,100,\n");
        folder.Write("applications.csv", Lines(columns, rows.Select(r => columns.Select(c => r.GetValueOrDefault(c, "")))));
        folder.Write("experts.csv", Lines(["id", "name", "unit"], experts.Select(e => new[] { e, $"专家{e}", $"单位{e}" })));
        folder.Write("assignments.csv", Lines(["application", "expert"], scored.SelectMany(r => experts.Select(e => new[] { r["id"], e }))));
        folder.Write("scores.csv", Lines(["application", "expert", "indicator", "score", "reason"], scored.SelectMany(r => experts.Select(e => new[] { r["id"], e, "merit", r.Score ?? "", "" }))));

        var first = Evaluation.Run(Read(folder), "seed");
        Assert.Equal(EvaluationStatus.Provisional, first.Status);
        Assert.DoesNotContain(first.Ranking, e => e.Decision == Decision.Funded && first.Findings.Any(f => f.Application == e.Application.Id && f.IsOpen));

        // The formal review answers what waits for it, one application and rule after the other.
        folder.Write("verdicts.csv", Lines(["application", "rule", "verdict", "by"],
            first.Waiting.SelectMany(w => w.Open.Select(r => new[] { w.Application.Value, r.Value, "met", "审查员（虚构）" }))));
        return Evaluation.Run(Read(folder), "seed");
    }

    private static Round Read(RoundFolder folder)
    {
        var reading = RoundReader.Read(folder.Path);
        Assert.Empty(reading.Mistakes.Select(m => m.Say("en")));
        return reading.Round ?? throw new InvalidDataException("The round is broken.");
    }

    private static string Lines(IEnumerable<string> header, IEnumerable<IEnumerable<string>> rows) =>
        new StringBuilder().AppendJoin('\n', rows.Prepend(header).Select(r => string.Join(',', r.Select(c => c.Contains(',', StringComparison.Ordinal) ? $"\"{c}\"" : c)))).Append('\n').ToString();

    private static string Funded(EvaluationResult result) =>
        string.Join(", ", result.Ranking.Where(e => e.Decision == Decision.Funded).Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Application.Id} {e.Amount}")));

    private static RankingEntry Entry(EvaluationResult result, string id) => result.Ranking.Single(e => e.Application.Id.Value == id);

    private static IEnumerable<string> Reasons(EvaluationResult result, string id) => Entry(result, id).Reasons.Select(ReasonCodes.TextOf);

    /// <summary>The package of the round gives the same findings and awards again, although it hides units of experts and rewrites the round.</summary>
    private static void AssertVerifies(EvaluationResult result)
    {
        var verification = PackageVerification.Run(ResultPackage.Write(result));
        Assert.Empty(verification.Differences.Select(d => d.Say("en")));
        Assert.NotEmpty(result.Findings);
        OneFigure.Check(result);
    }
}
