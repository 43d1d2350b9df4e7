using GrantReview.Core.Acts;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Testing;
using GrantReview.Files.Packages;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using GrantReview.Web.Tests.Data;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

public partial class ConflictsTests
{
    private const string Call = "/calls/" + DemoRound.Code, Url = Call + "/conflicts",
    Late = "/calls/" + DemoRound.ScoredCode + "/conflicts";

    [Fact]
    public async Task Page_ForEachRole_AllowsWhatTheRoleMayDo()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var id = Guid.NewGuid();
        var (expert, officer, supervisor, auditor) = (await site.VisitAsync("e01"), await site.VisitAsync("officer"),
            await site.VisitAsync("supervisor"), await site.VisitAsync("auditor"));

        Assert.Equal(HttpStatusCode.Forbidden, (await expert.GetAsync(Url)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await officer.PostAsync(Url, $"{Url}/sheets/{id}", ("counts", "true"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await officer.PostAsync(Url, $"{Url}/{id}/decide", ("dismiss", "true"))).StatusCode);
        Assert.All(
            [
                await auditor.PostAsync(Url, Url, ("application", "P01")),
                await supervisor.PostAsync(Url, $"{Url}/questions/{id}", ("same", "true")),
                await auditor.PostAsync(Url, $"{Url}/{id}/confirm"), await auditor.PostAsync(Url, $"{Url}/{id}/propose"),
                await auditor.UploadAsync(Url, Url + "/tables/units", "units.csv", [1]),
            ],
            answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
    }

    [Fact]
    public async Task Act_OnWhatIsNotThere_IsNotFound()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (officer, approver, supervisor) =
            (await site.VisitAsync("officer"), await site.VisitAsync("approver"), await site.VisitAsync("supervisor"));
        var other = await site.InDbAsync(db =>
            db.Conflicts.Where(c => db.Calls.Any(k => k.Id == c.CallId && k.Code == DemoRound.ScoredCode)).Select(c => c.Id).FirstAsync());

        Assert.All(
            [
                await officer.GetAsync("/calls/NONE/conflicts"), await officer.PostAsync(Url, $"{Url}/{other}/confirm"),
                await officer.PostAsync(Url, $"{Url}/{other}/propose", ("reason", "r")),
                await approver.PostAsync(Url, $"{Url}/{other}/decide"),
                await officer.PostAsync(Url, $"{Url}/questions/{other}", ("reason", "r")),
                await supervisor.PostAsync(Url, $"{Url}/sheets/{other}", ("reason", "r")),
                await officer.PostAsync(Url, $"{Url}/tables/anything"),
            ],
            answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
    }

    [Fact]
    public async Task Act_OnceTheDeliberationBegan_IsRefused()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        await MoveAsync(site, DemoRound.Code, CallStage.Deliberation);
        var id = await site.InDbAsync(db =>
            db.Conflicts.Where(c => c.State.Source == ConflictSource.Found
            && db.Calls.Any(k => k.Id == c.CallId && k.Code == DemoRound.Code)).Select(c => c.Id).FirstAsync());

        Assert.Contains("before the deliberation", await officer.PostAndReadAsync(Url, $"{Url}/{id}/confirm"), StringComparison.Ordinal);
        var refused = await officer.PostAndReadAsync(Url, Url, ("application", "P01"), ("expert", "E02"), ("reason", "an old quarrel"));
        Assert.Contains("before the deliberation", refused, StringComparison.Ordinal);
        Assert.DoesNotContain($"{id}/confirm", await officer.ReadAsync(Url), StringComparison.Ordinal);
        Assert.False(
            await site.InDbAsync(db =>
            db.Conflicts.AnyAsync(c => c.State.Status == ConflictStatus.Confirmed || c.State.Status == ConflictStatus.Pinned)));
    }

    [Theory, DatabaseData]
    public async Task Conflict_OfEveryKind_IsFoundOnImport_DecidedByPeople_AndExplainedInOneLine(DatabaseProvider provider)
    {
        await using var site = new WebSite(provider);
        var (officer, approver) = (await site.VisitAsync("officer"), await site.VisitAsync("approver"));
        await officer.PostAsync("/calls", "/calls", ("code", "N1"), ("from", "template:chengdu-2024-ai-policy"));
        await site.JoinAsync("N1", "approver", Capacity.Approver);
        const string url = "/calls/N1/conflicts";
        await UploadAsync(officer, "/calls/N1/applications", "applications.csv",
            "id,title,category,unit,pi,pi_phone,partners,excluded_experts\nA1,One,4.2,甲公司,张三,13800000000,乙大学,E3\nA2,Two,4.2,丙公司,李四,,,\n");
        await UploadAsync(officer, "/calls/N1/experts", "experts.csv",
            "id,name,unit,phone\nE1,王五,乙大学,\nE2,李四,丁大学,\nE3,赵六,戊大学,\nE4,张三,己大学,+86 13800000000\nE5,钱七,甲集团,\n");
        await ImportAsync(officer, url, "units", "unit,parent\n甲公司,甲集团\n");
        await ImportAsync(officer, url, "relations", "expert,person_or_unit,kind,year\nE1,张三/13800000000,师生,1999\n");
        Assert.Equal(
            ["A1/E1/AdvisorStudent", "A1/E1/PartnerUnit", "A1/E3/ExcludedByApplicant", "A1/E4/PrincipalInvestigator", "A1/E5/RelatedUnit",
                "A2/E2/IdentityQuestion"],
            await PairsAsync(site));

        var question =
            await site.InDbAsync(db => db.IdentityQuestions.SingleAsync(q => db.Calls.Any(c => c.Id == q.CallId && c.Code == "N1")));
        await officer.PostAsync(url, $"{url}/questions/{question.Id}", ("same", "false"));
        Assert.Contains("A2/E2/IdentityQuestion", await PairsAsync(site));
        await officer.PostAsync(url, $"{url}/questions/{question.Id}", ("same", "false"), ("reason", "other birthday"));
        Assert.DoesNotContain("A2/E2/IdentityQuestion", await PairsAsync(site));

        await DismissAsync("A1", "E1", nameof(ConflictGround.PartnerUnit));
        Assert.Contains("never dismissed. If the data", await DismissAsync("A1", "E1", nameof(ConflictGround.AdvisorStudent)),
            StringComparison.Ordinal);
        var partner = await IdAsync("A1", "E1", nameof(ConflictGround.PartnerUnit));
        var request = (await site.InDbAsync(db => db.Conflicts.SingleAsync(c => c.Id == partner))).State.Dismissal?.Request.Id;
        Assert.Contains($"{request}", (await approver.OpenAsync(url)).Fields("request"));
        await approver.PostAsync(url, $"{url}/{partner}/decide", ("dismiss", "true"), ("request", $"{request}"));
        await officer.PostAsync(url, $"{url}/{await IdAsync("A1", "E5", nameof(ConflictGround.RelatedUnit))}/confirm");
        Assert.Equal(ConflictStatus.Dismissed, (await site.InDbAsync(db => db.Conflicts.SingleAsync(c => c.Id == partner))).State.Status);

        var why = await WhyAsync(officer, url, "E1", "A1");
        Assert.Contains("E1 王五 may not see A1 One: advisor and student", why, StringComparison.Ordinal);
        Assert.Contains("Nothing keeps E2 李四 from A2 Two", await WhyAsync(officer, url, "E2", "A2"), StringComparison.Ordinal);
        Assert.Contains("no application A9", await WhyAsync(officer, url, "E2", "A9"), StringComparison.Ordinal);
        Assert.DoesNotContain("13800000000", await officer.ReadAsync(url), StringComparison.Ordinal);
        Assert.All(await site.InDbAsync(db => db.Facts.Select(f => f.Content).ToListAsync()),
            f => Assert.DoesNotContain("13800000000", Encoding.UTF8.GetString(f), StringComparison.Ordinal));
        Assert.DoesNotContain("13800000000", string.Join('\n', await site.InDbAsync(db => db.FactTexts.Select(t => t.Text).ToListAsync())),
            StringComparison.Ordinal);
        Assert.Equal(
            [typeof(ConflictLife.DismissalProposed), typeof(ConflictLife.Dismissed), typeof(ConflictLife.Confirmed)],
            (await site.FactsAsync(typeof(ConflictLife.DismissalProposed), typeof(ConflictLife.Dismissed), typeof(ConflictLife.Confirmed)))
                .Select(f => f.GetType()));
        Assert.Equal("the project ended",
            Assert.IsType<ConflictLife.DismissalProposed>(
            Assert.Single(await site.FactsAsync(typeof(ConflictLife.DismissalProposed)))).Dismissal.Reason.Text);

        await UploadAsync(officer, "/calls/N1/applications", "applications.csv",
            "id,title,category,unit,pi,pi_phone,partners,excluded_experts\nA1,One,4.2,甲公司,张三,13800000000,乙大学有限公司,E3\n");
        Assert.Equal(ConflictStatus.Found, (await site.InDbAsync(db => db.Conflicts.SingleAsync(c => c.Id == partner))).State.Status);

        async Task<string> DismissAsync(string application, string expert, string ground) =>
            await officer.PostAndReadAsync(url, $"{url}/{await IdAsync(application, expert, ground)}/propose",
                ("reason", "the project ended"));

        Task<Guid> IdAsync(string application, string expert, string ground) => site.InDbAsync(db => (
            from c in db.Conflicts
            join a in db.Applications on c.ApplicationId equals a.Id
            join e in db.Experts on c.ExpertId equals e.Id
            where a.Code == application && e.Code == expert && c.Ground == ground
            select c.Id).SingleAsync());
    }

    /// <summary>
    /// A file answers many questions at once; without its row a question stays open, and an answer that changes is on record.
    /// </summary>
    [Fact]
    public async Task Identities_FromAFile_AnswerQuestionsAndFreeThePairs()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync("/calls", "/calls", ("code", "N1"), ("from", "template:chengdu-2024-ai-policy"));
        await site.JoinAsync("N1", "approver", Capacity.Approver);
        const string url = "/calls/N1/conflicts";
        await UploadAsync(officer, "/calls/N1/applications", "applications.csv",
            "id,title,category,unit,pi\nA1,One,4.2,甲公司,张三\nA2,Two,4.2,丙公司,李四\n");
        await UploadAsync(officer, "/calls/N1/experts", "experts.csv", "id,name,unit\nE1,张三,乙大学\nE2,李四,丁大学\n");
        Assert.Equal(["A1/E1/IdentityQuestion", "A2/E2/IdentityQuestion"], await PairsAsync(site));

        var wrong = WebUtility.HtmlDecode(
            await (await officer.UploadAsync(url, url + "/tables/identities", "identities.csv", Encoding.UTF8.GetBytes(
            "application,expert,name,same\nA1,E1,张三,perhaps\nA9,E1,张三,no\nA1,E1,张三,no\n"))).Content.ReadAsStringAsync(
                TestContext.Current.CancellationToken));
        Assert.Contains("3 mistakes", wrong, StringComparison.Ordinal);
        var preview = await ImportAsync(officer, url, "identities", "application,expert,name,same\nA1,E1,张三,no\n");

        Assert.Contains("1 rows: 0 there already, 1 new", preview, StringComparison.Ordinal);
        Assert.Equal(["A2/E2/IdentityQuestion"], await PairsAsync(site));
        var answer = Assert.IsType<IdentityLife.Answered>(Assert.Single(await site.FactsAsync(typeof(IdentityLife.Answered))));
        Assert.Equal((false, "as the units told us"), (answer.IsSame, answer.Reason.Text));

        await ImportAsync(officer, url, "identities", "application,expert,name,same\nA1,E1,张三,yes\nA2,E2,李四,no\n");
        Assert.Equal(["A1/E1/PrincipalInvestigator"], await PairsAsync(site));
        Assert.Equal(HttpStatusCode.OK, (await officer.GetAsync(url + "/tables/identities.xlsx")).StatusCode);
    }

