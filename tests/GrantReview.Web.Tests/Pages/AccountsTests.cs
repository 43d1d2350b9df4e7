using System.Net;
using System.Text;
using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Data;
using GrantReview.Web.Tests.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Web.Tests.Pages;

/// <summary>Accounts by file, links that open once, passwords, sessions and the second factor, on a site that these tests share.</summary>
public class AccountsTests(DemoSite demo) : IClassFixture<DemoSite>
{
    private const string Users = "/admin/users";
    private const string Good = "Correct-horse-1";
    private readonly WebSite site = demo.Site;

    [Fact]
    public async Task File_WithMistakes_NamesThemAllByRowAndColumn_AndMakesNothing()
    {
        var security = await site.VisitAsync("security");
        var file = "用户名,姓名,邮箱,单位\n有空格 x,甲,a@example.org,\nnew.a,,b@example.org,\nNEW.A,丙,not-an-address,\ndemo-officer,别人,,\n";

        foreach (var url in new[] { $"{Users}/file/preview", $"{Users}/file" })
        {
            var page = await Html.OpenAsync(await security.UploadAsync(Users, url, "people.csv", Encoding.UTF8.GetBytes(file)));
            var said = page.Refused();
            Assert.Equal(
                ["2 user_name", "3 name", "4 user_name", "4 email"], page.Rows().Select(r => $"{r[1]} {r[2]}").Order(StringComparer.Ordinal)
                    .OrderBy(r => r[0]).ThenByDescending(r => r, StringComparer.Ordinal));
            Assert.Contains("new.a", said, StringComparison.OrdinalIgnoreCase);
        }
        Assert.False(await site.InDbAsync(db => db.Users.AnyAsync(u => u.UserName == "new.a")));
        var taken = await Html.OpenAsync(await security.UploadAsync(
            Users, $"{Users}/file", "people.csv", "user_name,name\ndemo-officer,Somebody else\n"u8.ToArray()));
        Assert.Contains("another person", taken.Refused(), StringComparison.Ordinal);
    }

    /// <summary>One person, one file, one act: the figure of the issue is ten minutes, and none of them is spent on hashing.</summary>
    [Theory, DatabaseData]
    public async Task File_OfTwoThousandPeople_IsMadeInOneAct_EachWithALink(DatabaseProvider provider)
    {
        await using var large = new WebSite(provider);
        var security = await large.VisitAsync("security");
        var file = new StringBuilder("user_name,name,email,unit\n");
        for (var i = 0; i < 2_000; i++)
        {
            file.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"person{i},演示{i},{(i % 2 == 0 ? $"p{i}@example.org" : "")},虚构学院\n");
        }

