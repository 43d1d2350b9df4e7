using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace GrantReview.Web.Features.Awards;

/// <param name="Kept">Null when no run is finished, or the scores are sealed.</param>
public sealed record ReasonsPage(CallRow Call, KeptResult? Kept);

/// <summary>The reasons of every application on a sheet for printing.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class ReasonsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/allocation/reasons")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Reasons", new ReasonsPage(Call, await KeptResult.LatestAsync(Db, Call, cancellationToken)));
}
