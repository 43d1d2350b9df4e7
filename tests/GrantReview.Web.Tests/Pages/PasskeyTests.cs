using System.Net;
using System.Net.Http.Json;
using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using static GrantReview.Core.Accounts.AccountLife;

namespace GrantReview.Web.Tests.Pages;

/// <summary>Passkeys, answered by a device that is written from the standard, on a site that asks a second factor of staff.</summary>
public sealed class PasskeyTests : IAsyncDisposable
{
    private const string Account = "/account";
    private const string Good = "Correct-horse-1";
    private readonly WebSite site = new(DatabaseProvider.Sqlite, ("Accounts:SecondFactor", "true"));

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Passkey_WhenAdded_SignsIn_IsRenamedAndRemoved_AndEachIsAFact()
    {
        using Authenticator device = new();
        var expert = await WithPasswordAsync("e05");
        await AddAsync(expert, device, "office notebook");

        var (visitor, answer) = await SignInAsync(device, returnUrl: "/my-work");
        Assert.Equal("/my-work", $"{answer.Headers.Location}");
        var page = await visitor.OpenAsync(Account);
        Assert.Equal("office notebook", page.Field("name"));
        await visitor.PostAsync(Account, $"{Account}/passkeys/{device.Id}/rename", ("name", " home "));
        Assert.Equal("home", (await visitor.OpenAsync(Account)).Field("name"));
        Assert.NotEqual("", (await RemoveAsync(visitor, device, "wrong")).Refused());
        Assert.Equal("", (await RemoveAsync(visitor, device, Good)).Refused());

        Assert.Equal(HttpStatusCode.BadRequest, (await SignInAsync(device)).Answer.StatusCode);
        Assert.Equal<Fact>(
            [
                new PasskeyAdded(new FreeText("office notebook")), new AccountLife.SignedIn(Way.Passkey),
                new PasskeyRenamed(new FreeText("home")),
                new PasskeyRemoved(new FreeText("home")), new SignInFailed(Way.Passkey, new FreeText("")),
            ],
            (await site.FactsAsync(
                typeof(PasskeyAdded), typeof(AccountLife.SignedIn), typeof(PasskeyRenamed), typeof(PasskeyRemoved), typeof(SignInFailed)))
                .Where(f => f is not AccountLife.SignedIn { Way: Way.Demo }));
    }

    /// <summary>A passkey is the second factor of staff; the password alone lets them no further, and the last factor stays.</summary>
    [Fact]
    public async Task Passkey_OfStaff_IsTheSecondFactor_AndTheLastOneStays()
    {
        using Authenticator device = new();
        var officer = await WithPasswordAsync("officer");
        Assert.Equal("/account/second-factor", $"{(await officer.GetAsync("/calls")).Headers.Location}");

        await AddAsync(officer, device, "notebook");

        Assert.Equal(HttpStatusCode.OK, (await officer.GetAsync("/calls")).StatusCode);
        var byPassword = await site.VisitAsync();
        var asked = await byPassword.PostAsync("/sign-in", "/sign-in", ("userName", "demo-officer"), ("password", Good));
        Assert.StartsWith("/sign-in/code", $"{asked.Headers.Location}", StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.OK, (await byPassword.GetAsync(Account)).StatusCode);
        var step = await byPassword.OpenAsync("/sign-in/code");
        Assert.Null(step.QuerySelector("#code"));
        Assert.NotNull(step.QuerySelector("[data-passkeys=localhost] form[action='/sign-in/passkey']"));
        Assert.NotEqual("", (await byPassword.PostAndOpenAsync("/sign-in/code", "/sign-in/code", ("code", "000000"))).Refused());
        var (byPasskey, _) = await SignInAsync(device);
        Assert.Equal(HttpStatusCode.OK, (await byPasskey.GetAsync("/calls")).StatusCode);
        Assert.Contains("only second factor", (await RemoveAsync(byPasskey, device, Good)).Refused(), StringComparison.Ordinal);
        using Authenticator other = new();
        await AddAsync(byPasskey, other, "telephone");
        Assert.Equal("", (await RemoveAsync(byPasskey, device, Good)).Refused());
    }

