using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace GrantReview.Web.Features.Calibration;

/// <param name="Kept">Null when no run is finished, or the scores are sealed.</param>
public sealed record CalibrationPage(CallRow Call, KeptResult? Kept, IReadOnlyList<RuleChange> RuleChanges)
{
    /// <summary>Before scores are there: what more experts buy, for reliabilities of one score as published rounds have them.</summary>
    public static IReadOnlyList<double> UsualReliabilities { get; } = [0.2, 0.37, 0.5];

    public const int AwardsBefore = 20;
    public const int ApplicationsBefore = 100;
}

/// <summary>How sure the ranking is and how harsh the experts are; internal, and closed while the scores are sealed.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class CalibrationController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/calibration")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) => View("Calibration", new CalibrationPage(
        Call, await KeptResult.LatestAsync(Db, Call, cancellationToken), await RuleChange.ListAsync(Db, Call.Id, cancellationToken)));
}
