using Microsoft.AspNetCore.Mvc.Filters;

namespace GrantReview.Web.Hosting;

/// <summary>What the pages of one call share: the call that the address names, or "not found"; messages; the way back.</summary>
public abstract class CallController(AppDb db, TimeProvider time) : Controller
{
    /// <summary>For reading; what an act loads and changes is in the context that the desk gives it.</summary>
    protected AppDb Db { get; } = db;
    protected DateTime Now => time.GetUtcNow().UtcDateTime;
    protected CallRow Call { get; private set; } = new();

    /// <summary>What takes the act of this request back; null = nothing does.</summary>
    private string? undo;

    public override async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        var code = context.RouteData.Values["code"] as string;
        var call = await Db.Calls.SingleOrDefaultAsync(c => c.Code == code, context.HttpContext.RequestAborted);
        if (call is null || !User.KnowsThisCall())
        {
            context.Result = NotFound();
            return;
        }
        ViewData["Call"] = Call = call;
        foreach (var (name, value) in context.RouteData.Values)
        {
            if (value is string segment && context.ActionArguments.TryGetValue(name, out var argument) && argument is string)
            {
                context.ActionArguments[name] = Segment.Read(segment);
            }
        }
        await next();
    }

    /// <summary>
    /// Does an act of this call's person in a capacity, and goes back to a page with what was done or why not; "not found" where it is
    /// about nothing.
    /// </summary>
    /// <param name="done">The sentence of what was done; asked after it.</param>
    protected async Task<IActionResult> ActAsync(
        Capacity capacity, Func<AppDb, By, Task<Answer>> act, string page, Func<string> done, CancellationToken cancellationToken) =>
        await DoAsync(capacity, act, cancellationToken) is not { } refusal ? DoneSaying(At(page), done())
            : refusal is Refusal.NotThere ? NotFound() : RefusedForm.Of(At(page), refusal);

    /// <summary>The call as the act's own transaction reads it.</summary>
    protected Task<CallRow> CallInAsync(AppDb db, CancellationToken cancellationToken) =>
        db.Calls.SingleAsync(c => c.Id == Call.Id, cancellationToken);

    /// <summary>Does an act; the answer says why not, null = done.</summary>
    protected Task<Refusal?> DoAsync(Capacity capacity, Func<AppDb, By, Task<Answer>> act, CancellationToken cancellationToken) =>
        HttpContext.RequestServices.GetRequiredService<Desk>().DoAsync(User.Id(), Call.Id, capacity, async (db, by) =>
        {
            var answer = await act(db, by);
            undo = answer.Refusal is null ? await Undo.OfAsync(db, by, cancellationToken) : null;
            return answer;
        }, cancellationToken);

    /// <summary>Back to a page with a sentence of what was done, and the way to take it back where there is one.</summary>
    protected IActionResult DoneSaying(string url, string sentence)
    {
        TempData["Done"] = sentence;
        if (undo is not null)
        {
            TempData["Undo"] = At(undo);
        }
        return Redirect(ListRequest.Back(Request, url));
    }

    /// <summary>Back to a page with a sentence of what was done.</summary>
    protected IActionResult Done(string url, string key, params object?[] arguments) => DoneSaying(url, Text.Of(key, arguments));

    /// <summary>The page of the form again, with a sentence of why not, and what to do.</summary>
    protected static IActionResult Refused(string url, string key, params object?[] arguments) =>
        new RefusedForm(url, Text.Of(key, arguments));

    /// <summary>A list of one of the call's pages, as the address asks for it.</summary>
    /// <param name="list">Blank where the page has one.</param>
    protected ListRequest Asked(string page, string list = "") => ListRequest.From(Request, At(page), list);

    protected bool IsIn(params CallStage[] stages) => stages.Contains(Call.State.Stage);

    protected string At(string page = "") => page.Length == 0 ? $"/calls/{Call.Code}" : $"/calls/{Call.Code}/{page}";
}