    /// <summary>An administrator's reset takes passkeys as well; the person begins anew.</summary>
    [Fact]
    public async Task Reset_ByASecurityAdministrator_TakesThePasskeys_AndEndsTheSessions()
    {
        using Authenticator device = new();
        var expert = await WithPasswordAsync("e06");
        await AddAsync(expert, device, "lost");
        var id = await IdAsync("e06");
        var security = await WithPasswordAsync("security");
        using Authenticator own = new();
        await AddAsync(security, own, "own");

        await security.PostAsync($"/admin/users/{id}", $"/admin/users/{id}/second-factor/remove", ("reason", "lost the telephone"));

        Assert.Equal(HttpStatusCode.Redirect, (await expert.GetAsync(Account)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await SignInAsync(device)).Answer.StatusCode);
        Assert.Equal([await IdAsync("security")], await site.InDbAsync(db => db.UserPasskeys.Select(p => p.UserId).ToListAsync()));
    }

    /// <summary>Whoever guesses, copies or comes from elsewhere reads the same sentence and leaves a fact.</summary>
    [Fact]
    public async Task SignIn_ByWhatIsNotOnesOwnPasskeyHereAndNow_IsRefusedInOneSentence()
    {
        using Authenticator device = new();
        await AddAsync(await WithPasswordAsync("e07"), device, "mine");
        using Authenticator foreign = new();
        await AddAsync(await WithPasswordAsync("e08"), foreign, "theirs");
        var visitor = await site.VisitAsync();
        var challenge = await AskAsync(visitor);
        var good = device.Answer(challenge.Options);
        foreign.Handle = device.Handle;

        var before = (await site.FactsAsync(typeof(SignInFailed))).Count;
        List<string> said =
        [
            await SayAsync(foreign.Answer(challenge.Options), challenge.State),
            await SayAsync(good.Replace(device.Id, foreign.Id, StringComparison.Ordinal), challenge.State),
            await SayAsync(good, (await AskAsync(visitor)).State),
            await SayAsync(good, "another state"),
            await SayAsync("", challenge.State),
            await SayAsync("[1]", challenge.State),
        ];

        Assert.StartsWith("Signing in with the passkey failed.", Assert.Single(said.Distinct()), StringComparison.Ordinal);
        Assert.Equal(before + said.Count, (await site.FactsAsync(typeof(SignInFailed))).Count);
        Assert.Equal(HttpStatusCode.Redirect, (await PostAsync(visitor, good, challenge.State)).StatusCode);
        Assert.NotEqual("", await SayAsync(good, challenge.State));

        async Task<string> SayAsync(string credential, string state) =>
            (await Html.OpenAsync(await PostAsync(await site.VisitAsync(), credential, state))).Refused();
    }

    /// <summary>A page of another site, or a device that did not make sure of its person, makes no passkey.</summary>
    [Theory]
    [InlineData("https://evil.example", "localhost", true)]
    [InlineData("http://localhost.evil.example", "localhost", true)]
    [InlineData("http://localhost", "evil.example", true)]
    [InlineData("http://localhost", "localhost", false)]
    public async Task Passkey_AskedElsewhere_OrWithoutMakingSure_IsNone(string origin, string domain, bool verifies)
    {
        using Authenticator device = new() { Origin = origin, Domain = domain, Verifies = verifies };
        var expert = await WithPasswordAsync("e09");

        var refused = await TryAddAsync(expert, device, "x");

        Assert.Contains("No passkey was made", refused.Refused(), StringComparison.Ordinal);
        Assert.DoesNotContain("clientDataJSON", refused.Words(), StringComparison.Ordinal);
        Assert.False(await site.InDbAsync(db => db.UserPasskeys.AnyAsync()));
    }

    [Fact]
    public async Task Account_ThatIsDisabledOrLocked_IsNotOpenedByItsPasskey()
    {
        using Authenticator device = new();
        await AddAsync(await WithPasswordAsync("e10"), device, "x");

        foreach (var (isDisabled, until, status) in new (bool, DateTimeOffset?, HttpStatusCode)[]
        {
            (true, null, HttpStatusCode.BadRequest), (false, DateTimeOffset.MaxValue, HttpStatusCode.BadRequest),
            (false, null, HttpStatusCode.Redirect),
        })
        {
            await site.InDbAsync(async db =>
            {
                var user = await db.Users.SingleAsync(u => u.UserName == "demo-e10");
                user.LockoutEnd = until;
                db.Entry(user).ComplexProperty(u => u.State).CurrentValue = new AccountState(isDisabled);
                return await db.SaveChangesAsync();
            });
            Assert.Equal(status, (await SignInAsync(device)).Answer.StatusCode);
        }
    }

