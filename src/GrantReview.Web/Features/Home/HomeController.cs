using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Home;

/// <summary>One thing that waits for the person, and where it is done.</summary>
public sealed record HomePage(IReadOnlyList<(string What, string Url)> Waiting);

public sealed class HomeController(AppDb db) : Controller
{
    private static readonly int[] Known = [400, 403, 404, 409, 429];

    [HttpGet("/")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var me = User.Id();
        List<(string, string)> waiting = [];
        if (User.IsAnywhere(Capacity.Expert))
        {
            var open = await db.ScoreSheets.Where(s => (s.State.Status == SheetStatus.Open || s.State.Status == SheetStatus.Returned)
                && db.Calls.Any(c => c.Id == s.CallId && c.State.Stage == CallStage.Scoring) && db.Experts.Any(e => e.Id == s.ExpertId && e.UserId == me)).CountAsync(cancellationToken);
            Add(open, "Home.Experts", "/my-work");
        }
        var read = User.CallsAs(Capacity.Officer, Capacity.Auditor);
        Add(await db.Calls.CountAsync(c => read.Contains(c.Id), cancellationToken), "Home.Calls", "/calls");
        var approve = User.CallsAs(Capacity.Approver);
        Add(await db.Proposals.CountAsync(
            p => approve.Contains(p.CallId) && p.State.Status == ProposalStatus.Proposed && p.State.ProposedBy != me, cancellationToken), "Home.Approvals", "/approvals");
        var confirm = User.CallsAs(Capacity.Approver, Capacity.Supervisor);
        var sealedCalls = await db.Calls.Where(c => confirm.Contains(c.Id) && c.State.OpeningRequest != null && c.State.OpeningRequest.By != me
            && c.State.Opening == null).Select(c => c.Code).ToListAsync(cancellationToken);
        waiting.AddRange(sealedCalls.Select(code => (Text.Of("Home.Unseal", code), $"/calls/{code}/progress")));
        var asked = db.Grants.Where(g => g.State.Status == GrantStatus.Requested && g.UserId != me && g.State.Request!.By != me);
        var joining = await asked.Join(db.Calls.Where(c => confirm.Contains(c.Id)), g => g.CallId, c => c.Id, (g, c) => c.Code)
            .Distinct().ToListAsync(cancellationToken);
        waiting.AddRange(joining.Order(StringComparer.Ordinal).Select(code => (Text.Of("Home.Members", code), $"/calls/{code}/members")));
        var found = FactJson.KindOf(typeof(PaymentLife.DifferenceFound));
        var taken = FactJson.KindOf(typeof(PaymentLife.TakenOver));
        var differing = await db.Calls.Where(c => confirm.Contains(c.Id) && db.Facts.Any(f => f.CallId == c.Id && f.Kind == found
            && !db.Facts.Any(t => t.CallId == c.Id && t.Kind == taken && t.Id > f.Id))).Select(c => c.Code).ToListAsync(cancellationToken);
        waiting.AddRange(differing.Select(code => (Text.Of("Home.Differs", code), $"/calls/{code}/trail")));
        if (User.Is(Capacity.SecurityAdministrator))
        {
            Add(await asked.CountAsync(cancellationToken), "Home.Grants", "/admin/users");
        }
        var pay = User.CallsAs(Capacity.Finance);
        Add(await db.Proposals.CountAsync(p => pay.Contains(p.CallId) && p.State.Status == ProposalStatus.Approved, cancellationToken), "Home.Finance", "/finance");
        return View(new HomePage(waiting));

        void Add(int count, string key, string url)
        {
            if (count > 0)
            {
                waiting.Add((Text.Of(key, count), url));
            }
        }
    }

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