        var answer = await security.UploadAsync(Users, $"{Users}/file", "people.csv", Encoding.UTF8.GetBytes($"{file}"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = await Html.OpenAsync(answer);
        Assert.Equal(1_000, page.QuerySelectorAll(".paper-links > li").Length);
        Assert.Equal((2_000, 1_000), await large.InDbAsync(async db => (
            await db.Users.CountAsync(u => u.State.Link != null), await db.Mails.CountAsync(m => m.Kind == "invitation"))));
        Assert.Equal(1, await large.InDbAsync(db => db.Facts.Where(f => f.Kind == "Account.Invited")
            .Select(f => f.ActId).Distinct().CountAsync()));
    }

    [Fact]
    public async Task Size_ThatAPersonChose_IsThatOfAllTheirDevices_AndOfNobodyElse()
    {
        var (desk, phone, other) = (await site.VisitAsync("e23"), await site.VisitAsync("e23"), await site.VisitAsync("e24"));

        await desk.PostAsync("/my-work", "/size", ("elder", "true"), ("back", "/my-work"));
        var large = (await IsElderAsync(desk), await IsElderAsync(phone), await IsElderAsync(other));
        await phone.PostAsync("/my-work", "/size", ("elder", "false"), ("back", "/my-work"));

        Assert.Equal((true, true, false), large);
        Assert.Equal((false, false), (await IsElderAsync(desk), await IsElderAsync(phone)));

        static async Task<bool> IsElderAsync(Visitor visitor) =>
            (await visitor.OpenAsync("/my-work")).DocumentElement.GetAttribute("data-size") == "elder";
    }

    [Fact]
    public async Task Experts_WhoseFileNamesAccounts_AreLinkedByTheImport_AndWhoMayNotScoreIsNamed()
    {
        await using var own = new WebSite(DatabaseProvider.Sqlite);
        var (security, officer) = (await own.VisitAsync("security"), await own.VisitAsync("officer"));
        const string experts = "/calls/" + DemoRound.Code + "/experts";
        var file = "id,name,unit,user_name,email\nE90,新专家甲,虚构学院,exp.a,exp.a@example.org\nE91,新专家乙,虚构学院,exp.b,\n"u8.ToArray();

        var early = await Html.OpenAsync(await officer.UploadAsync(experts, experts, "experts.csv", file));
        Assert.Equal(["2 user_name", "3 user_name"], early.Rows().Take(2).Select(r => $"{r[1]} {r[2]}"));
        await security.UploadAsync(Users, $"{Users}/file", "experts.csv", file);
        var barred = await Html.OpenAsync(await officer.UploadAsync(
            experts, experts, "experts.csv", "id,name,unit,user_name\nE92,新专家丙,虚构学院,demo-approver\n"u8.ToArray()));
        Assert.Contains("demo-approver", barred.Refused(), StringComparison.Ordinal);
        var relinked = "id,name,unit,user_name\nE01,新专家丁,虚构学院,exp.a\n"u8.ToArray();
        Assert.Contains("exp.a", (await Html.OpenAsync(await officer.UploadAsync(experts, $"{experts}/preview", "experts.csv",
            relinked))).Words(),
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await officer.UploadAsync(experts, experts, "experts.csv", file)).StatusCode);

        Assert.Equal(["exp.a", "exp.b"], await own.InDbAsync(db => db.Experts.Where(e => e.Code == "E90" || e.Code == "E91")
            .OrderBy(e => e.Code).Select(e => db.Users.Where(u => u.Id == e.UserId).Select(u => u.UserName ?? "").Single()).ToListAsync()));
    }

    [Fact]
    public async Task Link_OpensOnce_IsStoredNowhere_AndIsKilledByALaterOne()
    {
        var security = await site.VisitAsync("security");
        var id = await AddAsync(security, "link.user", "");
        var first = await PrintAsync(security, id);
        var second = await PrintAsync(security, id);
        var nobody = await site.VisitAsync();

        Assert.Contains("used, replaced", (await nobody.OpenAsync(first)).Refused(), StringComparison.Ordinal);
        var stored = await site.InDbAsync(db => db.Users.AsNoTracking().SingleAsync(u => u.Id == id));
        Assert.DoesNotContain(second.Split('/')[^1], stored.State.Link?.Digest, StringComparison.Ordinal);
        Assert.NotEqual("", await SetAsync(second, "Password1234"));
        Assert.NotEqual("", await SetAsync(second, "link.user-Xy-99"));
        Assert.NotEqual("", await SetAsync(second, "Short-1"));
        Assert.Equal("", await SetAsync(second, Good));
        Assert.NotEqual("", await SetAsync(second, "Another-horse-2"));
        Assert.Equal(HttpStatusCode.Redirect, (await SignInAsync("link.user", Good)).Answer.StatusCode);
        Assert.Equal(["Account.Added", "Account.Invited", "Account.Invited", "Account.PasswordSet", "Account.SignedIn"],
            await site.InDbAsync(db => db.Facts.Where(f => f.SubjectId == id).OrderBy(f => f.Id).Select(f => f.Kind).ToListAsync()));
    }

    /// <summary>
    /// The same words for a known and an unknown name; the mail that waits holds the link encrypted, the one that is sent in
    /// plain.
    /// </summary>
    [Fact]
    public async Task Reset_AnswersTheSameForEveryName_AndTheLinkStandsInNoTable()
    {
        var security = await site.VisitAsync("security");
        await AddAsync(security, "reset.user", "reset.user@example.org");
        List<string> said = [];
        foreach (var name in new[] { "reset.user", "nobody-of-this-name", "demo-officer", "" })
        {
            var nobody = await site.VisitAsync();
            said.Add((await nobody.PostAndOpenAsync("/sign-in/forgotten", "/sign-in/forgotten", ("userName", name))).Done());
        }

        Assert.Single(said.Distinct());
        var mail = await SentAsync("reset");
        Assert.DoesNotContain("/entry/", mail.Body, StringComparison.Ordinal);
        Assert.Null(mail.Sealed);
        Assert.Equal("", await SetAsync(await LinkInAsync(mail, "/entry/"), Good));
    }

