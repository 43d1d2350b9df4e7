using GrantReview.Data;
using Microsoft.AspNetCore.Authorization;

namespace GrantReview.Web.Hosting;

/// <summary>Who may open which pages; everything is closed until a policy here opens it.</summary>
public static class Access
{
    /// <summary>Officers run calls.</summary>
    public const string RunCalls = nameof(RunCalls);

    /// <summary>Officers, approvers, supervisors and auditors read calls; an administrator does not.</summary>
    public const string ReadCalls = nameof(ReadCalls);

    /// <summary>Experts score what they were assigned.</summary>
    public const string Score = nameof(Score);

    /// <summary>Officers ask for the scores to be opened; an approver or supervisor, another person, opens them.</summary>
    public const string Unseal = nameof(Unseal);

    /// <summary>A second person decides on conflicts and proposals.</summary>
    public const string Approve = nameof(Approve);

    /// <summary>A supervisor rules whether a sheet counts whose conflict appeared after it was submitted.</summary>
    public const string Supervise = nameof(Supervise);

    /// <summary>Finance officers export award lists.</summary>
    public const string Pay = nameof(Pay);

    /// <summary>Administrators manage users and roles and watch the jobs.</summary>
    public const string Administer = nameof(Administer);

    /// <summary>Supervisors, auditors and administrators read the audit trail; an administrator without points.</summary>
    public const string Audit = nameof(Audit);

    public static IServiceCollection AddAccess(this IServiceCollection services) => services.AddAuthorization(options =>
    {
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        Allow(RunCalls, Roles.Officer);
        Allow(ReadCalls, Roles.Officer, Roles.Approver, Roles.Supervisor, Roles.Auditor);
        Allow(Score, Roles.Expert);
        Allow(Unseal, Roles.Approver, Roles.Supervisor);
        Allow(Approve, Roles.Approver);
        Allow(Supervise, Roles.Supervisor);
        Allow(Pay, Roles.Finance);
        Allow(Administer, Roles.Administrator);
        Allow(Audit, Roles.Supervisor, Roles.Auditor, Roles.Administrator);

        void Allow(string policy, params string[] roles) => options.AddPolicy(policy, p => p.RequireRole(roles));
    });
}