    /// <summary>The same two people in two calls: what was answered once counts in the other, and the officer there may ask anew.</summary>
    [Theory, DatabaseData]
    public async Task Question_ThatAnotherCallAnswered_IsAnsweredFromThere_UntilTheOfficerAsksAnew(DatabaseProvider provider)
    {
        await using var site = new WebSite(provider);
        var officer = await site.VisitAsync("officer");
        foreach (var code in new[] { "N0", "N1" })
        {
            await officer.PostAsync("/calls", "/calls", ("code", code), ("from", "template:chengdu-2024-ai-policy"));
            await UploadAsync(officer, $"/calls/{code}/experts", "experts.csv", "id,name,unit\nE2,李四,丁大学\n");
        }
        await UploadAsync(officer, "/calls/N0/applications", "applications.csv", "id,title,category,unit,pi\nX9,One,4.2,丙公司,李四\n");
        var asked = await site.InDbAsync(db => db.IdentityQuestions.SingleAsync(
            q => db.Calls.Any(c => c.Id == q.CallId && c.Code == "N0")));
        await officer.PostAsync(
            "/calls/N0/conflicts", $"/calls/N0/conflicts/questions/{asked.Id}", ("same", "false"), ("reason", "other birthday"));

        await UploadAsync(officer, "/calls/N1/applications", "applications.csv", "id,title,category,unit,pi\nA2,Two,4.2,丙公司,李四\n");

        const string url = "/calls/N1/conflicts";
        Assert.Empty(await PairsAsync(site));
        Assert.Contains("answered in call N0", await officer.ReadAsync(url), StringComparison.Ordinal);
        var here = await site.InDbAsync(db => db.IdentityQuestions.SingleAsync(q => db.Calls.Any(c => c.Id == q.CallId && c.Code == "N1")));
        Assert.Equal((false, "N0", false), (here.State.IsSame, here.State.From, here.State.IsOwn));
        Assert.Equal(1, await site.InDbAsync(db => db.Facts.CountAsync(f => f.Kind == "Identity.Carried")));

        await officer.PostAsync(url, $"{url}/questions/{here.Id}", ("reason", "a namesake was meant"));
        await UploadAsync(officer, "/calls/N1/applications", "applications.csv", "id,title,category,unit,pi\nA2,Two,4.2,丙公司,李四\n");
        Assert.Equal(["A2/E2/IdentityQuestion"], await PairsAsync(site));
    }

