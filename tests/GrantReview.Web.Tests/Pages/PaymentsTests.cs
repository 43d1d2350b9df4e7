using System.Net;
using System.Text;
using AngleSharp.Dom;
using ClosedXML.Excel;
using GrantReview.Core;
using GrantReview.Core.Applications;
using GrantReview.Core.Awards;
using GrantReview.Core.Payments;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>From the list that was taken over to the year's money: two persons of finance, the bank's files, a refund.</summary>
public class PaymentsTests
{
    [Fact]
    public async Task Payments_FromTheListToTheYear_AreTwoPersons_AndAgreeToTheFen()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("Demo:Awards", "true"));
        var final = await site.InDbAsync(db => db.Decisions.AsNoTracking().SingleAsync(d => d.Stage == AwardStage.Final));
        var (list, url) = ($"/finance/{final.Id}", $"/finance/{final.Id}/payments");
        var (first, second) = (await site.VisitAsync("finance"), await site.VisitAsync("finance-2"));
        // All but one have an account.
        var codes = await site.InDbAsync(async db =>
        {
            var awarded = await db.Awards.Where(a => db.Proposals.Any(p => p.Id == a.ProposalId && p.CallId == final.CallId))
                .Join(db.Applications, a => a.ApplicationId, a => a.Id, (_, a) => a).OrderBy(a => a.Code).ToListAsync();
            foreach (var (i, row) in awarded.Index())
            {
                db.Entry(row).Property(a => a.Payee).CurrentValue =
                    i == 0 ? "" : $"{Payee.Of("", "虚构银行", $"62220200000000{i:D3}77")}";
            }
            await db.SaveChangesAsync();
            return awarded.ConvertAll(a => a.Code);
        });
        var open = codes[0];
        Assert.Contains("待补账号", await (await site.VisitAsync("finance", "zh-CN")).ReadAsync(list), StringComparison.Ordinal);
        Assert.Contains("take the list over first", await RefusedAsync(first, url, ("instalment", "1")), StringComparison.Ordinal);
        await first.PostAsync(list, list);

        // What is not clear is left out; another person releases; the bank's file goes out with accounts as text.
        await DoneAsync(first, url, ("instalment", "1"));
        // Whoever releases reads each payment; none of it counts as released yet.
        var before = await second.OpenAsync(url);
        Assert.Equal(codes.Skip(1), All(before, "details[open] tbody tr td:nth-child(2)"));
        Assert.Contains("6222020000000000177", string.Join(' ', All(before, "details[open] tbody tr")), StringComparison.Ordinal);
        Assert.Equal("0.00", All(before, "dl.facts dd")[3]);
        Assert.Contains("Two persons", await RefusedAsync(first, $"{url}/1/release"), StringComparison.Ordinal);
        using var draft = new XLWorkbook(
            await (await first.GetAsync($"{url}/1/order.xlsx")).Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Contains(draft.Worksheets.Single().CellsUsed().Select(c => c.GetString()),
            t => t.Contains("draft, not released", StringComparison.Ordinal));
        Assert.Contains("payees, refunds or corrections", await second.ReadAsync("/"), StringComparison.Ordinal);
        await DoneAsync(second, $"{url}/1/release");
        using var book = new XLWorkbook(
            await (await first.GetAsync($"{url}/1/order.xlsx")).Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var sent = book.Worksheets.Single().RowsUsed().Where(r => codes.Any(c => r.Cell(6).GetString() == $"{c}-1-1"))
            .Select(r => (Code: r.Cell(6).GetString()[..^"-1-1".Length], Account: r.Cell(4).GetString(), Amount: r.Cell(5).GetDouble()))
            .ToList();
        Assert.Equal(codes.Skip(1), sent.Select(s => s.Code));
        Assert.All(sent, s => Assert.Equal(19, s.Account.Length));

        // Separators, a masked account, a returned one, another amount, a row that is none of ours; marks and projects in the remark.
        string Row(int i, string status, double less = 0) =>
            $"{i},{sent[i].Account[..4]}******{sent[i].Account[^5..]},\"{sent[i].Amount - less:N2}\",{status},{sent[i].Code}"
            + (i % 2 == 0 ? "-1-1" : "");
        var file = "虚构银行批量代付结果\n序号,收款账号,金额（元）,交易状态,附言\n" + Row(0, "成功") + "\n" + Row(1, "退票") + "\n" + Row(2, "成功", 0.01)
            + "\n9,6217000000000000001,\"1,000.00\",成功,X\n" + string.Join("\n", Enumerable.Range(3, sent.Count - 3).Select(i => Row(i, "成功")))
            + $"\n合计,,\"{sent.Sum(s => s.Amount):N2}\",,\n";
        Assert.Contains($"{sent.Count - 2} paid, 1 failed, 1 questions; 1 rows", await ReadAsync(file), StringComparison.Ordinal);
        Assert.Contains("read already", await ReadAsync(file), StringComparison.Ordinal);
        Assert.Contains("No row of this file", await ReadAsync("收款账号,金额,状态,附言\n"
            + $"6222020000000000177,1,成功,{sent[0].Code}-1-2\n"), StringComparison.Ordinal);
        // Columns are called as in the file, and a mistake is a line of its own.
        Assert.Contains("row 2, column 金额: “一万” is not an amount",
            await ReadAsync("收款账号,金额,状态\n123,一万,成功\n"), StringComparison.Ordinal);
        Assert.Contains("column Status:", await ReadAsync("收款账号,金额\n123,1\n"), StringComparison.Ordinal);
        var order = await site.InDbAsync(db => db.PaymentOrders.AsNoTracking().SingleAsync());
        var asked = order.State.Lines.Index().Single(l => l.Item.Status == PaymentStatus.Question).Index + 1;
        var released = order.State.Lines[0].OrderedOn!.Value;
        (string, string)[] Paid(DateOnly on) => [("paid", "true"), ("reason", "the bank's letter"), ("on", $"{on:yyyy-MM-dd}")];
        Assert.Contains("must lie between",
            await RefusedAsync(first, $"{url}/1/lines/{asked}", Paid(released.AddDays(-1))), StringComparison.Ordinal);
        await DoneAsync(first, $"{url}/1/lines/{asked}", Paid(released));
        await DoneAsync(first, $"{url}/1/strays/1", ("reason", "another house's payment"));

        // The account that was open, and the failed one's: asked by one, confirmed by another; the list is taken over again.
        foreach (var code in new[] { open, sent[1].Code })
        {
            await DoneAsync(first, $"{list}/payees", ("Application", code), ("Bank", "虚构银行二支行"), ("Account", "6222020000000099977"),
                ("Reason", "a letter of the unit"));
            var change = await site.InDbAsync(db => db.PayeeChanges.AsNoTracking()
                .SingleAsync(p => p.State.Status == PayeeChangeStatus.Asked));
            (string, string)[] answer = [("request", $"{change.State.Request!.Id}"), ("confirm", "true")];
            Assert.Contains("Two persons", await RefusedAsync(first, $"{list}/payees/{change.Id}", answer), StringComparison.Ordinal);
            await DoneAsync(second, $"{list}/payees/{change.Id}", answer);
        }
        Assert.Contains("take the list over first", await RefusedAsync(first, url, ("instalment", "1")), StringComparison.Ordinal);
        await second.PostAsync(list, list);
        await DoneAsync(second, url, ("instalment", "1"));
        await DoneAsync(first, $"{url}/2/release");
        Assert.Contains("for order 1", await ReadAsync(file, 2), StringComparison.Ordinal);
        Assert.Contains("again, failed in order 1", await first.ReadAsync(url), StringComparison.Ordinal);
        var again = await site.InDbAsync(db => db.PaymentOrders.AsNoTracking().SingleAsync(o => o.Number == 2));
        Assert.Equal(new[] { open, sent[1].Code }.Order(), again.State.Lines.Select(l => l.Application.Value));

        // A refund of a part; more than was paid is refused.
        (string, string)[] Refund(string amount, DateOnly? on = null) =>
            [("Application", sent[0].Code), ("Amount", amount), ("ReceivedOn", $"{on ?? released:yyyy-MM-dd}"), ("Reason", "unspent")];
        Assert.Contains("More than was paid", await RefusedAsync(first, $"{list}/refunds", Refund("999,999,999")), StringComparison.Ordinal);
        Assert.Contains("must lie between",
            await RefusedAsync(first, $"{list}/refunds", Refund("1", released.AddDays(-1))), StringComparison.Ordinal);
        await DoneAsync(first, $"{list}/refunds", Refund("1,000.01"));
        var refund = await site.InDbAsync(db => db.Refunds.AsNoTracking().SingleAsync());
        await DoneAsync(second, $"{list}/refunds/{refund.Id}", ("request", $"{refund.State.Request!.Id}"), ("confirm", "true"));

        // The year: carried in + awarded = paid + left, and the page and the workbook say the same.
        var year = final.Notice.FrozenAt!.Value.AddHours(8).Year;
        using var years = new XLWorkbook(await (await first.GetAsync($"/finance/years.xlsx?year={year}")).Content
            .ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var of = years.Worksheets.Single().RowsUsed().Single(r => r.Cell(1).GetString() == DemoRound.AwardedCode);
        var money = Enumerable.Range(3, 6).Select(c => Math.Round((decimal)of.Cell(c).GetDouble(), 2)).ToList();
        Assert.Equal(money[0] + money[1], money[2] + money[3]);
        Assert.Contains($"{money[3]:N2}", await first.ReadAsync($"/finance/years?year={year}"), StringComparison.Ordinal);
        Assert.Contains(DemoRound.AwardedCode, await first.ReadAsync("/finance/years"), StringComparison.Ordinal);

        // What was paid says the page of the call and the year in which it was paid.
        using var paying = new XLWorkbook(await (await first.GetAsync($"/finance/years.xlsx?year={released.Year}")).Content
            .ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var paidOut = paying.Worksheets.Single().RowsUsed().Single(r => r.Cell(1).GetString() == DemoRound.AwardedCode).Cell(5).GetDouble();
        Assert.Equal($"{sent.Sum(s => s.Amount) - sent[1].Amount:N2}", $"{paidOut:N2}");
        Assert.Equal($"{paidOut:N2}", All(await first.OpenAsync(url), "dl.facts dd")[1]);

        // A payment that was marked paid in error: asked by one, confirmed by another; nothing else changes.
        var wrong = order.State.Lines.Index().Single(l => l.Item.Application.Value == sent[4].Code).Index + 1;
        (string, string)[] correction =
            [("line", $"{wrong}"), ("paid", "false"), ("on", $"{released:yyyy-MM-dd}"), ("reason", "another unit's row")];
        Assert.Contains("already has this result", await RefusedAsync(first, $"{url}/1/corrections", ("line", $"{wrong}"), ("paid", "true"),
            ("on", $"{released:yyyy-MM-dd}"), ("reason", "x")), StringComparison.Ordinal);
        await DoneAsync(first, $"{url}/1/corrections", correction);
        Assert.Contains("1 payments, payees, refunds or corrections", await second.ReadAsync("/"), StringComparison.Ordinal);
        Assert.DoesNotContain("refunds or corrections", await first.ReadAsync("/"), StringComparison.Ordinal);
        var correcting = await site.InDbAsync(db => db.PaymentOrders.AsNoTracking().SingleAsync(o => o.Number == 1));
        (string, string)[] confirm = [("request", $"{correcting.State.Lines[wrong - 1].Asked!.Request.Id}"), ("confirm", "true")];
        Assert.Contains("Two persons", await RefusedAsync(first, $"{url}/1/corrections/{wrong}", confirm), StringComparison.Ordinal);
        await DoneAsync(second, $"{url}/1/corrections/{wrong}", confirm);
        Assert.Equal($"{paidOut - sent[4].Amount:N2}", All(await first.OpenAsync(url), "dl.facts dd")[1]);
        using var corrected = new XLWorkbook(await (await first.GetAsync($"/finance/years.xlsx?year={released.Year}")).Content
            .ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Contains(corrected.Worksheets.Last().CellsUsed().Select(c => c.GetString()), c => c == "another unit's row");
        Assert.Contains("another unit's row", await first.ReadAsync($"/finance/years?year={released.Year}"), StringComparison.Ordinal);

        // In no fact, no package and no page of anybody else is an account.
        var told = await site.InDbAsync(db => db.Facts.AsNoTracking().Select(f => f.Content).ToListAsync());
        Assert.DoesNotContain(told, c => Encoding.UTF8.GetString(c).Contains(sent[0].Account, StringComparison.Ordinal));
        Assert.DoesNotContain(sent[0].Account,
            await (await site.VisitAsync("officer")).ReadAsync($"/calls/{DemoRound.AwardedCode}/applications/{sent[0].Code}"),
            StringComparison.Ordinal);

        static List<string> All(IParentNode page, string selector) =>
            [.. page.QuerySelectorAll(selector).Select(e => e.TextContent.Trim())];

        async Task<string> ReadAsync(string content, int number = 1)
        {
            var answer = await first.UploadAsync(url, $"{url}/{number}/return", "return.csv", Encoding.UTF8.GetBytes(content));
            var page = answer.Headers.Location is { } done ? await first.OpenAsync($"{done}") : await Html.OpenAsync(answer);
            return page.Done() + page.Refused();
        }

        async Task DoneAsync(Visitor visitor, string to, params (string, string)[] fields)
        {
            var page = await visitor.PostAndOpenAsync(url, to, fields);
            Assert.True(page.Done().Length > 0, $"{to}: {page.Refused()}");
        }

        async Task<string> RefusedAsync(Visitor visitor, string to, params (string, string)[] fields) =>
            (await visitor.PostAndOpenAsync(url, to, fields)).Refused();
    }
}
