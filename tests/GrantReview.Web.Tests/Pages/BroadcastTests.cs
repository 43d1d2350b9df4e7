using AngleSharp.Html.Dom;
using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>One mail to many: seen before, sent once, each of its own.</summary>
public class BroadcastTests
{
    private const string Page = "/calls/" + DemoRound.ScoredCode + "/broadcast";

    private static readonly (string, string)[] Words =
        [("SubjectZh", "会评\n安排"), ("TextZh", "会评定于周五。"), ("SubjectEn", "Panel"), ("TextEn", "The panel meets on Friday.")];

    [Fact]
    public async Task Send_AsPreviewed_GivesEachAMailOfTheirOwn_Once()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        var experts = await AddressAsync(site);
        var preview = await PreviewAsync(officer, Audience.AllExperts);
        Assert.Contains($"{experts.Count - 1} mails", preview.QuerySelector("section.panel")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["zh-CN", "en"], preview.QuerySelectorAll("section.panel div[lang]").Select(d => d.GetAttribute("lang")));
        Assert.Contains("without an e-mail address, not written to: " + experts[^1].Name,
            preview.Body!.TextContent, StringComparison.Ordinal);
        Assert.Empty(await site.InDbAsync(db => db.Mails.ToListAsync()));

        var sent = await officer.PostAndOpenAsync(Page, Page, Hidden(preview));

        Assert.Contains($"{experts.Count - 1} mails", sent.Done(), StringComparison.Ordinal);
        var mails = await site.InDbAsync(db => db.Mails.AsNoTracking().Where(m => m.Kind == BroadcastRow.MailKind).ToListAsync());
        Assert.Equal(experts.SkipLast(1).Select(e => e.Id).Order(), mails.Select(m => m.ExpertId!.Value).Order());
        Assert.All(mails, m => Assert.Equal(
            [m.Recipient], experts.Select(e => e.Name).Where(n => m.Body.Contains(n, StringComparison.Ordinal))));
        Assert.Equal("Panel (DEMO-2024-R)", Assert.Single(mails, m => m.Recipient == experts[0].Name).Subject);
        Assert.All(mails.Where(m => m.Recipient != experts[0].Name), m => Assert.Equal("会评 安排（DEMO-2024-R）", m.Subject));
        var fact = Assert.IsType<BroadcastLife.Sent>(Assert.Single(await site.FactsAsync(typeof(BroadcastLife.Sent))));
        Assert.Equal(mails.Select(m => m.ExpertId!.Value).Order(), fact.Recipients.Order());
        Assert.Contains("sent already", (await officer.PostAndOpenAsync(Page, Page, Hidden(preview))).Refused(), StringComparison.Ordinal);
        // No server took any of them yet.
        Assert.Equal("0", (await officer.OpenAsync(Page)).QuerySelectorAll("tbody td")[^1].TextContent);
    }

    [Fact]
    public async Task Send_WhereOthersAreMeantNow_IsRefused_AndTheWordsStay()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        var experts = await AddressAsync(site);
        var open = experts[1];
        await StandAsync(open);
        var preview = await PreviewAsync(officer, Audience.ExpertsWithOpenSheets);
        Assert.Contains(open.Name, preview.QuerySelector("section.panel")!.TextContent, StringComparison.Ordinal);
        await StandAsync(experts[2]);

        var refused = await officer.PostAndOpenAsync(Page, Page, Hidden(preview));

        Assert.NotEqual("", refused.Refused());
        Assert.Contains("会评定于周五。", refused.QuerySelector("textarea[name=TextZh]")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(await site.InDbAsync(db => db.Mails.ToListAsync()));

        Task<int> StandAsync(ExpertRow expert) => site.InDbAsync(async db =>
        {
            var sheet = await db.ScoreSheets.FirstAsync(s => s.ExpertId == expert.Id && s.State.Status == SheetStatus.Submitted);
            var state = db.Entry(sheet).ComplexProperty(s => s.State);
            state.CurrentValue = state.CurrentValue with { Status = SheetStatus.Returned };
            return await db.SaveChangesAsync();
        });
    }

    [Fact]
    public async Task Preview_OfWhatCannotBeSent_SaysWhy_AndTheWordsStay()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        (string Subject, string Text, string English, string Why)[] cases =
            [("", "x", "", "Write a subject and a text"), ("x", "x", "x", "Write both"), ("x", "x", "", "reaches nobody")];
        foreach (var (subject, text, english, why) in cases)
        {
            var page = await officer.PostAndOpenAsync(Page, Page + "/preview", ("Audience", "UndeclaredExperts"), ("SubjectZh", subject),
                ("TextZh", text), ("SubjectEn", english));

            Assert.Contains(why, page.Refused(), StringComparison.Ordinal);
            Assert.Equal(subject, page.QuerySelector("input[name=SubjectZh]")!.GetAttribute("value") ?? "");
        }
    }

    private static Task<IHtmlDocument> PreviewAsync(Visitor officer, Audience audience) =>
        officer.PostAndOpenAsync(Page, Page + "/preview", [("Audience", $"{audience}"), .. Words]);

    private static (string, string)[] Hidden(IHtmlDocument preview) =>
    [
        .. preview.QuerySelectorAll("section.panel form input[type=hidden]").OfType<IHtmlInputElement>()
            .Where(i => i.Name != "__RequestVerificationToken").Select(i => (i.Name ?? "", i.Value)),
    ];

    /// <summary>Addresses for all experts of the call but the last; the first reads English.</summary>
    private static Task<List<ExpertRow>> AddressAsync(WebSite site) => site.InDbAsync(async db =>
    {
        var experts = await db.Experts.Where(e => db.Calls.Any(c => c.Id == e.CallId && c.Code == DemoRound.ScoredCode))
            .OrderBy(e => e.Code).ToListAsync();
        foreach (var (i, expert) in experts.Index())
        {
            var user = await db.Users.SingleAsync(u => u.Id == expert.UserId);
            user.Email = i == experts.Count - 1 ? null : $"{expert.Code}@example.org".ToLowerInvariant();
            db.Entry(user).Property(u => u.Culture).CurrentValue = i == 0 ? "en" : "zh-CN";
        }
        await db.SaveChangesAsync();
        return experts;
    });
}