    /// <summary>Whoever found a device unlocked adds no way in, and nobody touches another's.</summary>
    [Fact]
    public async Task Passkeys_AreTheirPersonsOwn_AndNeedThePassword()
    {
        using Authenticator device = new();
        var expert = await WithPasswordAsync("e11");
        await AddAsync(expert, device, "x");
        var other = await WithPasswordAsync("e12");

        var refused = await expert.PostAndOpenAsync(Account, $"{Account}/passkeys/new", ("name", "kept"), ("current", "wrong"));
        Assert.NotEqual("", refused.Refused());
        Assert.Null(refused.QuerySelector("[data-passkey=create]"));
        var nameless = await expert.PostAndOpenAsync(Account, $"{Account}/passkeys/new", ("name", " "), ("current", Good));
        Assert.Contains("a name", nameless.Refused(), StringComparison.Ordinal);
        foreach (var (act, field) in new[] { ("rename", ("name", "y")), ("remove", ("current", Good)) })
        {
            Assert.Equal(HttpStatusCode.NotFound,
                (await other.PostAsync(Account, $"{Account}/passkeys/{device.Id}/{act}", field)).StatusCode);
        }
        var begun = await BeginAsync(expert, "for e11");
        var credential = new Authenticator { Handle = device.Handle }.Create(begun.Options);
        Assert.Equal(HttpStatusCode.BadRequest, (await other.PostAsync(
            Account, $"{Account}/passkeys", ("credential", credential), ("state", begun.State))).StatusCode);
        Assert.Equal(1, await site.InDbAsync(db => db.UserPasskeys.CountAsync()));
    }

    private async Task<Visitor> WithPasswordAsync(string person)
    {
        await site.InDbAsync(async db =>
        {
            var user = await db.Users.SingleAsync(u => u.UserName == $"demo-{person}");
            user.PasswordHash = new PasswordHasher<User>().HashPassword(user, Good);
            return await db.SaveChangesAsync();
        });
        return await site.VisitAsync(person);
    }

    private Task<Guid> IdAsync(string person) =>
        site.InDbAsync(db => db.Users.Where(u => u.UserName == $"demo-{person}").Select(u => u.Id).SingleAsync());

    private static async Task AddAsync(Visitor visitor, Authenticator device, string name) =>
        Assert.Equal("The passkey was added. You can sign in with it from now on.", (await TryAddAsync(visitor, device, name)).Done());

    private static async Task<AngleSharp.Html.Dom.IHtmlDocument> TryAddAsync(Visitor visitor, Authenticator device, string name)
    {
        var begun = await BeginAsync(visitor, name);
        return await visitor.PostAndOpenAsync(
            Account, $"{Account}/passkeys", ("credential", device.Create(begun.Options)), ("state", begun.State));
    }

    private static async Task<PasskeyChallenge> BeginAsync(Visitor visitor, string name)
    {
        var page = await visitor.PostAndOpenAsync(Account, $"{Account}/passkeys/new", ("name", name), ("current", Good));
        var form = page.QuerySelector("[data-passkey=create]");
        Assert.True(form is not null, page.Refused());
        return new PasskeyChallenge(page.Field("state") ?? "", form.GetAttribute("data-options") ?? "");
    }

    private static Task<AngleSharp.Html.Dom.IHtmlDocument> RemoveAsync(Visitor visitor, Authenticator device, string password) =>
        visitor.PostAndOpenAsync(Account, $"{Account}/passkeys/{device.Id}/remove", ("current", password));

    private static async Task<PasskeyChallenge> AskAsync(Visitor visitor) =>
        await (await visitor.PostAsync("/sign-in", "/sign-in/passkey/challenge")).Content.ReadFromJsonAsync<PasskeyChallenge>(
            TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("No challenge came.");

    private static Task<HttpResponseMessage> PostAsync(Visitor visitor, string credential, string state, string returnUrl = "/") =>
        visitor.PostAsync("/sign-in", "/sign-in/passkey", ("credential", credential), ("state", state), ("returnUrl", returnUrl));

    private async Task<(Visitor Visitor, HttpResponseMessage Answer)> SignInAsync(Authenticator device, string returnUrl = "/")
    {
        var visitor = await site.VisitAsync();
        var challenge = await AskAsync(visitor);
        return (visitor, await PostAsync(visitor, device.Answer(challenge.Options), challenge.State, returnUrl));
    }
}