    [Fact]
    public async Task Import_OfATableWithMistakes_ListsThemAndKeepsWhatWasThere()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");

        var answer = await officer.UploadAsync(Url, Url + "/tables/relations", "relations.csv",
            Encoding.UTF8.GetBytes("expert,person_or_unit,kind,year\nE01,某人,同乡,x\nE99,某人,师生,\n"));

        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("3 mistakes", text, StringComparison.Ordinal);
        Assert.Contains("advisor-student", text, StringComparison.Ordinal);
        Assert.Equal(0, await site.InDbAsync(db => db.Relations.CountAsync()));
    }

    /// <summary>
    /// A conflict that appears after scoring: the sheet leaves the evaluation at once, both sides see it, and it comes back only by ruling.
    /// </summary>
    [Theory, DatabaseData]
    public async Task SubmittedSheet_WhoseConflictAppears_IsHeldUntilTheSupervisorRules(DatabaseProvider provider)
    {
        await using var site = new WebSite(provider);
        var (officer, supervisor) = (await site.VisitAsync("officer"), await site.VisitAsync("supervisor"));
        var sheets = await site.InDbAsync(db => (
            from s in db.ScoreSheets
            join a in db.Applications on s.ApplicationId equals a.Id
            join e in db.Experts on s.ExpertId equals e.Id
            join c in db.Calls on s.CallId equals c.Id
            where c.Code == DemoRound.ScoredCode && e.Code == "E12"
            orderby a.Code
            select new { s.Id, a.Code }).ToListAsync());
        var (first, second) = (sheets[0], sheets[1]);
        var scores = await ScoresAsync(first.Code);

        await officer.PostAsync(Late, Late, ("application", first.Code), ("expert", "E12"), ("reason", "a letter of complaint"));
        var expert = await site.VisitAsync("e12");
        await expert.PostAsync($"/sheets/{second.Id}", $"/sheets/{second.Id}/conflict", ("kind", "family"),
            ("note", "my sister joined the team"));

        Assert.Equal([SheetStatus.Held, SheetStatus.Held], await StatesAsync());
        Assert.Equal((0, 0), (await ScoresAsync(first.Code), await ScoresAsync(second.Code)));
        Assert.Equal(HttpStatusCode.NotFound, (await expert.GetAsync($"/sheets/{first.Id}")).StatusCode);
        Assert.Equal(2, (await expert.OpenAsync("/my-work")).Rows()
            .Count(r => r.Any(c => c.Contains("a supervisor will rule", StringComparison.Ordinal))));
        Assert.Contains("waits for a supervisor", await officer.ReadAsync(Late), StringComparison.Ordinal);
        Assert.Contains("suspended: conflict", await officer.ReadAsync(Late.Replace("conflicts", "progress")), StringComparison.Ordinal);

        await supervisor.PostAsync(Late, $"{Late}/sheets/{first.Id}", ("counts", "true"));
        Assert.Equal(SheetStatus.Held, (await StatesAsync())[0]);
        await supervisor.PostAsync(Late, $"{Late}/sheets/{first.Id}", ("counts", "true"), ("reason", "unfounded"));
        await supervisor.PostAsync(Late, $"{Late}/sheets/{second.Id}", ("counts", "false"), ("reason", "kin"));
        Assert.Equal(HttpStatusCode.NotFound,
            (await supervisor.PostAsync(Late, $"{Late}/sheets/{second.Id}", ("counts", "true"), ("reason", "again"))).StatusCode);

        Assert.Equal([SheetStatus.Submitted, SheetStatus.Discounted], await StatesAsync());
        Assert.Equal((scores, 0), (await ScoresAsync(first.Code), await ScoresAsync(second.Code)));
        Assert.Contains("unfounded", await officer.ReadAsync(Late), StringComparison.Ordinal);
        var work = await expert.ReadAsync("/my-work");
        Assert.Contains("counts by ruling", work, StringComparison.Ordinal);
        Assert.Contains("does not count", work, StringComparison.Ordinal);
        Assert.Equal([(true, "unfounded"), (false, "kin")],
            (await site.FactsAsync(typeof(SheetLife.Ruled))).Cast<SheetLife.Ruled>().Select(f => (f.Ruling.Counts, $"{f.Ruling.Reason}")));
        var verified = await site.InDbAsync(async db =>
        {
            var round = await StoredRound.LoadAsync(db, await db.Calls.SingleAsync(c => c.Code == DemoRound.ScoredCode), default);
            return PackageVerification.Run(ResultPackage.Write(Evaluation.Run(round, "s")));
        });
        Assert.True(verified.IsEqual, string.Join('\n', verified.Differences.Select(d => d.Say("en"))));

        Task<List<SheetStatus>> StatesAsync() =>
            site.InDbAsync(db =>
            db.ScoreSheets.Where(s => s.Id == first.Id || s.Id == second.Id)
            .OrderBy(s => db.Applications.First(a => a.Id == s.ApplicationId).Code).Select(s => s.State.Status).ToListAsync());
        Task<int> ScoresAsync(string application) =>
            site.InDbAsync(async db =>
            (await StoredRound.LoadAsync(db, await db.Calls.SingleAsync(c => c.Code == DemoRound.ScoredCode), default))
            .Scores.Count(s => s.Application.Value == application && s.Expert.Value == "E12"));
    }

    /// <summary>Opening a sheet searches nothing and writes nothing; the declaration before it finds what the data say by now.</summary>
    [Theory, DatabaseData]
    public async Task Declaration_FindsAConflictThatWasNotThereBefore(DatabaseProvider provider)
    {
        await using var site = new WebSite(provider);
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync($"{Call}/assignments/1", $"{Call}/assignments/1/deploy");
        var sheets = await site.InDbAsync(db =>
            db.ScoreSheets.Where(s => db.Calls.Any(c => c.Id == s.CallId && c.Code == DemoRound.Code)
            && db.Experts.Any(e => e.Id == s.ExpertId && e.Code == "E12"))
            .OrderBy(s => db.Applications.Single(a => a.Id == s.ApplicationId).Code).ToListAsync());
        var sheet = sheets[0];
        var expert = await site.VisitAsync("e12");
        await site.InDbAsync(async db =>
        {
            var row = await db.Applications.SingleAsync(a => a.Id == sheet.ApplicationId);
            db.Entry(row).Property(a => a.Partners).CurrentValue =
                await db.Experts.Where(e => e.Id == sheet.ExpertId).Select(e => e.Unit).SingleAsync();
            return await db.SaveChangesAsync();
        });
        var facts = await site.InDbAsync(db => db.Facts.CountAsync());
        Assert.Equal(HttpStatusCode.Redirect, (await expert.GetAsync($"/sheets/{sheet.Id}")).StatusCode);
        Assert.Equal(facts, await site.InDbAsync(db => db.Facts.CountAsync()));

        var declare = $"/my-work/{DemoRound.Code}/declare";
        await expert.PostAsync(declare, declare, [.. sheets.Select(s => ($"Competence[{s.ApplicationId}]", "High")), ("Undertaking", "1")]);

        Assert.Equal(HttpStatusCode.NotFound, (await expert.GetAsync($"/sheets/{sheet.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await expert.GetAsync($"/sheets/{sheets[1].Id}")).StatusCode);
        Assert.Equal(SheetStatus.Suspended,
            await site.InDbAsync(db => db.ScoreSheets.Where(s => s.Id == sheet.Id).Select(s => s.State.Status).SingleAsync()));
        Assert.Equal(nameof(ConflictGround.PartnerUnit),
            await site.InDbAsync(db =>
            db.Conflicts.Where(c => c.ApplicationId == sheet.ApplicationId && c.ExpertId == sheet.ExpertId).Select(c => c.Ground)
            .SingleAsync()));
    }

    [Fact]
    public async Task Form_ThatIsRefused_GivesBackWhatWasTyped()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync($"{Call}/assignments/1", $"{Call}/assignments/1/deploy");
        var expert = await site.VisitAsync("e12");
        var sheets = await site.InDbAsync(db =>
            db.ScoreSheets.Where(s => db.Calls.Any(c => c.Id == s.CallId && c.Code == DemoRound.Code)
            && db.Experts.Any(e => e.Id == s.ExpertId && e.Code == "E12"))
            .OrderBy(s => db.Applications.Single(a => a.Id == s.ApplicationId).Code).ToListAsync());
        var declare = $"/my-work/{DemoRound.Code}/declare";

        var pin = await officer.PostAndOpenAsync(Url, Url, ("application", "P99"), ("expert", "E02"), ("reason", "an old quarrel"));
        Assert.Contains("P99", pin.Fields("application"));
        Assert.Contains("an old quarrel", pin.Fields("reason"));

        var undeclared = await expert.PostAndOpenAsync(declare, declare, ($"Conflict[{sheets[0].ApplicationId}]", "true"),
            ($"Kind[{sheets[0].ApplicationId}]", "family"), ($"Competence[{sheets[1].ApplicationId}]", "Low"),
            ($"Conflict[{sheets[2].ApplicationId}]", "true"), ($"Note[{sheets[2].ApplicationId}]", "a cousin"));
        Assert.Contains("Say which conflict it is", undeclared.Refused(), StringComparison.Ordinal);
        Assert.Contains("Choose the kind of conflict", undeclared.Refused(), StringComparison.Ordinal);
        Assert.Equal("family", undeclared.Field($"Kind[{sheets[0].ApplicationId}]"));
        Assert.Equal("Low", undeclared.Field($"Competence[{sheets[1].ApplicationId}]"));
        Assert.Equal(1, undeclared.QuerySelectorAll("[name^=Competence][checked]").Length);

        await expert.PostAsync(declare, declare, [.. sheets.Select(s => ($"Competence[{s.ApplicationId}]", "High")), ("Undertaking", "1")]);
        var report = await expert.PostAndOpenAsync($"/sheets/{sheets[0].Id}", $"/sheets/{sheets[0].Id}/conflict", ("kind", "family"),
            ("note", " "));
        Assert.Contains("Say which conflict it is", report.Refused(), StringComparison.Ordinal);
        Assert.Equal("family", report.Field("kind"));
        var unnamed = await expert.PostAndOpenAsync($"/sheets/{sheets[0].Id}", $"/sheets/{sheets[0].Id}/conflict", ("kind", ""),
            ("note", "a cousin"));
        Assert.Contains("Choose the kind of conflict", unnamed.Refused(), StringComparison.Ordinal);
        Assert.Equal("a cousin", unnamed.Field("note"));
        Assert.Equal(0,
            await site.InDbAsync(db =>
            db.Conflicts.CountAsync(c => c.ExpertId == sheets[0].ExpertId && c.State.Source == ConflictSource.Declared)));
    }

    /// <summary>
    /// Two worlds that differ only in an application with which the expert is in conflict: the expert reads the same bytes.
    /// </summary>
    [Fact]
    public async Task ConflictedApplication_ChangesNothingThatTheExpertReads()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync($"{Call}/assignments/1", $"{Call}/assignments/1/deploy");
        var expert = await site.VisitAsync("e12");
        var own = await site.InDbAsync(db =>
            db.ScoreSheets.Where(s => db.Calls.Any(c => c.Id == s.CallId && c.Code == DemoRound.Code)
            && db.Experts.Any(e => e.Id == s.ExpertId && e.Code == "E12"))
            .OrderBy(s => db.Applications.Single(a => a.Id == s.ApplicationId).Code).Select(s => s.Id).FirstAsync());
        var hidden = Guid.CreateVersion7();
        string[] pages = ["/", "/my-work", $"/my-work/{DemoRound.Code}/declare", $"/sheets/{own}", $"/sheets/{hidden}", "/calls", Url,
            Call + "/applications/Z99"];
        var without = await ReadAllAsync();

        await site.InDbAsync(async db =>
        {
            var call = await db.Calls.SingleAsync(c => c.Code == DemoRound.Code);
            var me = await db.Experts.SingleAsync(e => e.CallId == call.Id && e.Code == "E12");
            By officer = new(Guid.NewGuid(), Capacity.Officer, DateTime.UtcNow, Guid.CreateVersion7());
            var application = new ApplicationRow { CallId = call.Id, Code = "Z99" };
            var hiding = An.Application("Z99") with { Title = "Hidden", Category = new("4.2"), Unit = me.Unit, UnitCode = me.UnitCode };
            Assert.Null(application.Import(hiding, officer, CallStage.FormalReview).Refusal);
            db.AddRange(application, new ScoreSheetRow(call.Id, application.Id, me.Id) { Id = hidden });
            await StoredConflicts.FindAsync(db, call, new By(null, Capacity.Program, DateTime.UtcNow, Guid.CreateVersion7()), default);
            return await db.SaveChangesAsync();
        });

        Assert.Equal(SheetStatus.Suspended,
            await site.InDbAsync(db => db.ScoreSheets.Where(s => s.Id == hidden).Select(s => s.State.Status).SingleAsync()));
        Assert.Equal(without, await ReadAllAsync());
        Assert.Contains("E12", await WhyAsync(officer, Url, "E12", "Z99"), StringComparison.Ordinal);

        async Task<List<string>> ReadAllAsync()
        {
            List<string> texts = [];
            foreach (var page in pages)
            {
                var answer = await expert.GetAsync(page);
                texts.Add($"{answer.StatusCode} {answer.Headers.Location} " + Html.WithoutToken(
                    await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
            }
            return texts;
        }
    }

    private static Task<int> MoveAsync(WebSite site, string code, CallStage stage) =>
        site.InDbAsync(db => db.Calls.Where(c => c.Code == code).ExecuteUpdateAsync(set => set.SetProperty(c => c.State.Stage, stage)));

    private static async Task UploadAsync(Visitor officer, string url, string name, string csv) =>
        Assert.Equal(HttpStatusCode.Redirect, (await officer.UploadAsync(url, url, name, Encoding.UTF8.GetBytes(csv))).StatusCode);

    /// <summary>Looks at the preview, which changes nothing, and imports what it carries.</summary>
    private static async Task<string> ImportAsync(Visitor officer, string url, string table, string csv)
    {
        var preview = await (
            await officer.UploadAsync(url, $"{url}/tables/{table}", table + ".csv", Encoding.UTF8.GetBytes(csv))).Content.ReadAsStringAsync(
            TestContext.Current.CancellationToken);
        var content = Html.Parse(preview).Field("content") ?? throw new InvalidOperationException("There is nothing to import.");
        Assert.Equal(HttpStatusCode.BadRequest,
            (await officer.PostAsync(url, $"{url}/tables/{table}/import", ("file", table + ".csv"), ("content", content))).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect,
            (await officer.PostAsync(url, $"{url}/tables/{table}/import", ("file", table + ".csv"), ("content", content),
            ("reason", "as the units told us"))).StatusCode);
        return WebUtility.HtmlDecode(preview);
    }

    private static async Task<string> WhyAsync(Visitor officer, string url, string expert, string application) =>
        (await officer.OpenAsync($"{url}?expert={expert}&application={application}")).QuerySelector("[data-why]")?.TextContent ?? "";

    private static Task<List<string>> PairsAsync(WebSite site) => site.InDbAsync(db => (
        from c in db.Conflicts
        join a in db.Applications on c.ApplicationId equals a.Id
        join e in db.Experts on c.ExpertId equals e.Id
        join k in db.Calls on c.CallId equals k.Id
        where k.Code == "N1"
        orderby a.Code, e.Code, c.Ground
        select a.Code + "/" + e.Code + "/" + c.Ground).ToListAsync());

}
