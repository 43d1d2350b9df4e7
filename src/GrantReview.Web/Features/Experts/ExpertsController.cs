using GrantReview.Core.Acts;
using System.Text.Json;
using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Files;
using GrantReview.Files.Rounds;
using GrantReview.Files.Workbooks;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Experts;

public sealed record ExpertsPage(CallRow Call, IReadOnlyList<(ExpertRow Expert, string? Account)> Experts, IReadOnlyList<Mistake> Mistakes);

/// <summary>The experts of a call: import, and the accounts they sign in with.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class ExpertsController(AppDb db, TimeProvider time, UserManager<User> users) : CallController(db, time)
{
    [HttpGet("/calls/{code}/experts")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) => View("Experts", await PageAsync([], cancellationToken));

    [HttpGet("/calls/{code}/experts/template.xlsx")]
    public IActionResult Template() => File(FormWorkbook.Draw(TableSchema.Experts, Text.Culture), FormWorkbook.ContentType, "experts.xlsx");

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/experts")]
    public async Task<IActionResult> Import(IFormFile? file, CancellationToken cancellationToken)
    {
        if (Call.State.Stage > CallStage.Assigning)
        {
            return Refused(At("experts"), "Apps.ImportClosed");
        }
        if (file is null)
        {
            return Refused(At("experts"), "Apps.NoFile");
        }
        using var content = new MemoryStream();
        await file.CopyToAsync(content, cancellationToken);
        var known = await Db.Experts.Where(e => e.CallId == Call.Id).ToDictionaryAsync(e => e.Code, cancellationToken);
        var (experts, mistakes) = RoundReader.ReadExperts(content.ToArray(), file.FileName, [.. known.Values.Select(StoredRound.Expert)]);
        if (mistakes.Count > 0)
        {
            return View("Experts", await PageAsync(mistakes, cancellationToken));
        }
        var added = 0;
        return await ActAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await db.Calls.SingleAsync(c => c.Id == Call.Id, cancellationToken);
            var rows = await db.Experts.Where(e => e.CallId == Call.Id).ToDictionaryAsync(e => e.Code, cancellationToken);
            foreach (var expert in experts)
            {
                if (!rows.TryGetValue(expert.Id, out var row))
                {
                    row = new ExpertRow { CallId = Call.Id };
                    db.Experts.Add(row);
                }
                if (StoredRound.Import(expert, row, by, call.State.Stage) is { Refusal: not null } refused)
                {
                    return refused;
                }
            }
            added = experts.Count(e => !rows.ContainsKey(e.Id));
            await StoredConflicts.FindAsync(db, call, by.At, cancellationToken);
            return Answer.Nothing;
        }, "experts", () => Text.Of("Apps.Imported", added, experts.Count - added), cancellationToken);
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/experts/{id}/account")]
    public async Task<IActionResult> Link(string id, string? userName, CancellationToken cancellationToken)
    {
        var row = await Db.Experts.SingleOrDefaultAsync(e => e.CallId == Call.Id && e.Code == id, cancellationToken);
        if (row is null)
        {
            return NotFound();
        }
        var user = await users.FindByNameAsync(userName ?? "");
        if (user is null || !await users.IsInRoleAsync(user, Roles.Expert))
        {
            return Refused(At("experts"), "Experts.LinkUnknown", userName);
        }
        Record("link-account", "expert", id, row.UserId?.ToString() ?? "", user.Id.ToString());
        row.UserId = user.Id;
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At("experts"), "Experts.Linked", row.Name, user.UserName);
    }

    private async Task<ExpertsPage> PageAsync(IReadOnlyList<Mistake> mistakes, CancellationToken cancellationToken)
    {
        var experts = await Db.Experts.AsNoTracking().Where(e => e.CallId == Call.Id).OrderBy(e => e.Code)
            .Select(e => new { Expert = e, Account = Db.Users.Where(u => u.Id == e.UserId).Select(u => u.UserName).FirstOrDefault() }).ToListAsync(cancellationToken);
        return new ExpertsPage(Call, [.. experts.Select(e => (e.Expert, e.Account))], mistakes);
    }
}
