namespace GrantReview.Web.Features.Parts;

/// <summary>Every part of our pages once, drawn by what draws it everywhere else. Where people work, this address does not exist.</summary>
[AllowAnonymous]
public sealed class PartsController(AppDb db, IWebHostEnvironment environment) : Controller
{
    [HttpGet("/parts")]
    public async Task<IActionResult> Show(CancellationToken cancellationToken)
    {
        if (!environment.IsDevelopment()
            || await db.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.Code == DemoRound.ScoredCode, cancellationToken) is not { } call)
        {
            return NotFound();
        }
        using var style = new StreamReader(environment.WebRootFileProvider.GetFileInfo("css/site.css").CreateReadStream());
        return View("Parts", new PartsPage(
            call, await SetupSteps.ReadAsync(db, call, "places", cancellationToken),
            PartsPage.List.Part(PartsPage.Invented, ListRequest.From(Request, "/parts") with { Number = 1 }),
            Colours.Read(await style.ReadToEndAsync(cancellationToken))));
    }
}
