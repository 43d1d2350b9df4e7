using GrantReview.Data;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Awards;

/// <summary>An application as a list names it.</summary>
public sealed record ListedApplication(Guid Id, string Code, string Title, string Unit)
{
    /// <summary>Those of a call by their codes.</summary>
    public static async Task<IReadOnlyDictionary<string, ListedApplication>> ListAsync(
        AppDb db, CallRow call, CancellationToken cancellationToken) =>
        (await db.Applications.AsNoTracking().Where(a => a.CallId == call.Id)
            .Select(a => new ListedApplication(a.Id, a.Code, a.Title, a.Unit)).ToListAsync(cancellationToken))
            .OrderBy(a => a.Code, StringComparer.Ordinal).ToDictionary(a => a.Code, StringComparer.Ordinal);
}
