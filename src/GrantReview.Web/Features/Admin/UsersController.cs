using System.ComponentModel.DataAnnotations;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Admin;

public sealed record UsersPage(IReadOnlyList<(User User, IReadOnlyList<string> Roles)> Users, UserForm Form);

public sealed class UserForm
{
    [Required, StringLength(256)]
    public string UserName { get; set; } = "";

    [Required, StringLength(User.DisplayNameLength)]
    public string DisplayName { get; set; } = "";

    public string? Password { get; set; }
    public List<string> Roles { get; set; } = [];
}

/// <summary>Who can sign in and as what. Nothing of a call is shown here.</summary>
[Authorize(Policy = Access.Administer)]
public sealed class UsersController(AppDb db, UserManager<User> users, TimeProvider time) : Controller
{
    [HttpGet("/admin/users")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) => View("Users", await PageAsync(new UserForm(), cancellationToken));

    [HttpPost("/admin/users")]
    public async Task<IActionResult> Add(UserForm form, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
        {
            ModelState.Clear();
            ModelState.AddModelError("", Text.Of("Admin.Needs"));
        }
        Check(form.Roles);
        if (ModelState.IsValid)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var user = new User { UserName = form.UserName, DisplayName = form.DisplayName };
            var result = string.IsNullOrEmpty(form.Password) ? await users.CreateAsync(user) : await users.CreateAsync(user, form.Password);
            if (result.Succeeded)
            {
                result = await users.AddToRolesAsync(user, form.Roles);
            }
            if (result.Succeeded)
            {
                db.Record(time.GetUtcNow().UtcDateTime, User.Who(), "add", "user", form.UserName, after: string.Join(", ", form.Roles));
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                TempData["Done"] = Text.Of("Admin.Added", form.UserName);
                return Redirect("/admin/users");
            }
            foreach (var error in result.Errors)
            {
                ModelState.AddModelError("", error.Code switch
                {
                    nameof(IdentityErrorDescriber.DuplicateUserName) => Text.Of("Admin.Taken", form.UserName),
                    _ when error.Code.StartsWith("Password", StringComparison.Ordinal) => Text.Of("Admin.BadPassword"),
                    _ => Text.Of("Form.Invalid"),
                });
            }
        }
        return View("Users", await PageAsync(form, cancellationToken));
    }

    [HttpPost("/admin/users/{id:guid}")]
    public async Task<IActionResult> Save(Guid id, List<string> roles, CancellationToken cancellationToken)
    {
        if (await users.FindByIdAsync($"{id}") is not { } user)
        {
            return NotFound();
        }
        Check(roles);
        var before = await users.GetRolesAsync(user);
        if (before.Contains(Roles.Administrator) && !roles.Contains(Roles.Administrator) && (await users.GetUsersInRoleAsync(Roles.Administrator)).Count == 1)
        {
            ModelState.AddModelError("", Text.Of("Admin.Last"));
        }
        if (!ModelState.IsValid)
        {
            return View("Users", await PageAsync(new UserForm(), cancellationToken));
        }
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        FirstStart.Check(await users.RemoveFromRolesAsync(user, before.Except(roles)));
        FirstStart.Check(await users.AddToRolesAsync(user, roles.Except(before)));
        FirstStart.Check(await users.UpdateSecurityStampAsync(user));
        db.Record(time.GetUtcNow().UtcDateTime, User.Who(), "roles", "user", user.UserName ?? "", null, string.Join(", ", before.Order()), string.Join(", ", roles.Order()));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        TempData["Done"] = Text.Of("Admin.Saved", user.UserName);
        return Redirect("/admin/users");
    }

    private void Check(List<string> roles)
    {
        if (roles.Except(Roles.All).Any())
        {
            ModelState.AddModelError("", Text.Of("Form.Invalid"));
        }
        if (roles.Contains(Roles.Administrator) && roles.Count > 1)
        {
            ModelState.AddModelError("", Text.Of("Admin.Alone"));
        }
    }

    private async Task<UsersPage> PageAsync(UserForm form, CancellationToken cancellationToken)
    {
        var all = await db.Users.AsNoTracking().OrderBy(u => u.UserName).ToListAsync(cancellationToken);
        var links = await db.UserRoles.Join(db.Roles, l => l.RoleId, r => r.Id, (l, r) => new { l.UserId, r.Name }).ToListAsync(cancellationToken);
        var byUser = links.ToLookup(l => l.UserId, l => l.Name ?? "");
        return new UsersPage([.. all.Select(u => (u, (IReadOnlyList<string>)[.. byUser[u.Id].Order()]))], form);
    }
}
