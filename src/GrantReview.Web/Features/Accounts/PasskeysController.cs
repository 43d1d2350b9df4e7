using GrantReview.Core.Accounts;
using Microsoft.AspNetCore.Identity;

namespace GrantReview.Web.Features.Accounts;

/// <param name="Challenge">For the device.</param>
public sealed record NewPasskeyPage(string Name, PasskeyChallenge Challenge);

/// <summary>A person's own passkeys. Whoever comes by a provider has none: the provider's word alone lets them in, or no longer.</summary>
[WithoutSecondFactor]
public sealed class PasskeysController(
    AppDb db, Desk desk, SignInManager<User> signIn, Passkeys passkeys, FrontOptions front, AccountOptions options,
    IHostEnvironment environment) : Controller
{
    private const string Account = "/account";
    private const string Here = Account + "/passkeys";

    /// <summary>The password first: whoever found a device unlocked makes no way in that lasts.</summary>
    [HttpPost(Here + "/new")]
    public async Task<IActionResult> Begin(string? name, string? current, CancellationToken cancellationToken)
    {
        var user = await MeAsync(cancellationToken);
        if (front.PasskeyDomain is null)
        {
            return NotFound();
        }
        if (NameOf(name) is not { } given)
        {
            return RefusedForm.At(Account, nameof(name), Text.Of("Passkey.NeedsName", Passkey.NameLength));
        }
        return await IsMineAsync(user, current)
            ? View("NewPasskey", new NewPasskeyPage(given, await passkeys.AskNewAsync(HttpContext, user, given)))
            : RefusedForm.At(Account, nameof(current), Text.Of("Password.WrongCurrent"));
    }

    /// <summary>What the device made; it has just made sure of the person, so the session has its second factor.</summary>
    [HttpPost(Here)]
    public async Task<IActionResult> Add(string? credential, string? state, CancellationToken cancellationToken)
    {
        var user = await MeAsync(cancellationToken);
        if (await passkeys.ReadNewAsync(HttpContext, user, credential, state) is not { } made)
        {
            return new RefusedForm(Account, Text.Of("Passkey.NotMade"), StatusCodes.Status400BadRequest);
        }
        var refusal = await desk.DoOwnAsync(user.Id, async (inside, by) =>
        {
            var own = await inside.Users.SingleAsync(u => u.Id == user.Id, cancellationToken);
            inside.UserPasskeys.Add(made);
            return own.Do(inside, new AccountLife.AddPasskey(FreeText.Of(made.Data.Name)), by, new AccountEvidence());
        }, cancellationToken);
        if (refusal is null)
        {
            await Sessions.ProveAsync(signIn, User, user);
        }
        return Answer(refusal, Text.Of("Passkey.Created"));
    }

    [HttpPost(Here + "/{id}/rename")]
    public async Task<IActionResult> Rename(string id, string? name, CancellationToken cancellationToken)
    {
        if (NameOf(name) is not { } given)
        {
            return await Passkeys.FindAsync(db, User.Id(), id, cancellationToken) is null ? NotFound()
                : RefusedForm.At(Account, nameof(name), Text.Of("Passkey.NeedsName", Passkey.NameLength));
        }
        return Answer(await desk.DoOwnAsync(User.Id(), async (inside, by) =>
        {
            if (await Passkeys.FindAsync(inside, User.Id(), id, cancellationToken) is not { } passkey)
            {
                return new Refusal.NotThere();
            }
            passkey.Data.Name = given;
            var own = await inside.Users.SingleAsync(u => u.Id == passkey.UserId, cancellationToken);
            return own.Do(inside, new AccountLife.RenamePasskey(FreeText.Of(given)), by, new AccountEvidence());
        }, cancellationToken), Text.Of("Passkey.Renamed"));
    }

    [HttpPost(Here + "/{id}/remove")]
    public async Task<IActionResult> Remove(string id, string? current, CancellationToken cancellationToken)
    {
        var user = await MeAsync(cancellationToken);
        if (await Passkeys.FindAsync(db, user.Id, id, cancellationToken) is null)
        {
            return NotFound();
        }
        if (!await IsMineAsync(user, current))
        {
            return RefusedForm.At(Account, nameof(current), Text.Of("Password.WrongCurrent"));
        }
        return Answer(await desk.DoOwnAsync(user.Id, async (inside, by) =>
        {
            if (await Passkeys.FindAsync(inside, user.Id, id, cancellationToken) is not { } passkey)
            {
                return new Refusal.NotThere();
            }
            inside.UserPasskeys.Remove(passkey);
            var own = await inside.Users.SingleAsync(u => u.Id == user.Id, cancellationToken);
            var others = await inside.UserPasskeys.CountAsync(p => p.UserId == user.Id, cancellationToken) - 1;
            var isLast = !own.TwoFactorEnabled && others == 0
                && await SecondFactor.IsAskedOfAsync(inside, user.Id, options, environment, cancellationToken);
            return own.Do(
                inside, new AccountLife.RemovePasskey(FreeText.Of(passkey.Data.Name)), by, new AccountEvidence(IsLastFactor: isLast));
        }, cancellationToken), Text.Of("Passkey.Removed"));
    }

    private IActionResult Answer(Refusal? refusal, string done)
    {
        if (refusal is not null)
        {
            return RefusedForm.Of(Account, refusal);
        }
        TempData["Done"] = done;
        return Redirect(Account);
    }

    private static string? NameOf(string? typed) => typed?.Trim() is { Length: > 0 and <= Passkey.NameLength } name ? name : null;

    private async Task<User> MeAsync(CancellationToken cancellationToken)
    {
        var me = User.Id();
        return await db.Users.SingleAsync(u => u.Id == me, cancellationToken);
    }

    private async Task<bool> IsMineAsync(User user, string? password) =>
        (await signIn.CheckPasswordSignInAsync(user, password ?? "", lockoutOnFailure: true)).Succeeded;
}
