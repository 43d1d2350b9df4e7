using System.Text.Json;
using GrantReview.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace GrantReview.Web.Tests.Browser;

/// <summary>Passkeys in a real browser, with the authenticator that it brings for tests.</summary>
public sealed class PasskeyBrowserTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private const string Password = "Correct-horse-1";
    private const string Offer = "form[action='/sign-in/passkey'] button";

    [BrowserFact]
    public async Task Passkey_OnADevice_IsAdded_SignsIn_AndIsRemoved()
    {
        await using RunningWeb web = new();
        await web.StartAsync(TestContext.Current.CancellationToken);
        await using var database = web.OpenDatabase();
        var visitor = await WithPasskeyAsync(chromium, web.Address, database, "e05");
        var page = visitor.Page;
        await visitor.ShouldBeAccessibleAsync(strictly: true);
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/sign-in?returnUrl=/account");
        await visitor.ShouldBeAccessibleAsync(strictly: true);
        await page.ClickAsync(Offer);
        await page.WaitForURLAsync("**/account");
        await page.FillAsync("form[action$='/remove'][action^='/account/passkeys'] [name=current]", Password);
        await page.ClickAsync("form[action$='/remove'][action^='/account/passkeys'] button");
        await page.WaitForSelectorAsync(".note.good:has-text('passkey was removed')");

        Assert.Empty(visitor.Errors);
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/sign-in");
        await page.ClickAsync(Offer);
        await page.WaitForSelectorAsync(".note.bad:has-text('passkey failed')");
        await page.GotoAsync($"{web.Address}sign-in");
        Assert.False(await page.IsVisibleAsync(Offer));
    }

    /// <summary>A page of a demo person's who has just added a passkey; browsers bind it to a name, and a number is none.</summary>
    internal static async Task<BrowserPage> WithPasskeyAsync(ChromiumFixture chromium, Uri address, ServiceProvider database, string person)
    {
        await SetPasswordAsync(database, $"demo-{person}");
        var visitor = await chromium.NewPageAsync(new Uri($"http://localhost:{address.Port}"), "en");
        var page = visitor.Page;
        await AttachAuthenticatorAsync(page);
        await page.GotoAsync("/sign-in");
        await page.ClickAsync($"button[value=demo-{person}]");
        await page.GotoAsync("/account");
        await page.FillAsync("form[action='/account/passkeys/new'] [name=name]", "office notebook");
        await page.FillAsync("form[action='/account/passkeys/new'] [name=current]", Password);
        await page.ClickAsync("form[action='/account/passkeys/new'] button");
        await page.ClickAsync("[data-passkey=create] button");
        await page.WaitForSelectorAsync(".note.good:has-text('passkey was added')");
        return visitor;
    }

    /// <summary>A device of the browser's own, which finds its passkeys itself and is sure of whoever holds it.</summary>
    private static async Task AttachAuthenticatorAsync(IPage page)
    {
        var devices = await page.Context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = JsonSerializer.SerializeToElement(new
            {
                protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true,
                automaticPresenceSimulation = true,
            }),
        });
    }

    private static async Task SetPasswordAsync(ServiceProvider database, string userName)
    {
        await using var scope = database.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var user = await db.Users.SingleAsync(u => u.UserName == userName);
        user.PasswordHash = new PasswordHasher<User>().HashPassword(user, Password);
        await db.SaveChangesAsync();
    }
}
