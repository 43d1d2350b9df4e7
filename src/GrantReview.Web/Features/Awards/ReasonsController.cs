using GrantReview.Core;
using GrantReview.Core.Reports;
using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Features.Rankings;
using GrantReview.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace GrantReview.Web.Features.Awards;

/// <summary>One application's answer to "why not us?" with what the sheet shows of it beside.</summary>
public sealed record Explained(ExplainedApplication Answer, string Title, string Unit);

/// <param name="Explained">In ranking order; empty where no list is possible or nothing was computed.</param>
public sealed record ReasonsPage(CallRow Call, RunRow? Run, IReadOnlyList<Explained> Explained, string PackageSha256);

/// <summary>The reasons of every application on a sheet for printing.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class ReasonsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/allocation/reasons")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        if (await RankingController.LatestAsync(Db, Call, cancellationToken) is not { } run)
        {
            return View("Reasons", new ReasonsPage(Call, null, [], ""));
        }
        var result = Evaluation.Run(await StoredRound.LoadAsync(Db, Call, cancellationToken), run.Seed);
        return View("Reasons", new ReasonsPage(Call, run, Of(result), Db.RunFiles.Where(f => f.RunId == run.Id && f.Name == FrozenPackages.RunFile).Select(f => f.Sha256).FirstOrDefault() ?? ""));
    }

    internal static IReadOnlyList<Explained> Of(EvaluationResult result)
    {
        var applications = result.Round.Applications.ToDictionary(a => a.Id, StringComparer.Ordinal);
        return result is not { Problem: { } problem, Allocation: { } plan } ? []
            : [.. AllocationExplanation.Of(problem, plan).Select(e => new Explained(e, applications[e.Id].Title, applications[e.Id].Unit))];
    }
}
