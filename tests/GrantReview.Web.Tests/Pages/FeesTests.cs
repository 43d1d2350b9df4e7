using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using ClosedXML.Excel;
using GrantReview.Core.Calls;
using GrantReview.Core.Payments;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>Review fees from the rates to the tax file; certificates of what the same record says.</summary>
public class FeesTests
{
    private const string Id = "11010519491231002X", Account = "6222020000000012377";
    private const string Call = "/calls/" + DemoRound.ScoredCode, Lists = "/finance/fees/" + DemoRound.ScoredCode;

    [Fact]
    public async Task Fees_FromTheRatesToTheTaxFile_AreCounted_AndTwoPersons()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (officer, expert) = (await site.VisitAsync("officer"), await site.VisitAsync("e01"));
        var (first, second) = (await site.VisitAsync("finance"), await site.VisitAsync("finance-2"));
        var own = await site.InDbAsync(db => db.Experts.AsNoTracking().SingleAsync(
            e => e.Code == "E01" && db.Calls.Any(c => c.Id == e.CallId && c.Code == DemoRound.ScoredCode)));
        var items = await site.InDbAsync(
            db => db.ScoreSheets.CountAsync(s => s.ExpertId == own.Id && s.State.Status == SheetStatus.Submitted));
        var everybody = await site.InDbAsync(db => db.ScoreSheets
            .Where(s => s.CallId == own.CallId && s.State.Status == SheetStatus.Submitted).Select(s => s.ExpertId).Distinct().CountAsync());
        Assert.Contains("has not set the rates", await first.ReadAsync(Lists), StringComparison.Ordinal);
        Assert.Contains("set the rates first", (await first.PostAndOpenAsync(Lists, Lists)).Refused(), StringComparison.Ordinal);

        // Rates come back as they were typed where they are none.
        (string, string)[] Rates(string item) => [("Rates[k].Kind", ""), ("Rates[k].PerItem", item), ("Rates[k].PerDay", "1500"),
            ("IsNet", "true"), ("HalfPercent", "60"), ("ReducedFrom", "2"), ("ReducedPercent", "50"), ("Clause", "财科教〔2017〕128号")];
        var refused = await officer.PostAndOpenAsync($"{Call}/fees", $"{Call}/fees", Rates("2oo"));
        Assert.Contains("Give a number", refused.Refused(), StringComparison.Ordinal);
        Assert.Equal("2oo", refused.QuerySelector("input[name='Rates[k].PerItem']")?.GetAttribute("value"));
        Assert.Equal("Rates saved.", (await officer.PostAndOpenAsync($"{Call}/fees", $"{Call}/fees", Rates("200"))).Done());
        foreach (var day in new[] { "2024-05-06", "2024-05-07" })
        {
            Assert.Equal("Attendance recorded.", (await officer.PostAndOpenAsync($"{Call}/fees", $"{Call}/fees/attendance",
                ("Meeting", "Panel"), ("Day", day), ("Experts", $"{own.Id}"))).Done());
        }

        Assert.Equal("Attendance recorded.", (await officer.PostAndOpenAsync($"{Call}/fees", $"{Call}/fees/attendance",
            ("Meeting", "Panel"), ("Day", "2024-05-08"), ("Part", "Half"), ("Experts", $"{own.Id}"))).Done());
        Assert.Equal($"{own.Id}", (await officer.OpenAsync($"{Call}/fees?meeting=Panel&day=2024-05-08&part=Half")).Field("Seen"));

