using System.Security.Claims;
using GrantReview.Core.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace GrantReview.Web.Hosting;

/// <summary>All that the signed-in person may act as, with the code of each call, as it was at the beginning of the request.</summary>
public sealed record HeldCapacities(IReadOnlyList<(Standing Standing, string? Code)> All);

/// <summary>
/// A cookie names a session that the database keeps. Each request looks whether it is still open, so that what was ended is dead at the
/// next click, on every node.
/// </summary>
public static class Sessions
{
    private const string SessionClaim = "session";

    /// <summary>A failed attempt to sign in takes this long, whatever it failed of.</summary>
    public static readonly TimeSpan Failing = TimeSpan.FromMilliseconds(300);

    /// <summary>Staff without a second factor, where one is asked for, see their own account alone.</summary>
    private const string HasSecondFactorClaim = "second-factor";

    public static Guid? SessionId(this ClaimsPrincipal user) => Guid.TryParse(user.FindFirstValue(SessionClaim), out var id) ? id : null;

    public static bool HasSecondFactor(this ClaimsPrincipal user) => user.HasClaim(c => c.Type == HasSecondFactorClaim);

    /// <summary>Begins a session of a person who has proven to be it, with the fact.</summary>
    public static async Task BeginAsync(
        AppDb db, SignInManager<User> signIn, HttpContext context, User user, AccountLife.Way way, DateTime now,
            CancellationToken cancellationToken)
    {
        var session = new SessionRow(user.Id, now, DeviceOf(context.Request), $"{context.Connection.RemoteIpAddress}");
        db.Sessions.Add(session);
        db.Keep(new AccountLife.SignedIn(way), new By(user.Id, Capacity.Program, now, Guid.CreateVersion7()), user.Id);
        await db.SaveChangesAsync(cancellationToken);
        await signIn.SignInWithClaimsAsync(user, isPersistent: false,
        [
            new Claim(SessionClaim, $"{session.Id}"),
            // A provider asks for its own second factor; a passkey is two.
            .. way is AccountLife.Way.External or AccountLife.Way.Passkey ? [new Claim(HasSecondFactorClaim, "")] : Array.Empty<Claim>(),
        ]);
    }

    /// <summary>The session goes on, of a person who has just proven the second factor.</summary>
    public static Task ProveAsync(SignInManager<User> signIn, ClaimsPrincipal person, User user) => signIn.SignInWithClaimsAsync(
        user, isPersistent: false, [new Claim(SessionClaim, $"{person.SessionId()}"), new Claim(HasSecondFactorClaim, "")]);

    /// <summary>Nobody is proven, so the program says what happened, and to which account.</summary>
    public static async Task FailAsync(AppDb db, string? typed, AccountLife.Way way, DateTime now, CancellationToken cancellationToken)
    {
        var name = typed is { Length: > AccountEntry.LongestUserName } ? typed[..AccountEntry.LongestUserName] : typed ?? "";
        db.Keep(new AccountLife.SignInFailed(way, FreeText.Of(name)), new By(null, Capacity.Program, now, Guid.CreateVersion7()),
            await Capacities.FindUserAsync(db, name, cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Ends what is still open of a person, but for one.</summary>
    public static async Task<Answer> EndAllAsync(AppDb db, Guid person, Guid? but, SessionEnd why, By by,
        CancellationToken cancellationToken)
    {
        var open = await db.Sessions.Where(s => s.UserId == person && s.Id != but && s.State.Ended == null && s.Until > by.At)
            .ToListAsync(cancellationToken);
        return Answer.FirstRefusal(open.ConvertAll(s => s.Do(new SessionLife.End(why), by)));
    }

    /// <summary>Takes the person off a request whose session is over. What everybody may open is left alone.</summary>
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        if (http.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return;
        }
        var db = http.RequestServices.GetRequiredService<AppDb>();
        // Who asks is read on one connection, and a page on the same.
        await db.Database.OpenConnectionAsync(http.RequestAborted);
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        if (context.Principal is not { } principal || principal.SessionId() is not { } session
            || await FindAsync(db, session, principal.Id(), now, http.RequestAborted) is not var (claims, held))
        {
            context.RejectPrincipal();
            await http.SignOutAsync(IdentityConstants.ApplicationScheme);
            return;
        }
        http.Features.Set(held);
        principal.AddIdentity(new ClaimsIdentity(claims));
    }

    /// <summary>Whether the session is open and its person's account, too, and who and what they are: all in one question.</summary>
    private static async Task<(IEnumerable<Claim> Claims, HeldCapacities Held)?> FindAsync(
        AppDb db, Guid session, Guid person, DateTime now, CancellationToken cancellationToken)
    {
        var granted = Capacities.Held(db);
        var found = await db.Sessions.Where(s => s.Id == session && s.UserId == person && s.State.Ended == null && s.Until > now)
            .Join(db.Users.Where(u => !u.State.IsDisabled), s => s.UserId, u => u.Id, (s, u) => new
            {
                u.TwoFactorEnabled, u.IsElder,
                Granted = granted.Where(g => g.UserId == u.Id).Select(g => new
                {
                    g.CallId, g.Capacity, Code = db.Calls.Where(c => c.Id == g.CallId).Select(c => c.Code).FirstOrDefault(),
                }).ToList(),
                Scores = db.Experts.Where(e => e.UserId == u.Id).Join(db.Calls, e => e.CallId, c => c.Id, (e, c) => new { c.Id, c.Code })
                    .ToList(),
            }).AsSingleQuery().SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }
        Claim[] claims =
        [
            .. found.TwoFactorEnabled ? [new Claim(HasSecondFactorClaim, "")] : Array.Empty<Claim>(),
            .. found.IsElder is { } isElder ? [Reader.Chosen(isElder)] : Array.Empty<Claim>(),
        ];
        return (claims, new HeldCapacities(
        [
            .. found.Granted.Select(g => (new Standing(g.CallId, g.Capacity), g.Code)),
            .. found.Scores.Select(s => (new Standing(s.Id, Capacity.Expert), (string?)s.Code)),
        ]));
    }

    private static string DeviceOf(HttpRequest request) => $"{request.Headers.UserAgent}" is var agent
        && agent.Length > SessionRow.DeviceLength
        ? agent[..SessionRow.DeviceLength] : agent;
}
