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
        foreach (var expert in experts)
        {
            if (!known.TryGetValue(expert.Id, out var row))
            {
                row = new ExpertRow { CallId = Call.Id };
                Db.Experts.Add(row);
            }
            var (before, contacts) = (JsonSerializer.Serialize(StoredRound.Expert(row) with { Contacts = Core.Applications.Person.Nobody }), row.Contacts);
            StoredRound.Copy(expert, row);
            // The trail says that contacts changed, not what they are.
            var after = JsonSerializer.Serialize(expert with { Contacts = Core.Applications.Person.Nobody }) + (contacts == row.Contacts ? "" : " +contacts");
            if (before != after)
            {
                Record("import", "expert", expert.Id, known.ContainsKey(expert.Id) ? before : "", after);
            }
        }
        await StoredConflicts.FindAsync(Db, Call, Now, cancellationToken);
        var added = experts.Count(e => !known.ContainsKey(e.Id));
        return Done(At("experts"), "Apps.Imported", added, experts.Count - added);
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
