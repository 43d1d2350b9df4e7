using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Localization;

namespace GrantReview.Web.Features.Home;

/// <param name="RequestId">
/// As the log has it; null = nothing went wrong on our side, and what may not be seen reads like what is not there.
/// </param>
public sealed record ErrorPage(string Title, string What, string? RequestId);

public sealed class HomeController(AppDb db, TimeProvider time) : Controller
{
    [HttpGet("/")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View(await Inbox.ReadAsync(db, User, time.GetUtcNow().UtcDateTime, cancellationToken));

    [AllowAnonymous]
    [HttpPost("/language")]
    public async Task<IActionResult> Language(string culture, string back, CancellationToken cancellationToken)
    {
        var chosen = culture == "en" ? "en" : "zh-CN";
        if (User.Identity is { IsAuthenticated: true })
        {
            var person = User.Id();
            await db.Users.Where(u => u.Id == person).ExecuteUpdateAsync(u => u.SetProperty(x => x.Culture, chosen), cancellationToken);
        }
        Response.Cookies.Append(CookieRequestCultureProvider.DefaultCookieName,
            CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(chosen)),
            new CookieOptions { MaxAge = TimeSpan.FromDays(365), HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = Request.IsHttps,
                IsEssential = true });
        return LocalRedirect(Url.IsLocalUrl(back) ? back : "/");
    }

    [AllowAnonymous]
    [HttpPost("/size")]
    public async Task<IActionResult> Size(bool elder, string back, CancellationToken cancellationToken)
    {
        if (User.Identity is { IsAuthenticated: true })
        {
            var person = User.Id();
            await db.Users.Where(u => u.Id == person).ExecuteUpdateAsync(u => u.SetProperty(x => x.IsElder, elder), cancellationToken);
        }
        Reader.Keep(Response, elder);
        return LocalRedirect(Url.IsLocalUrl(back) ? back : "/");
    }

    [AllowAnonymous]
    [IgnoreAntiforgeryToken]
    [Route("/error/{status:int}")]
    [ApiExplorerSettings(IgnoreApi = true)]
    public IActionResult Error(int status)
    {
        var failure = HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (failure is not null)
        {
            status = Response.StatusCode;
        }
        else if (Response.StatusCode == StatusCodes.Status200OK)
        {
            Response.StatusCode = status is >= 400 and < 600 ? status : StatusCodes.Status400BadRequest;
        }
        var (title, what) = ErrorPages.WordsOf(failure, Text.Culture) ?? status switch
        {
            403 => (Text.Of("Error.Title403"), Text.Of("Error.What403")),
            404 => (Text.Of("Error.Title404"), Text.Of("Error.What404")),
            409 => (Text.Of("Error.Title409"), Text.Of("Error.What409")),
            429 => (Text.Of("Error.Title429"), Text.Of("Error.What429")),
            < 500 => (Text.Of("Error.Title400"), Text.Of("Error.What400")),
            _ => (Text.Of("Error.Title500"), Text.Of("Error.What500")),
        };
        return View("Error", new ErrorPage(title, what, Response.StatusCode < 500 ? null : HttpContext.TraceIdentifier));
    }
}
