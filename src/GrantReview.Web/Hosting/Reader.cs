namespace GrantReview.Web.Hosting;

/// <summary>How the person at this device reads: in the usual size, or in the large one of the elder version (长辈版).</summary>
public static class Reader
{
    private const string SizeCookie = "size";
    private const string Elder = "elder";

    public static bool IsElder(HttpRequest request) => request.Cookies[SizeCookie] == Elder;

    /// <summary>Keeps the choice on the device for a year.</summary>
    public static void Keep(HttpResponse response, bool isElder) =>
        response.Cookies.Append(SizeCookie, isElder ? Elder : "usual", new CookieOptions
    {
        MaxAge = TimeSpan.FromDays(365), HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = response.HttpContext.Request.IsHttps,
        IsEssential = true,
    });
}
