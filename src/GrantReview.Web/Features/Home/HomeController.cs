using Microsoft.AspNetCore.Localization;

namespace GrantReview.Web.Features.Home;

public sealed class HomeController(AppDb db, TimeProvider time) : Controller
{
    private static readonly int[] Known = [400, 403, 404, 409, 429];

    [HttpGet("/")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View(await Inbox.ReadAsync(db, User, time.GetUtcNow().UtcDateTime, cancellationToken));

    [AllowAnonymous]
    [HttpPost("/language")]
    public IActionResult Language(string culture, string back)
    {
        Response.Cookies.Append(CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture == "en" ? "en" : "zh-CN")),
            new CookieOptions { MaxAge = TimeSpan.FromDays(365), HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = Request.IsHttps, IsEssential = true });
        return LocalRedirect(Url.IsLocalUrl(back) ? back : "/");
    }

    [AllowAnonymous]
    [HttpPost("/size")]
    public IActionResult Size(bool elder, string back)
    {
        Reader.Keep(Response, elder);
        return LocalRedirect(Url.IsLocalUrl(back) ? back : "/");
    }

    [AllowAnonymous]
    [IgnoreAntiforgeryToken]
    [Route("/error/{status:int}")]
    [ApiExplorerSettings(IgnoreApi = true)]
    public IActionResult Error(int status)
    {
        var shown = Known.Contains(status) ? status : status < 500 ? 400 : 500;
        if (Response.StatusCode == StatusCodes.Status200OK)
        {
            Response.StatusCode = shown;
        }
        return View("Error", shown);
    }
}
