using System.Text;
using System.Text.Json;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Files.Rounds;
using GrantReview.Web.Features.Calls;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Assignments;

/// <summary>The review groups of a call as they were at one moment, the way the audit trail keeps them and an undo reads them.</summary>
/// <param name="Of">Application → group; applications without a group are left out.</param>
public sealed record GroupState(PanelSource Panels, IReadOnlyDictionary<string, string> Of)
{
    public string Write() => JsonSerializer.Serialize(this with { Of = new SortedDictionary<string, string>(Of.ToDictionary(), StringComparer.Ordinal) }, StoredRound.Plain);

    public static GroupState Read(string text) => JsonSerializer.Deserialize<GroupState>(text) ?? throw new InvalidOperationException("The audit trail holds no groups.");
}

/// <summary>Review groups as the applications' panel column and a setting of the call: what every plan then keeps to.</summary>
public static class StoredGroups
{
    public const string Act = "group";
    public const string Undo = "undo-groups";

    /// <summary>Groups change until a plan is deployed; then the same experts score what belongs together.</summary>
    public static async Task<bool> AreOpenAsync(AppDb db, CallRow call, CancellationToken cancellationToken) =>
        call.State.Stage <= Core.Calls.CallStage.Assigning && !await db.AssignmentPlans.AnyAsync(p => p.CallId == call.Id && p.Status == PlanStatus.Deployed, cancellationToken);

    public static GroupState StateOf(CallRow call, IEnumerable<ApplicationRow> applications) => new(
        StoredRound.CallOf(call).Assignment.Panels, applications.Select(a => (a.Code, Group: StoredRound.GroupOf(a))).Where(a => a.Group.Length > 0).ToDictionary(a => a.Code, a => a.Group, StringComparer.Ordinal));

    /// <summary>Puts the groups in place of those before, and says what they were; conflicts that reach over a group are to be found again.</summary>
    public static async Task<(string Before, string After)> PutAsync(AppDb db, CallRow call, GroupState groups, CancellationToken cancellationToken)
    {
        var applications = await db.Applications.Where(a => a.CallId == call.Id).ToListAsync(cancellationToken);
        var before = StateOf(call, applications).Write();
        foreach (var application in applications)
        {
            StoredRound.Regroup(application, groups.Of.GetValueOrDefault(application.Code, ""));
        }
        var settings = StoredRound.CallOf(call);
        call.Settings = Encoding.UTF8.GetString(CallJson.Write(settings with { Assignment = settings.Assignment with { Panels = groups.Panels } }));
        return (before, StateOf(call, applications).Write());
    }

    /// <summary>The last change that nobody took back, of those since a plan was deployed last; null = none.</summary>
    public static async Task<AuditRow?> LastAsync(AppDb db, Guid callId, CancellationToken cancellationToken)
    {
        var undone = 0;
        foreach (var row in await db.Audit.AsNoTracking().Where(a => a.CallId == callId && (a.Action == Act || a.Action == Undo || (a.Action == "deploy" && a.Subject == "assignment-plan")))
            .OrderByDescending(a => a.Id).ToListAsync(cancellationToken))
        {
            if (row.Action == "deploy")
            {
                return null;
            }
            if (row.Action == Act && undone-- == 0)
            {
                return row;
            }
            undone += row.Action == Undo ? 1 : 0;
        }
        return null;
    }
}
