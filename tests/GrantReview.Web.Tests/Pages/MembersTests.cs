using System.Net;
using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Data;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

public class MembersTests
{
    private const string Call = "/calls/" + DemoRound.Code;
    private const string Members = Call + "/members";
    private const string Accounts = "/admin/users";

    [Theory, DatabaseData]
    public async Task Call_WhenAnOfficerOpensIt_HasItsOfficer_AndNobodyElseKnowsIt(DatabaseProvider provider)
    {
        await using var site = new WebSite(provider);
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync("/calls", "/calls", ("code", "NEW-1"), ("from", "template:chengdu-2024-ai-policy"));

        Assert.Contains("演示项目主管", await officer.ReadAsync("/calls/NEW-1/members"), StringComparison.Ordinal);
        foreach (var person in new[] { "approver", "supervisor", "auditor", "finance", "security", "e01" })
        {
            var stranger = await site.VisitAsync(person);
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync("/calls/NEW-1")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync("/", "/calls/NEW-1/stage", ("to", "Open"))).StatusCode);
        }
        Assert.Equal(["Grant.Granted"], await site.InDbAsync(db => db.Facts
            .Where(f => f.Subject == "Grant" && db.Calls.Any(c => c.Id == f.CallId && c.Code == "NEW-1")).Select(f => f.Kind)
                .ToListAsync()));
    }

    [Theory, DatabaseData]
    public async Task Member_WhenProposedByAnOfficer_IsConfirmedByAnotherPerson(DatabaseProvider provider)
    {
        await using var site = new WebSite(provider);
        var (officer, supervisor) = (await site.VisitAsync("officer"), await site.VisitAsync("supervisor"));
        await AddAccountAsync(site, "second.auditor");
        await officer.PostAsync(Members, Members, ("userName", "second.auditor"), ("capacity", "Auditor"));
        var asked = await GrantAsync(site, "second.auditor");

        Assert.Equal(GrantStatus.Requested, asked.State.Status);
        Assert.Equal(HttpStatusCode.Forbidden,
            (await officer.PostAsync(Members, $"{Members}/{asked.Id}/confirm", ("request", $"{asked.State.Request?.Id}"))).StatusCode);
        Assert.Contains("replaced",
            await BodyAsync(await supervisor.PostAsync(Members, $"{Members}/{asked.Id}/confirm", ("request", $"{Guid.Empty}"))),
            StringComparison.OrdinalIgnoreCase);
        Assert.Contains("demo-", await supervisor.ReadAsync(Members), StringComparison.Ordinal);
        Assert.Contains(DemoRound.Code, await supervisor.ReadAsync("/"), StringComparison.Ordinal);

        await supervisor.PostAsync(Members, $"{Members}/{asked.Id}/confirm", ("request", $"{asked.State.Request?.Id}"));

        Assert.Equal(GrantStatus.Held, (await GrantAsync(site, "second.auditor")).State.Status);
    }

    [Theory]
    [InlineData("demo-approver", "Supervisor", "watch")]
    [InlineData("demo-e01", "Approver", "score")]
    [InlineData("demo-security", "Approver", "administrator")]
    [InlineData("demo-officer", "Officer", "own")]
    [InlineData("nobody-of-this-name", "Approver", "no account")]
    public async Task Member_WhenExcluded_IsRefusedWithTheReason_AndTheNameStays(string userName, string capacity, string why)
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");

        var body = await BodyAsync(await officer.PostAsync(Members, Members, ("userName", userName), ("capacity", capacity)));

        Assert.Contains(why, body, StringComparison.Ordinal);
        Assert.Contains(userName, Html.Parse(body).Fields("userName"));
        Assert.False(await site.InDbAsync(db => db.Grants.AnyAsync(g => g.State.Status == GrantStatus.Requested)));
    }

    [Theory, DatabaseData]
    public async Task Member_WhoWithdraws_SeesNothingOfTheCall_UntilTwoOthersLetThemReturn(DatabaseProvider provider)
    {
        await using var site = new WebSite(provider);
        var (auditor, officer, supervisor) =
            (await site.VisitAsync("auditor"), await site.VisitAsync("officer"), await site.VisitAsync("supervisor"));
        var id = await site.InDbAsync(db => db.Users.Where(u => u.UserName == "demo-auditor").Select(u => u.Id).SingleAsync());

        Assert.Contains("Give a reason", await BodyAsync(await auditor.PostAsync(Members, $"{Members}/withdraw", ("reason", " "))),
            StringComparison.Ordinal);
        Assert.Equal("/", $"{(await auditor.PostAsync(Members, $"{Members}/withdraw", ("reason", "my cousin applies"))).Headers.Location}");

        Assert.Equal(HttpStatusCode.NotFound, (await auditor.GetAsync(Call)).StatusCode);
        Assert.DoesNotContain($">{DemoRound.Code}<", await auditor.ReadAsync("/calls"), StringComparison.Ordinal);
        Assert.Contains(DemoRound.ScoredCode, await auditor.ReadAsync("/calls"), StringComparison.Ordinal);
        Assert.Contains("my cousin applies", await officer.ReadAsync(Members), StringComparison.Ordinal);
        await officer.PostAsync(Members, $"{Members}/{id}/return");
        var request = await site.InDbAsync(db => db.Recusals.Select(r => r.State.Return!.Id).SingleAsync());
        await supervisor.PostAsync(Members, $"{Members}/{id}/return/confirm", ("request", $"{request}"));
        Assert.Equal(HttpStatusCode.OK, (await auditor.GetAsync(Call)).StatusCode);
    }

    [Fact]
    public async Task Recusal_ByASupervisor_TakesEffectAtTheNextClick_AndByAnOfficerIsForbidden()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (approver, officer, supervisor) =
            (await site.VisitAsync("approver"), await site.VisitAsync("officer"), await site.VisitAsync("supervisor"));
        var id = await site.InDbAsync(db => db.Users.Where(u => u.UserName == "demo-approver").Select(u => u.Id).SingleAsync());

        Assert.Equal(HttpStatusCode.OK, (await approver.GetAsync(Call)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await officer.PostAsync(Members, $"{Members}/{id}/recuse", ("reason", "why"))).StatusCode);
        await supervisor.PostAsync(Members, $"{Members}/{id}/recuse", ("reason", "a relative"));

        Assert.Equal(HttpStatusCode.NotFound, (await approver.GetAsync(Call)).StatusCode);
    }

    /// <summary>
    /// Whoever works for an applicant is out as soon as it applies, or as soon as they come in, and back by two persons alone.
    /// </summary>
    [Theory, DatabaseData]
    public async Task Member_WhoseUnitApplies_IsRecused_AndTheReturnByTwoPersonsHolds(DatabaseProvider provider)
    {
        const string call = "/calls/N1", members = call + "/members", list = call + "/applications";
        await using var site = new WebSite(provider);
        var (officer, supervisor) = (await site.VisitAsync("officer"), await site.VisitAsync("supervisor"));
        await officer.PostAsync("/calls", "/calls", ("code", "N1"), ("from", "template:chengdu-2024-ai-policy"));
        await site.JoinAsync("N1", "supervisor", Capacity.Supervisor);
        var ids = await site.InDbAsync(async db =>
        {
            List<User> users = [.. new[] { "member", "member-2" }.Select(name =>
                db.Users.Add(new User(new AccountEntry(DemoRound.UserPrefix + name, "甲方" + name, "", "甲集团公司"))).Entity)];
            await db.SaveChangesAsync();
            return users.ConvertAll(u => u.Id);
        });
        await site.JoinAsync("N1", "member", Capacity.Approver);
        var other = await site.VisitAsync("member");
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync(call)).StatusCode);
        var file = System.Text.Encoding.UTF8.GetBytes("id,title,category,unit\nX1,Another,4.2,甲集团公司\n");

        var preview = await BodyAsync(await officer.UploadAsync(list, list + "/preview", "applications.csv", file));
        await officer.UploadAsync(list, list, "applications.csv", file);

        Assert.Contains("甲方member: 甲集团公司, where the member works, applies with X1", preview, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(call)).StatusCode);
        await officer.PostAsync(members, members, ("userName", "demo-member-2"), ("capacity", "Officer"));
        var asked = await GrantAsync(site, "demo-member-2");
        await supervisor.PostAsync(members, $"{members}/{asked.Id}/confirm", ("request", $"{asked.State.Request?.Id}"));
        var page = await officer.ReadAsync(members);
        Assert.Equal(2, System.Text.RegularExpressions.Regex.Count(page, "甲集团公司, where the member works, applies with X1"));
        Assert.Contains("As programme officer acts: 演示项目主管", page, StringComparison.Ordinal);
        Assert.Contains("There is no other approver here", page, StringComparison.Ordinal);

        await officer.PostAsync(members, $"{members}/{ids[0]}/return");
        var request = await site.InDbAsync(db => db.Recusals.Where(r => r.UserId == ids[0]).Select(r => r.State.Return!.Id).SingleAsync());
        await supervisor.PostAsync(members, $"{members}/{ids[0]}/return/confirm", ("request", $"{request}"));
        await officer.UploadAsync(list, list, "applications.csv", file);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync(call)).StatusCode);
        Assert.Equal(
            ["Recusal.RecusedByUnit", "Recusal.RecusedByUnit", "Recusal.ReturnAsked", "Recusal.Returned"],
            await site.InDbAsync(db => db.Facts.Where(f => f.Subject == "Recusal").OrderBy(f => f.Kind).Select(f => f.Kind).ToListAsync()));
    }

    /// <summary>An import never leaves a call without an officer: the page says why, and who may be named first.</summary>
    [Fact]
    public async Task Import_ThatWouldRecuseTheLastOfficer_IsRefused_AndNamesWhoMayBeAdded()
    {
        const string members = "/calls/N2/members", list = "/calls/N2/applications";
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (officer, supervisor) = (await site.VisitAsync("officer"), await site.VisitAsync("supervisor"));
        await officer.PostAsync("/calls", "/calls", ("code", "N2"), ("from", "template:chengdu-2024-ai-policy"));
        await site.JoinAsync("N2", "supervisor", Capacity.Supervisor);
        await site.InDbAsync(async db =>
        {
            var lone = await db.Users.SingleAsync(u => u.UserName == "demo-officer");
            db.Entry(lone).Property(u => u.Unit).CurrentValue = "甲集团公司";
            var next = db.Users.Add(new User(new AccountEntry(DemoRound.UserPrefix + "member", "甲方member", "", "乙公司"))).Entity;
            await db.SaveChangesAsync();
            var house = new GrantRow(next.Id, null, Capacity.Officer);
            var by = new By(Guid.NewGuid(), Capacity.SecurityAdministrator, DateTime.UtcNow, Guid.NewGuid());
            house.Do(new GrantLife.Ask(), by, await Capacities.SeenAsync(db, house, default)).OrThrow();
            house.Do(new GrantLife.Confirm(house.State.Request?.Id ?? Guid.Empty), by with { Person = Guid.NewGuid() },
                await Capacities.SeenAsync(db, house, default)).OrThrow();
            db.Grants.Add(house);
            return await db.SaveChangesAsync();
        });
        var file = System.Text.Encoding.UTF8.GetBytes("id,title,category,unit\nX1,Another,4.2,甲集团公司\n");

        var preview = await Html.OpenAsync(await officer.UploadAsync(list, list + "/preview", "applications.csv", file));
        var refused = await Html.OpenAsync(await officer.UploadAsync(list, list, "applications.csv", file));

        Assert.Contains("Who may be named: 甲方member (demo-member)", preview.QuerySelector(".note.bad")?.Words() ?? "",
            StringComparison.Ordinal);
        Assert.DoesNotContain(preview.QuerySelectorAll("button"), b => b.GetAttribute("formaction") == list);
        Assert.Equal(0, await site.InDbAsync(db => db.Applications.CountAsync(a => db.Calls.Any(c => c.Id == a.CallId && c.Code == "N2"))));
        await officer.PostAsync(members, members, ("userName", "demo-member"), ("capacity", "Officer"));
        var asked = await site.InDbAsync(db => db.Grants.AsNoTracking().SingleAsync(g => g.State.Status == GrantStatus.Requested));
        await supervisor.PostAsync(members, $"{members}/{asked.Id}/confirm", ("request", $"{asked.State.Request?.Id}"));
        await officer.UploadAsync(list, list, "applications.csv", file);
        Assert.Equal(HttpStatusCode.NotFound, (await officer.GetAsync(list)).StatusCode);
        Assert.Contains("X1", await (await site.VisitAsync("member")).ReadAsync(list), StringComparison.Ordinal);
    }

    [Theory, DatabaseData]
    public async Task Capacity_OfTheHouse_IsAskedByOneSecurityAdministrator_AndConfirmedByAnother(DatabaseProvider provider)
    {
        await using var site = new WebSite(provider);
        var (first, second) = (await site.VisitAsync("security"), await site.VisitAsync("security-2"));
        await AddAccountAsync(site, "second.system");
        await first.PostAsync(Accounts, $"{Accounts}/grants", ("userName", "second.system"), ("capacity", "SystemAdministrator"),
            ("code", ""));
        var asked = await GrantAsync(site, "second.system");
        var confirm = $"{Accounts}/grants/{asked.Id}/confirm";

        Assert.Contains("another person",
            await BodyAsync(await first.PostAsync(Accounts, confirm, ("request", $"{asked.State.Request?.Id}"))),
            StringComparison.OrdinalIgnoreCase);
        await second.PostAsync(Accounts, confirm, ("request", $"{asked.State.Request?.Id}"));

        var granted = await site.InDbAsync(db => db.Facts.Where(f => f.SubjectId == asked.Id).OrderBy(f => f.Id).ToListAsync());
        Assert.Equal(["Grant.Asked", "Grant.Granted"], granted.Select(f => f.Kind));
        Assert.Equal(GrantStatus.Held, (await GrantAsync(site, "second.system")).State.Status);
    }

    /// <summary>An absent officer's calls go to another at once, and never stand without one.</summary>
    [Theory, DatabaseData]
    public async Task Officer_WhoIsAbsent_IsReplacedInEveryCall_OnceAnotherPersonConfirms(DatabaseProvider provider)
    {
        await using var site = new WebSite(provider);
        var (security, supervisor, officer) = (await site.VisitAsync("security"), await site.VisitAsync("supervisor"),
            await site.VisitAsync("officer"));
        await AddAccountAsync(site, "second.officer");
        var absent = await site.InDbAsync(db => db.Users.Where(u => u.UserName == "demo-officer").Select(u => u.Id).SingleAsync());
        var url = $"{Accounts}/{absent}/hand-over";

        Assert.Contains("both", await BodyAsync(await security.PostAsync(Accounts, url, ("userName", "demo-approver"))),
            StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.Redirect, (await security.PostAsync(Accounts, url, ("userName", "second.officer"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await officer.GetAsync(Call)).StatusCode);
        var asked = await site.InDbAsync(db => db.Grants.AsNoTracking()
            .Where(g => g.State.InsteadOf == absent).OrderBy(g => g.Id).ToListAsync());
        Assert.Equal(2, asked.Count);
        foreach (var grant in asked)
        {
            var code = await site.InDbAsync(db => db.Calls.Where(c => c.Id == grant.CallId).Select(c => c.Code).SingleAsync());
            await supervisor.PostAsync($"/calls/{code}/members", $"/calls/{code}/members/{grant.Id}/confirm",
                ("request", $"{grant.State.Request?.Id}"));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await officer.GetAsync(Call)).StatusCode);
        Assert.Equal(["second.officer", "second.officer"], await site.InDbAsync(db => db.Grants
            .Where(g => g.CallId != null && g.Capacity == Capacity.Officer && g.State.Status == GrantStatus.Held)
            .Select(g => db.Users.Where(u => u.Id == g.UserId).Select(u => u.UserName ?? "").Single()).ToListAsync()));
        Assert.Equal(2, await site.InDbAsync(db => db.Facts.CountAsync(f => f.Kind == "Grant.HandedOver")));
    }

    /// <summary>Who runs a call with the absent officer gains nothing there: one person's act suffices.</summary>
    [Fact]
    public async Task HandOver_ToWhoRunsTheCallToo_EndsTheOtherAtOnce()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (security, officer) = (await site.VisitAsync("security"), await site.VisitAsync("officer"));
        await AddAccountAsync(site, "second.officer");
        var absent = await site.InDbAsync(db => db.Users.Where(u => u.UserName == "demo-officer").Select(u => u.Id).SingleAsync());
        var both = await site.InDbAsync(db => db.Calls.Where(c => c.Code == DemoRound.Code).Select(c => c.Id).SingleAsync());
        await MakeOfficerAsync(site, "second.officer", absent, both);

        await security.PostAsync(Accounts, $"{Accounts}/{absent}/hand-over", ("userName", "second.officer"));

        Assert.Equal(HttpStatusCode.NotFound, (await officer.GetAsync(Call)).StatusCode);
        Assert.NotEqual(both, await site.InDbAsync(db => db.Grants.Where(g => g.State.InsteadOf == absent).Select(g => g.CallId).SingleAsync()));
    }

    [Theory]
    [InlineData("demo-security", "own")]
    [InlineData("demo-officer", "administrator")]
    public async Task SecurityAdministrator_GrantsNeitherToThemselvesNorToAMember(string userName, string why)
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var first = await site.VisitAsync("security");

        var body = await BodyAsync(
            await first.PostAsync(Accounts, $"{Accounts}/grants", ("userName", userName), ("capacity", "AuditAdministrator")));

        Assert.Contains(why, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecurityAdministrators_AreNeverFewerThanTwo_AndTheReasonStays()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var first = await site.VisitAsync("security");
        var other = await GrantAsync(site, "demo-security-2");

        var body = await BodyAsync(await first.PostAsync(Accounts, $"{Accounts}/grants/{other.Id}/end", ("reason", "left the house")));

        Assert.Contains("left the house", body, StringComparison.Ordinal);
        Assert.Equal(GrantStatus.Held, (await GrantAsync(site, "demo-security-2")).State.Status);
    }

    /// <summary>The account becomes an officer of the calls, as one person asks and another confirms.</summary>
    internal static Task<int> MakeOfficerAsync(WebSite site, string userName, Guid askedBy, params IReadOnlyList<Guid> calls) =>
        site.InDbAsync(async db =>
        {
            var (first, second) = (new By(askedBy, Capacity.Officer, DateTime.UtcNow, Guid.NewGuid()),
                new By(Guid.NewGuid(), Capacity.Approver, DateTime.UtcNow, Guid.NewGuid()));
            GrantEvidence seen = new([], Holders: 1, IsRecused: false, CallIsNew: false);
            var user = await db.Users.Where(u => u.UserName == userName).Select(u => u.Id).SingleAsync();
            foreach (var call in calls)
            {
                var grant = db.Grants.Add(new GrantRow(user, call, Capacity.Officer)).Entity;
                Assert.Null(grant.Do(new GrantLife.Ask(), first, seen).Refusal);
                Assert.Null(grant.Do(new GrantLife.Confirm(grant.State.Request?.Id ?? default), second, seen).Refusal);
            }
            return await db.SaveChangesAsync();
        });

    private static async Task AddAccountAsync(WebSite site, string userName)
    {
        var security = await site.VisitAsync("security");
        Assert.Equal(HttpStatusCode.Redirect,
            (await security.PostAsync(Accounts, Accounts, ("userName", userName), ("displayName", "Somebody"))).StatusCode);
    }

    private static Task<GrantRow> GrantAsync(WebSite site, string userName) => site.InDbAsync(db =>
        db.Grants.AsNoTracking().SingleAsync(g => db.Users.Any(u => u.Id == g.UserId && u.UserName == userName)));

    private static async Task<string> BodyAsync(HttpResponseMessage answer)
    {
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
