using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Calls;

/// <summary>What the pages of one call share: the call that the address names, or "not found"; messages; the way back.</summary>
public abstract class CallController(AppDb db, TimeProvider time) : Controller
{
    protected AppDb Db { get; } = db;
    protected DateTime Now => time.GetUtcNow().UtcDateTime;
    protected CallRow Call { get; private set; } = new();

    public override async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        var code = context.RouteData.Values["code"] as string;
        var call = await Db.Calls.SingleOrDefaultAsync(c => c.Code == code, context.HttpContext.RequestAborted);
        if (call is null)
        {
            context.Result = NotFound();
            return;
        }
        ViewData["Call"] = Call = call;
        await next();
    }

    /// <summary>Back to a page with a sentence of what was done.</summary>
    protected RedirectResult Done(string url, string key, params object?[] arguments)
    {
        TempData["Done"] = Text.Of(key, arguments);
        return Redirect(url);
    }

    /// <summary>Back to a page with a sentence of why not, and what to do.</summary>
    protected RedirectResult Refused(string url, string key, params object?[] arguments)
    {
        TempData["Refused"] = Text.Of(key, arguments);
        return Redirect(url);
    }

    /// <summary>Saves and goes back to a page with what was done, or with the news that somebody else was faster by a moment and nothing of this act was saved.</summary>
    protected async Task<IActionResult> SavedAsync(string page, string done, CancellationToken cancellationToken, params object?[] arguments)
    {
        try
        {
            await Db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            return Refused(At(page), "Deliberation.Meanwhile");
        }
        return Done(At(page), done, arguments);
    }

    protected bool IsIn(params CallStage[] stages) => stages.Contains(Call.Stage);

    protected string At(string page = "") => page.Length == 0 ? $"/calls/{Call.Code}" : $"/calls/{Call.Code}/{page}";

    protected void Record(string action, string subject, string subjectId, string before = "", string after = "", string reason = "") =>
        Db.Record(Now, Hosting.Person.Who(User), action, subject, subjectId, Call.Id, before, after, reason);
}