        // Nobody has an account yet; one expert states it, and the page shows the ends alone.
        Assert.Contains($"{everybody} not payable yet", await first.ReadAsync(Lists), StringComparison.Ordinal);
        Assert.Contains("valid check digit", (await expert.PostAndOpenAsync("/my-work/fees", "/my-work/fees",
            ("IdNumber", "11010519491231002Y"), ("Bank", "虚构银行"), ("Account", Account))).Refused(), StringComparison.Ordinal);
        var stated = await expert.PostAndOpenAsync(
            "/my-work/fees", "/my-work/fees", ("IdNumber", Id), ("Bank", "虚构银行"), ("Account", Account));
        Assert.Equal("Account saved.", stated.Done());
        Assert.Contains("…002X", stated.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(Account, stated.Body.InnerHtml, StringComparison.Ordinal);

        // 200 each, 1,500 and 750 for the days, 60 % of 750 for half a day, after tax.
        var net = (items * 200) + 2700m;
        Assert.Contains("List prepared", (await first.PostAndOpenAsync(Lists, Lists)).Done(), StringComparison.Ordinal);
        Assert.Contains("Nothing is due", (await first.PostAndOpenAsync(Lists, Lists)).Refused(), StringComparison.Ordinal);
        Assert.Contains("Two persons", (await first.PostAndOpenAsync(Lists, $"{Lists}/1/release")).Refused(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await first.GetAsync($"{Lists}/1/payments.xlsx")).StatusCode);
        Assert.Contains("A fee list waits", await second.ReadAsync("/"), StringComparison.Ordinal);
        Assert.Contains("fee list pays this day", (await officer.PostAndOpenAsync($"{Call}/fees", $"{Call}/fees/attendance",
            ("Meeting", "Panel"), ("Day", "2024-05-07"), ("Seen", $"{own.Id}"))).Refused(), StringComparison.Ordinal);

        // Another account meanwhile: the list is withdrawn and made anew.
        await expert.PostAsync("/my-work/fees", "/my-work/fees", ("IdNumber", Id), ("Bank", "虚构银行二支行"), ("Account", Account));
        Assert.Contains("have changed", (await second.PostAndOpenAsync(Lists, $"{Lists}/1/release")).Refused(), StringComparison.Ordinal);
        Assert.Equal(
            "List withdrawn.", (await second.PostAndOpenAsync(Lists, $"{Lists}/1/withdraw", ("reason", "another account"))).Done());
        await first.PostAsync(Lists, Lists);
        Assert.Equal("List released.", (await second.PostAndOpenAsync(Lists, $"{Lists}/2/release")).Done());

        var paid = await RowAsync($"{Lists}/2/payments.xlsx", 2, own.Name);
        var (gross, tax) = (Amount(paid, 7), Amount(paid, 8));
        Assert.Equal((Account, items, 2.5m, net), (paid[3], (int)Amount(paid, 5), Amount(paid, 6), Amount(paid, 9)));
        Assert.Equal(net, gross - tax);
        var declared = await RowAsync($"{Lists}/2/tax.xlsx", 2, own.Name);
        Assert.Equal((Id, gross, gross, tax),
            (declared[3], Amount(declared, 6), Amount(declared, 8) + Amount(declared, 9), Amount(declared, 14)));

        // The bank could not pay: it is due again as it was listed, and is declared once.
        var file = $"收款账号,金额,状态,附言\n{Account},{net:F2},失败,{own.Name}-F1-2\n6222029999999999999,1.23,成功,利息\n";
        Assert.Contains("0 paid, 1 failed, 0 questions", (await ReturnAsync()).Done(), StringComparison.Ordinal);
        Assert.Contains("for list 2", (await ReturnAsync()).Refused(), StringComparison.Ordinal);
        await first.PostAsync(Lists, Lists);
        Assert.Contains("again: it failed in list 2", await second.ReadAsync(Lists), StringComparison.Ordinal);
        Assert.Equal("List released.", (await second.PostAndOpenAsync(Lists, $"{Lists}/3/release")).Done());
        Assert.Equal(net, Amount(await RowAsync($"{Lists}/3/payments.xlsx", 2, own.Name), 9));
        Assert.Equal("Answered.", (await first.PostAndOpenAsync(
            Lists, $"{Lists}/3/lines/1", ("paid", "true"), ("reason", "回单"))).Done());
        Assert.Contains("no open question", (await first.PostAndOpenAsync(
            Lists, $"{Lists}/3/lines/1", ("paid", "true"), ("reason", "回单"))).Refused(), StringComparison.Ordinal);

        // It came back after all: one asks, another confirms, and it is due again. The file's other row is explained.
        var line = $"{Lists}/3/corrections/1";
        Assert.Contains("waits for another person", (await first.PostAndOpenAsync(Lists, $"{Lists}/3/corrections",
            ("line", "1"), ("paid", "false"), ("reason", "退汇"))).Done(), StringComparison.Ordinal);
        Assert.Contains("1 corrections of review fees", await second.ReadAsync("/"), StringComparison.Ordinal);
        Assert.DoesNotContain("corrections of review fees", await first.ReadAsync("/"), StringComparison.Ordinal);
        var request = (await second.OpenAsync(Lists)).Form(line).Single(f => f.Name == "request");
        Assert.Contains("Two persons", (await first.PostAndOpenAsync(
            Lists, line, request, ("confirm", "true"))).Refused(), StringComparison.Ordinal);
        Assert.Empty((await first.OpenAsync(Lists)).QuerySelectorAll($"form[action='{Lists}']"));
        Assert.Equal("The payment is corrected.", (await second.PostAndOpenAsync(Lists, line, request, ("confirm", "true"))).Done());
        Assert.DoesNotContain("corrections of review fees", await second.ReadAsync("/"), StringComparison.Ordinal);
        var corrected = await first.OpenAsync(Lists);
        Assert.Contains("again: it failed in list 3", corrected.Words(), StringComparison.Ordinal);
        Assert.Contains("退汇", corrected.Words(), StringComparison.Ordinal);
        Assert.NotEmpty(corrected.QuerySelectorAll($"form[action='{Lists}']"));
        Assert.Contains("Give a reason", (await first.PostAndOpenAsync(Lists, $"{Lists}/2/strays/1")).Refused(), StringComparison.Ordinal);
        Assert.Equal("Answered.", (await first.PostAndOpenAsync(
            Lists, $"{Lists}/2/strays/1", ("holder", "虚构银行"), ("reason", "利息"))).Done());
        Assert.Contains("虚构银行 利息", (await second.OpenAsync(Lists)).Words(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await first.PostAsync(Lists, $"{Lists}/9/corrections", ("line", "1"))).StatusCode);

        // Another call in the same month is taxed together with this one.
        await site.InDbAsync(async db =>
        {
            var call = await db.Calls.SingleAsync(c => c.Code == DemoRound.Code);
            var same = await db.Experts.SingleAsync(e => e.CallId == call.Id && e.Code == "E01");
            var terms = db.FeeTerms.Add(new FeeTermsRow(call.Id)).Entity;
            var day = db.Attendance.Add(new AttendanceRow(call.Id, FeeMeeting.Panel, new(2024, 5, 6), DayPart.Whole)).Entity;
            db.Entry(day).ComplexProperty(d => d.State).CurrentValue = new([same.Id]);
            db.Entry(terms).ComplexProperty(t => t.State).CurrentValue = new([new("", default, new(100_00))], true, 0, 100, "x");
            return await db.SaveChangesAsync();
        });
        // Who does how much is told once scoring is closed.
        var other = $"/finance/fees/{DemoRound.Code}";
        Assert.Empty((await first.OpenAsync(other)).QuerySelectorAll("tbody tr"));
        Assert.Contains("Scoring", (await first.PostAndOpenAsync(other, other)).Refused(), StringComparison.OrdinalIgnoreCase);
        await site.StandAsync(DemoRound.Code, s => s with { ScoringClosedAt = DateTime.UnixEpoch });
        var together = (await first.OpenAsync(other)).QuerySelectorAll("tbody tr td").Select(c => c.TextContent.Trim()).ToList();
        Assert.Equal(($"{gross:N2}", "100.00"), (together[4], together[7]));

        // In no fact is a number, and no officer reads one.
        var told = await site.InDbAsync(db => db.Facts.AsNoTracking().Select(f => f.Content).ToListAsync());
        Assert.DoesNotContain(told, c => Encoding.UTF8.GetString(c) is var text
            && (text.Contains(Account, StringComparison.Ordinal) || text.Contains(Id, StringComparison.Ordinal)));
        Assert.DoesNotContain(Account, await officer.ReadAsync($"{Call}/fees"), StringComparison.Ordinal);

        async Task<AngleSharp.Html.Dom.IHtmlDocument> ReturnAsync()
        {
            var answer = await first.UploadAsync(Lists, $"{Lists}/2/return", "return.csv", Encoding.UTF8.GetBytes(file));
            return answer.Headers.Location is { } done ? await first.OpenAsync($"{done}") : await Html.OpenAsync(answer);
        }

        async Task<List<string>> RowAsync(string url, int column, string name)
        {
            using var book = new XLWorkbook(
                await (await first.GetAsync(url)).Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
            var sheet = book.Worksheets.Single();
            var row = Assert.Single(sheet.RowsUsed(), r => r.Cell(column).GetString() == name);
            return [.. Enumerable.Range(1, 14).Select(c => row.Cell(c).Value is double number
                ? number.ToString(CultureInfo.InvariantCulture) : row.Cell(c).GetString())];
        }

        static decimal Amount(List<string> row, int column) =>
            Math.Round(decimal.Parse(row[column - 1], CultureInfo.InvariantCulture), 2);
    }

    [Fact]
    public async Task Certificate_OnceTheAwardsAreFinal_SaysWhatTheRecordSays_ToOfficerAndExpertAlone()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (officer, expert, other) = (await site.VisitAsync("officer"), await site.VisitAsync("e01"), await site.VisitAsync("e02"));
        var own = await site.InDbAsync(db => db.Experts.AsNoTracking().SingleAsync(
            e => e.Code == "E01" && db.Calls.Any(c => c.Id == e.CallId && c.Code == DemoRound.ScoredCode)));
        var items = await site.InDbAsync(
            db => db.ScoreSheets.CountAsync(s => s.ExpertId == own.Id && s.State.Status == SheetStatus.Submitted));
        var page = $"{Call}/certificates";
        Assert.DoesNotContain(own.Name, await officer.ReadAsync(page), StringComparison.Ordinal);
        await site.StandAsync(DemoRound.ScoredCode, call => call with { Stage = CallStage.Awarded });

        Assert.Equal("Certificate issued.", (await officer.PostAndOpenAsync(page, $"{page}/{own.Id}")).Done());

        var row = await site.InDbAsync(db => db.Certificates.AsNoTracking().SingleAsync());
        Assert.Equal((1, items), (row.State.Number, row.State.Items));
        Assert.Contains($"{DemoRound.ScoredCode}-001", await expert.ReadAsync("/my-work/certificates"), StringComparison.Ordinal);
        var url = $"/my-work/certificates/{row.Id}.zh-CN.docx";
        var text = await TextAsync(expert, url);
        Assert.Contains($"兹证明{own.Name}（{own.Unit}）受聘担任", text, StringComparison.Ordinal);
        Assert.Contains($"评审申报项目{items}项。", text, StringComparison.Ordinal);
        Assert.Contains($"reviewing {items} applications.", await TextAsync(officer, $"{page}/{own.Id}.en.docx"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(url)).StatusCode);

        static async Task<string> TextAsync(Visitor visitor, string url)
        {
            await using var zip = new ZipArchive(
                await (await visitor.GetAsync(url)).Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
            using var reader = new StreamReader(await zip.GetEntry("word/document.xml")!.OpenAsync(TestContext.Current.CancellationToken));
            var document = System.Xml.Linq.XDocument.Parse(await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
            return string.Concat(document.Descendants().Where(e => e.Name.LocalName == "t").Select(e => e.Value));
        }
    }
}
