using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace GrantReview.Web.Features.Calibration;

/// <param name="Kept">Null when no run is finished, or the scores are sealed.</param>
public sealed record CalibrationPage(CallRow Call, KeptResult? Kept, IReadOnlyList<RuleChange> RuleChanges);

/// <summary>How sure the ranking is and how harsh the experts are; internal, and closed while the scores are sealed.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class CalibrationController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/calibration")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) => View("Calibration", new CalibrationPage(
        Call, await KeptResult.LatestAsync(Db, Call, cancellationToken), await RuleChange.ListAsync(Db, Call.Id, cancellationToken)));
}
