using System.Net.Mail;
using GrantReview.Core.Accounts;
using Hangfire;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.RateLimiting;

namespace GrantReview.Web.Features.Accounts;

/// <param name="Open">What is signed in at this moment, the newest first.</param>
/// <param name="Current">The session of this very page.</param>
public sealed record OwnAccountPage(User User, IReadOnlyList<Passkey> Passkeys, IReadOnlyList<SessionRow> Open, Guid? Current);

/// <param name="Key">For an app that reads no picture; blank = none was made yet.</param>
/// <param name="Picture">The same as a QR code, as SVG.</param>
/// <param name="Recovery">Codes on paper, shown this once; null = none were made.</param>
/// <param name="IsRequired">The person sees nothing else before.</param>
/// <param name="HasPasskey">One that this session was not begun with.</param>
/// <param name="MayAddPasskey">The person has a password to prove who they are.</param>
public sealed record SecondFactorPage(bool IsSet, string Key, string Picture, IReadOnlyList<string>? Recovery, bool IsRequired)
{
    public bool HasPasskey { get; init; }
    public bool MayAddPasskey { get; init; }
}

/// <param name="Address">Null = the link opens nothing any more.</param>
public sealed record AddressPage(string? Address, string Token);

/// <summary>What is a person's own: address, password, second factor, sessions.</summary>
[WithoutSecondFactor]
public sealed class OwnAccountController(AppDb db, Desk desk, UserManager<User> users, SignInManager<User> signIn, AccountOptions options,
    IHostEnvironment environment, EntryLinks links, IBackgroundJobClient jobs) : Controller
{
    private const string Here = "/account";
    private const string SecondFactorHere = Here + "/second-factor";

    [HttpGet(Here)]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) => View("OwnAccount", await PageAsync(cancellationToken));

    /// <summary>A new password ends every other session.</summary>
    [HttpPost(Here + "/password")]
    public async Task<IActionResult> ChangePassword(PasswordForm form, CancellationToken cancellationToken)
    {
        var user = await MeAsync(cancellationToken);
        var fault = await IsMineAsync(user, form.Current) ? await PasswordText.FaultOfAsync(users, user, form.Password, form.Again)
            : Text.Of("Password.WrongCurrent");
        if (fault is not null)
        {
            return new RefusedForm(Here, fault, StatusCodes.Status400BadRequest);
        }
        var hash = users.PasswordHasher.HashPassword(user, form.Password ?? "");
        return await AnswerAsync(await desk.DoOwnAsync(user.Id, async (inside, by) =>
        {
            var own = await inside.Users.SingleAsync(u => u.Id == user.Id, cancellationToken);
            var answer = own.Do(inside, new AccountLife.ChangePassword(), by, new AccountEvidence());
            own.PasswordHash = hash;
            return answer.Refusal is null
                ? await Sessions.EndAllAsync(inside, user.Id, User.SessionId(), SessionEnd.PasswordChanged, by, cancellationToken) : answer;
        }, cancellationToken), Text.Of("Password.Changed"), Here, cancellationToken);
    }

    /// <summary>The new address proves itself by a link that goes there; until it is opened nothing changes.</summary>
    [EnableRateLimiting(RateLimits.SignIn)]
    [HttpPost(Here + "/address")]
    public async Task<IActionResult> ProveAddress(string? current, string? email, CancellationToken cancellationToken)
    {
        var user = await MeAsync(cancellationToken);
        var address = (email ?? "").Trim();
        var fault = !await IsMineAsync(user, current) ? Text.Of("Password.WrongCurrent")
            : address.Length > AccountEntry.LongestEmail || !MailAddress.TryCreate(address, out var read) || read.Address != address
                ? Text.Of("Address.Invalid")
            : address == user.Email ? Text.Of("Address.IsTheSame") : null;
        if (fault is not null)
        {
            return new RefusedForm(Here, fault, StatusCodes.Status400BadRequest);
        }
        var until = desk.Now + EntryLinks.OfReset;
        var url = $"{Request.Scheme}://{Request.Host}{Here}/address/{links.TokenOf(user, address, until)}";
        var refusal = await desk.DoOwnAsync(user.Id, (inside, by) =>
        {
            inside.Mails.Add(links.ProofOf(user, address, url, until, by.At));
            return Task.FromResult(Answer.Nothing);
        }, cancellationToken);
        jobs.Enqueue<MailJob>(job => job.RunAsync(CancellationToken.None));
        return await AnswerAsync(refusal, Text.Of("Address.Asked", address), Here, cancellationToken);
    }

    [HttpGet(Here + "/address/{token}")]
    public async Task<IActionResult> Address(string token, CancellationToken cancellationToken) =>
        AddressView(links.AddressOf(await MeAsync(cancellationToken), token, desk.Now), token);

    [HttpPost(Here + "/address/{token}")]
    public async Task<IActionResult> ChangeAddress(string token, CancellationToken cancellationToken)
    {
        var refusal = await desk.DoOwnAsync(User.Id(), async (inside, by) =>
        {
            var own = await inside.Users.SingleAsync(u => u.Id == by.Who, cancellationToken);
            if (links.AddressOf(own, token, by.At) is not { } address)
            {
                return new AccountLife.LinkIsDead();
            }
            var before = own.Email ?? "";
            var answer = StoredAccounts.Change(inside, own, [new FieldChange("email", before, address)], by, new AccountEvidence());
            if (answer.Refusal is null && before.Length > 0)
            {
                inside.Mails.Add(links.NoticeOf(own, before, by.At));
            }
            return answer;
        }, cancellationToken);
        jobs.Enqueue<MailJob>(job => job.RunAsync(CancellationToken.None));
        return refusal is AccountLife.LinkIsDead ? AddressView(null, token)
            : await AnswerAsync(refusal, Text.Of("Address.Changed"), Here, cancellationToken);
    }

    private ViewResult AddressView(string? address, string token)
    {
        var page = View("Address", new AddressPage(address, token));
        page.StatusCode = address is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        return page;
    }

    [HttpPost(Here + "/sessions/{id:guid}/end")]
    public async Task<IActionResult> End(Guid id, CancellationToken cancellationToken)
    {
        var refusal = await desk.DoOwnAsync(User.Id(), async (inside, by) =>
            await inside.Sessions.SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is { } session
                ? session.Do(new SessionLife.End(SessionEnd.Closed), by) : new Refusal.NotThere(), cancellationToken);
        return refusal is Refusal.NotThere ? NotFound() : await AnswerAsync(refusal, Text.Of("Sessions.Ended"), Here, cancellationToken);
    }

    [HttpPost(Here + "/sessions/end")]
    public async Task<IActionResult> EndOthers(CancellationToken cancellationToken) => await AnswerAsync(
        await desk.DoOwnAsync(User.Id(),
            (inside, by) => Sessions.EndAllAsync(inside, by.Who, User.SessionId(), SessionEnd.Closed, by, cancellationToken),
                cancellationToken),
        Text.Of("Sessions.Ended"), Here, cancellationToken);

    [HttpGet(SecondFactorHere)]
    public async Task<IActionResult> SetUp(CancellationToken cancellationToken) =>
        View("SecondFactor", await SecondFactorAsync(await MeAsync(cancellationToken), cancellationToken));

    /// <summary>Makes a new key; one that no code has proven opens nothing.</summary>
    [HttpPost(SecondFactorHere + "/key")]
    public async Task<IActionResult> MakeKey(CancellationToken cancellationToken)
    {
        var user = await MeAsync(cancellationToken);
        if (!user.TwoFactorEnabled)
        {
            await users.ResetAuthenticatorKeyAsync(user);
        }
        return Redirect(SecondFactorHere);
    }

    /// <summary>The code of the app proves that it knows the key; recovery codes are shown this once.</summary>
    [HttpPost(SecondFactorHere)]
    public async Task<IActionResult> Set(string? code, CancellationToken cancellationToken)
    {
        var user = await MeAsync(cancellationToken);
        if (user.TwoFactorEnabled || !await SecondFactor.TakesAsync(users, user, code))
        {
            return RefusedForm.At(SecondFactorHere, nameof(code), Text.Of("SignIn.CodeFailed"));
        }
        var refusal = await desk.DoOwnAsync(user.Id, async (inside, by) =>
        {
            var own = await inside.Users.SingleAsync(u => u.Id == user.Id, cancellationToken);
            own.TwoFactorEnabled = true;
            return own.Do(inside, new AccountLife.SetSecondFactor(), by, new AccountEvidence());
        }, cancellationToken);
        if (refusal is not null)
        {
            return RefusedForm.Of(Here, refusal);
        }
        db.ChangeTracker.Clear();
        var recovery =
            await users.GenerateNewTwoFactorRecoveryCodesAsync(await MeAsync(cancellationToken), SecondFactor.RecoveryCodes) ?? [];
        return View("SecondFactor", new SecondFactorPage(true, "", "", [.. recovery], false));
    }

    [HttpPost(SecondFactorHere + "/remove")]
    public async Task<IActionResult> Remove(string? current, string? code, CancellationToken cancellationToken)
    {
        var user = await MeAsync(cancellationToken);
        if (!user.TwoFactorEnabled || !await IsMineAsync(user, current) || !await SecondFactor.TakesAsync(users, user, code))
        {
            return new RefusedForm(Here, Text.Of("SignIn.CodeFailed"), StatusCodes.Status400BadRequest);
        }
        return await AnswerAsync(await desk.DoOwnAsync(user.Id, async (inside, by) =>
        {
            var own = await inside.Users.SingleAsync(u => u.Id == user.Id, cancellationToken);
            own.TwoFactorEnabled = false;
            inside.UserTokens.RemoveRange(await inside.UserTokens.Where(t => t.UserId == user.Id).ToListAsync(cancellationToken));
            var isLast = !await inside.UserPasskeys.AnyAsync(p => p.UserId == user.Id, cancellationToken)
                && await SecondFactor.IsAskedOfAsync(inside, user.Id, options, environment, cancellationToken);
            return own.Do(inside, new AccountLife.RemoveSecondFactor(null), by, new AccountEvidence(IsLastFactor: isLast));
        }, cancellationToken), Text.Of("SecondFactor.Removed"), Here, cancellationToken);
    }

    private async Task<User> MeAsync(CancellationToken cancellationToken)
    {
        var me = User.Id();
        return await db.Users.SingleAsync(u => u.Id == me, cancellationToken);
    }

    /// <summary>Whoever found a device unlocked does not know the password; wrong ones count as at the sign-in.</summary>
    private async Task<bool> IsMineAsync(User user, string? password) =>
        (await signIn.CheckPasswordSignInAsync(user, password ?? "", lockoutOnFailure: true)).Succeeded;

    private async Task<IActionResult> AnswerAsync(Refusal? refusal, string done, string url, CancellationToken cancellationToken)
    {
        if (refusal is not null)
        {
            return RefusedForm.Of(Here, refusal);
        }
        TempData["Done"] = done;
        return Redirect(url);
    }

    private async Task<OwnAccountPage> PageAsync(CancellationToken cancellationToken)
    {
        var (me, now) = (User.Id(), desk.Now);
        return new OwnAccountPage(
            await db.Users.AsNoTracking().SingleAsync(u => u.Id == me, cancellationToken),
            [
                .. (await db.UserPasskeys.AsNoTracking().Where(p => p.UserId == me).ToListAsync(cancellationToken))
                    .OrderBy(p => p.Data.CreatedAt),
            ],
            await db.Sessions.AsNoTracking().Where(s => s.UserId == me && s.State.Ended == null && s.Until > now)
                .OrderByDescending(s => s.BegunAt).ToListAsync(cancellationToken), User.SessionId());
    }

    private async Task<SecondFactorPage> SecondFactorAsync(User user, CancellationToken cancellationToken)
    {
        if (user.TwoFactorEnabled)
        {
            return new SecondFactorPage(true, "", "", null, false);
        }
        var key = await users.GetAuthenticatorKeyAsync(user) ?? "";
        return new SecondFactorPage(
            false, key, key.Length == 0 ? "" : SecondFactor.Picture(SecondFactor.AddressOf(user, key)), null,
            options.AsksSecondFactor(environment) && !User.HasSecondFactor())
        {
            HasPasskey = !User.HasSecondFactor() && await db.UserPasskeys.AnyAsync(p => p.UserId == user.Id, cancellationToken),
            MayAddPasskey = user.PasswordHash is not null,
        };
    }
}
