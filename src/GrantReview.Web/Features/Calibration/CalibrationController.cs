using System.Text.Json;
using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Features.Rankings;
using GrantReview.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Calibration;

/// <summary>How sure the ranking is and how harsh the experts are; internal, and closed while the scores are sealed.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class CalibrationController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/calibration")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var run = await RankingController.LatestAsync(Db, Call, cancellationToken);
        var file = run is null ? null
            : await Db.RunFiles.AsNoTracking().SingleOrDefaultAsync(f => f.RunId == run.Id && f.Name == CalibrationPage.File, cancellationToken);
        var settings = StoredRound.CallOf(Call);
        return View("Calibration", new CalibrationPage(
            Call, settings, run, file is null ? [] : JsonSerializer.Deserialize<List<CategoryCalibration>>(file.Content) ?? [],
            await RuleChange.ListAsync(Db, Call.Id, cancellationToken)));
    }
}