    /// <summary>The new address proves itself; the old one is told; the link is worth nothing to others, and once.</summary>
    [Fact]
    public async Task Address_WhenChanged_NeedsThePassword_AndALinkThatGoesThere()
    {
        var security = await site.VisitAsync("security");
        var id = await AddAsync(security, "moving.user", "old@example.org");
        Assert.Equal("", await SetAsync(await PrintAsync(security, id), Good));
        var (here, other) = (await EnterAsync("moving.user"), await site.VisitAsync("officer"));

        Assert.NotEqual("", (await AskAsync("wrong", "new@example.org")).Refused());
        Assert.NotEqual("", (await AskAsync(Good, "no address")).Refused());
        Assert.NotEqual("", (await AskAsync(Good, "old@example.org")).Refused());
        Assert.Contains("new@example.org", (await AskAsync(Good, "new@example.org")).Done(), StringComparison.Ordinal);
        Assert.Equal("old@example.org", await AddressAsync());

        var asked = await SentAsync("address");
        Assert.Equal(("new@example.org", false), (asked.Address, asked.Body.Contains("/address/", StringComparison.Ordinal)));
        var link = await LinkInAsync(asked, "/account/address/");
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(link)).StatusCode);
        await other.PostAsync("/account", link);
        Assert.Equal("old@example.org", await AddressAsync());
        Assert.NotEqual("", (await here.PostAndOpenAsync(link, link)).Done());
        Assert.Equal("new@example.org", await AddressAsync());
        Assert.Equal("old@example.org", (await SentAsync("address-changed")).Address);
        Assert.Equal(HttpStatusCode.NotFound, (await here.GetAsync(link)).StatusCode);
        Assert.Equal(["email"], Assert.IsType<AccountLife.Changed>(
            Assert.Single(await site.FactsAsync(typeof(AccountLife.Changed)), f => f is AccountLife.Changed)).Fields);

        Task<AngleSharp.Html.Dom.IHtmlDocument> AskAsync(string current, string email) =>
            here.PostAndOpenAsync("/account", "/account/address", ("current", current), ("email", email));

        Task<string?> AddressAsync() => site.InDbAsync(db => db.Users.Where(u => u.Id == id).Select(u => u.Email).SingleAsync());
    }

    private async Task<string> LinkInAsync(MailRow mail, string part)
    {
        using var sent = await MimeKit.MimeMessage.LoadAsync(
            Directory.GetFiles(site.Services.GetRequiredService<MailTransport>().Folder, $"*{mail.Id:N}.eml")[0],
                TestContext.Current.CancellationToken);
        return new Uri((sent.TextBody ?? "").Split('\n').Select(l => l.Trim())
            .First(l => l.Contains(part, StringComparison.Ordinal))).AbsolutePath;
    }

    /// <summary>The newest mail of a kind, once it was written out; while it waits the link stands in it encrypted.</summary>
    private async Task<MailRow> SentAsync(string kind)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            var mail = await site.InDbAsync(db => db.Mails.AsNoTracking().Where(m => m.Kind == kind)
                .OrderByDescending(m => m.CreatedAt).FirstAsync());
            if ((mail.SentAt ?? mail.WrittenAt) is not null)
            {
                return mail;
            }
            Assert.DoesNotContain("/entry/", $"{mail.Sealed}", StringComparison.Ordinal);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException("The mail is not sent.");
    }

    [Fact]
    public async Task Session_WhenSignedOutOrEndedByAnybodyWhoMay_IsDeadAtTheNextRequest_AlsoInACopiedCookie()
    {
        var security = await site.VisitAsync("security");
        var id = await WithPasswordAsync(security, "session.user");
        var (first, second, third) = (await EnterAsync("session.user"), await EnterAsync("session.user"), await EnterAsync("session.user"));

        await first.PostAsync("/account", "/sign-out");
        Assert.True(await IsOutAsync(first));
        var other = await site.InDbAsync(db => db.Sessions.Where(s => s.UserId == id && s.State.Ended == null).OrderBy(s => s.Id)
            .Select(s => s.Id).LastAsync());
        await second.PostAsync("/account", $"/account/sessions/{other}/end");
        Assert.True(await IsOutAsync(third));
        Assert.False(await IsOutAsync(second));
        var stranger = await site.VisitAsync("auditor");
        var open = await site.InDbAsync(db => db.Sessions.Where(s => s.UserId == id && s.State.Ended == null)
            .Select(s => s.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync("/", $"/account/sessions/{open}/end")).StatusCode);
        await security.PostAsync(Users, $"{Users}/{id}/sessions/end");
        Assert.True(await IsOutAsync(second));
        Assert.Equal([SessionEnd.SignedOut, SessionEnd.Closed, SessionEnd.Revoked],
            (await site.InDbAsync(db => db.Facts.AsNoTracking().Include(f => f.Texts)
            .Where(f => f.Kind == "Session.Ended").OrderBy(f => f.Id).ToListAsync())).Select(f => f.Read()).OfType<SessionLife.Ended>()
            .Where(e => e.Person == id).Select(e => e.Why));
    }

    [Fact]
    public async Task SignOut_KillsTheCookie_WhereverACopyOfItIs()
    {
        using var client = site.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
        var page = await client.GetAsync(new Uri("/sign-in", UriKind.Relative), TestContext.Current.CancellationToken);
        var token = Html.Token(await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var cookies = CookiesOf(page);
        var signedIn = await SendAsync("/sign-in/demo", token, cookies, "userName=demo-auditor");
        var copied = $"{cookies}; {CookiesOf(signedIn)}";

        Assert.Equal(HttpStatusCode.OK, (await SendAsync("/account", null, copied, null)).StatusCode);
        var own = await (await SendAsync("/account", null, copied, null)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await SendAsync("/sign-out", Html.Token(own), copied, "");
        Assert.Equal(HttpStatusCode.Redirect, (await SendAsync("/account", null, copied, null)).StatusCode);

        async Task<HttpResponseMessage> SendAsync(string url, string? with, string cookie, string? body)
        {
            using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(url, UriKind.Relative));
            request.Headers.Add("Cookie", cookie);
            if (with is not null)
            {
                request.Headers.Add("RequestVerificationToken", with);
                request.Content = new StringContent(body ?? "", Encoding.UTF8, "application/x-www-form-urlencoded");
            }
            return await client.SendAsync(request, TestContext.Current.CancellationToken);
        }

        static string CookiesOf(HttpResponseMessage answer) =>
            string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]));
    }

    [Fact]
    public async Task Disabling_EndsTheSessions_AndShutsEveryDoor_UntilItIsTakenBack()
    {
        var security = await site.VisitAsync("security");
        var id = await WithPasswordAsync(security, "leaving.user");
        var person = await EnterAsync("leaving.user");

        Assert.Contains("reason", (await security.PostAndOpenAsync(Users, $"{Users}/{id}/disable", ("reason", " "))).Refused(),
            StringComparison.Ordinal);
        await security.PostAsync(Users, $"{Users}/{id}/disable", ("reason", "left the house"));
        Assert.True(await IsOutAsync(person));
        Assert.Equal(HttpStatusCode.BadRequest, (await SignInAsync("leaving.user", Good)).Answer.StatusCode);
        await security.PostAsync(Users, $"{Users}/{id}/enable", ("reason", "came back"));
        Assert.Equal(HttpStatusCode.Redirect, (await SignInAsync("leaving.user", Good)).Answer.StatusCode);
    }

    [Fact]
    public async Task Password_WhenChanged_NeedsTheOldOne_AndEndsTheOtherSessions()
    {
        var security = await site.VisitAsync("security");
        await WithPasswordAsync(security, "changing.user");
        var (here, there) = (await EnterAsync("changing.user"), await EnterAsync("changing.user"));

        Assert.NotEqual("", (await ChangeAsync("wrong", "Another-horse-2")).Refused());
        Assert.NotEqual("", (await ChangeAsync(Good, "Password1234")).Refused());
        Assert.Equal("", (await ChangeAsync(Good, "Another-horse-2")).Refused());

        Assert.False(await IsOutAsync(here));
        Assert.True(await IsOutAsync(there));
        Assert.Equal(HttpStatusCode.BadRequest, (await SignInAsync("changing.user", Good)).Answer.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await SignInAsync("changing.user", "Another-horse-2")).Answer.StatusCode);

        Task<AngleSharp.Html.Dom.IHtmlDocument> ChangeAsync(string current, string password) => here.PostAndOpenAsync(
            "/account", "/account/password", ("current", current), ("password", password), ("again", password));
    }

    /// <summary>A second security administrator prints the link for whoever has a password already; the one who asked cannot.</summary>
    [Fact]
    public async Task PaperLink_ForWhoHasAPassword_TakesTwo()
    {
        var (first, second) = (await site.VisitAsync("security"), await site.VisitAsync("security-2"));
        var id = await WithPasswordAsync(first, "paper.user");

        Assert.NotEqual("", (await first.PostAndOpenAsync(Users, $"{Users}/{id}/paper")).Refused());
        await first.PostAsync(Users, $"{Users}/{id}/paper/ask");
        var request = await site.InDbAsync(db => db.Users.Where(u => u.Id == id).Select(u => u.State.PaperLink!.Id).SingleAsync());
        Assert.Contains("somebody other", (await first.PostAndOpenAsync(Users, $"{Users}/{id}/paper/confirm",
            ("request", $"{request}"))).Refused(),
            StringComparison.OrdinalIgnoreCase);
        var paper = await second.PostAndOpenAsync(Users, $"{Users}/{id}/paper/confirm", ("request", $"{request}"));
        Assert.Equal("", await SetAsync(UrlOf(paper), "Another-horse-2"));
    }

    /// <summary>One hash is computed for each attempt, whatever it fails of: no clock tells a known name from an unknown one.</summary>
    [Fact]
    public async Task SignIn_ComputesOneHash_ForEveryKindOfName()
    {
        var hasher = new CountingHasher();
        await using var own = new WebSite(DatabaseProvider.Sqlite) { Hasher = hasher };
        var security = await own.VisitAsync("security");
        foreach (var (name, state) in new[] { ("known", 0), ("locked", 1), ("disabled", 2) })
        {
            await own.InDbAsync(async db =>
            {
                var user = new User { UserName = name, NormalizedUserName = name.ToUpperInvariant(), SecurityStamp = name,
                    LockoutEnabled = true };
                user.PasswordHash = new PasswordHasher<User>().HashPassword(user, Good);
                user.LockoutEnd = state == 1 ? DateTimeOffset.MaxValue : null;
                db.Users.Add(user);
                return await db.SaveChangesAsync();
            });
        }
        await security.PostAsync(Users,
            $"{Users}/{await own.InDbAsync(db => db.Users.Where(u => u.UserName == "disabled").Select(u => u.Id).SingleAsync())}/disable",
            ("reason", "x"));
        foreach (var name in new[] { "known", "locked", "disabled", "demo-officer", "nobody-of-this-name" })
        {
            hasher.Count = 0;
            var nobody = await own.VisitAsync();
            Assert.Equal(HttpStatusCode.BadRequest, (await nobody.PostAsync("/sign-in", "/sign-in", ("userName", name),
                ("password", name == "known" ? "wrong" : Good))).StatusCode);
            Assert.Equal($"{name} 1", $"{name} {hasher.Count}");
        }
    }

    /// <summary>
    /// Staff see nothing but their account until they have a second factor; then each sign-in asks for it, and each code opens
    /// once.
    /// </summary>
    [Fact]
    public async Task SecondFactor_WhereItIsAskedOfStaff_StandsBeforeEveryPage()
    {
        await using var own = new WebSite(DatabaseProvider.Sqlite, ("Accounts:SecondFactor", "true"));
        var (officer, expert) = (await own.VisitAsync("officer"), await own.VisitAsync("e01"));

        Assert.Equal(HttpStatusCode.OK, (await expert.GetAsync("/my-work")).StatusCode);
        Assert.Equal("/account/second-factor", $"{(await officer.GetAsync("/calls")).Headers.Location}");
        await officer.PostAsync("/account/second-factor", "/account/second-factor/key");
        Assert.NotEqual("", (await officer.PostAndOpenAsync("/account/second-factor", "/account/second-factor",
            ("code", "000000"))).Refused());
        var set = await officer.PostAndOpenAsync("/account/second-factor", "/account/second-factor",
            ("code", await CodeAsync(own, "demo-officer")));
        var recovery = set.QuerySelectorAll(".recovery li").Select(l => l.Words()).ToList();
        Assert.True(recovery.Count == SecondFactor.RecoveryCodes, set.Words());
        Assert.Equal(HttpStatusCode.OK, (await officer.GetAsync("/calls")).StatusCode);

        await own.InDbAsync(async db =>
        {
            var user = await db.Users.SingleAsync(u => u.UserName == "demo-officer");
            user.PasswordHash = new PasswordHasher<User>().HashPassword(user, Good);
            return await db.SaveChangesAsync();
        });
        var again = await own.VisitAsync();
        var asked = await again.PostAsync("/sign-in", "/sign-in", ("userName", "demo-officer"), ("password", Good));
        Assert.StartsWith("/sign-in/code", $"{asked.Headers.Location}", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await again.GetAsync("/calls")).StatusCode);
        Assert.NotEqual("", (await again.PostAndOpenAsync("/sign-in/code", "/sign-in/code", ("code", "000000"))).Refused());
        Assert.Equal("/", $"{(await again.PostAsync("/sign-in/code", "/sign-in/code", ("code", recovery[0]))).Headers.Location}");
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync("/calls")).StatusCode);
        var replay = await own.VisitAsync();
        await replay.PostAsync("/sign-in", "/sign-in", ("userName", "demo-officer"), ("password", Good));
        Assert.NotEqual("", (await replay.PostAndOpenAsync("/sign-in/code", "/sign-in/code", ("code", recovery[0]))).Refused());
    }

    [Theory]
    [InlineData("Password1234", true)]
    [InlineData("P@ssw0rd2026!", true)]
    [InlineData("Qwertyuiop123", true)]
    [InlineData("Chengdu202620", true)]
    [InlineData("WoAiNi131452000", true)]
    [InlineData("123456789012", true)]
    [InlineData("AdminAdmin2026", true)]
    [InlineData("Liming-1990-xx", true)]
    [InlineData("Correct-horse-1", false)]
    [InlineData("纸鸢 Mangrove 407", false)]
    [InlineData("Xk-93-42Qz-Trellis", false)]
    public void Password_ThatIsGuessedFirst_IsCommon(string password, bool isCommon) =>
        Assert.Equal(isCommon, CommonPasswords.IsCommon(password, "liming", "李明"));

    private sealed class CountingHasher : PasswordHasher<User>
    {
        public int Count { get; set; }

        public override PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
        {
            Count++;
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }

    private static async Task<string> CodeAsync(WebSite site, string userName)
    {
        await using var scope = site.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var user = await users.FindByNameAsync(userName) ?? throw new InvalidOperationException($"There is no {userName}.");
        return Totp.Code(await users.GetAuthenticatorKeyAsync(user) ?? "", DateTimeOffset.UtcNow);
    }

    private async Task<Guid> AddAsync(Visitor security, string userName, string email)
    {
        await security.PostAsync(Users, Users, ("userName", userName), ("displayName", $"Person {userName}"), ("email", email));
        return await site.InDbAsync(db => db.Users.Where(u => u.UserName == userName).Select(u => u.Id).SingleAsync());
    }

    private async Task<Guid> WithPasswordAsync(Visitor security, string userName)
    {
        var id = await AddAsync(security, userName, "");
        Assert.Equal("", await SetAsync(await PrintAsync(security, id), Good));
        return id;
    }

    private static async Task<string> PrintAsync(Visitor security, Guid id) =>
        UrlOf(await security.PostAndOpenAsync(Users, $"{Users}/{id}/paper"));

    private static string UrlOf(AngleSharp.Html.Dom.IHtmlDocument paper) =>
        new Uri(paper.QuerySelector(".paper-links .hash")?.Words()
            ?? throw new InvalidOperationException("No link is printed.")).AbsolutePath;

    /// <summary>Sets a password by a link; what is refused.</summary>
    private async Task<string> SetAsync(string url, string password)
    {
        var nobody = await site.VisitAsync();
        var page = await nobody.OpenAsync(url);
        return page.QuerySelector("#password") is null ? page.Refused()
            : (await nobody.PostAndOpenAsync(url, url, ("password", password), ("again", password))).Refused();
    }

    private async Task<(Visitor Visitor, HttpResponseMessage Answer)> SignInAsync(string userName, string password)
    {
        var visitor = await site.VisitAsync();
        return (visitor, await visitor.PostAsync("/sign-in", "/sign-in", ("userName", userName), ("password", password)));
    }

    private async Task<Visitor> EnterAsync(string userName)
    {
        var (visitor, answer) = await SignInAsync(userName, Good);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return visitor;
    }

    private static async Task<bool> IsOutAsync(Visitor visitor) =>
        (await visitor.GetAsync("/account")).StatusCode == HttpStatusCode.Redirect;
}
