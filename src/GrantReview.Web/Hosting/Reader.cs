using System.Security.Claims;

namespace GrantReview.Web.Hosting;

/// <summary>How somebody reads: in the usual size, or in the large one of the elder version (长辈版).</summary>
public static class Reader
{
    private const string Size = "size";
    private const string Elder = "elder";
    private const string Usual = "usual";

    /// <summary>What the person chose, on every device; where nobody is signed in, or nothing was chosen, what the device was told.</summary>
    public static bool IsElder(HttpContext context) =>
        (context.User.FindFirstValue(Size) ?? context.Request.Cookies[Size]) == Elder;

    public static Claim Chosen(bool isElder) => new(Size, isElder ? Elder : Usual);

    /// <summary>Keeps the choice on the device for a year.</summary>
    public static void Keep(HttpResponse response, bool isElder) =>
        response.Cookies.Append(Size, isElder ? Elder : Usual, new CookieOptions
    {
        MaxAge = TimeSpan.FromDays(365), HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = response.HttpContext.Request.IsHttps,
        IsEssential = true,
    });
}
