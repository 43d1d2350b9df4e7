namespace GrantReview.Web.Hosting;

/// <summary>
/// Who may open which pages; everything is closed until a policy here opens it. On an address that names a call a policy asks what the
/// person is in that call; on others whether the person is it in any call, and the page shows those calls alone.
/// </summary>
public static class Access
{
    /// <summary>Officers of the house open calls, which makes them officers of those.</summary>
    public const string OpenCalls = nameof(OpenCalls);

    /// <summary>Officers run a call.</summary>
    public const string RunCalls = nameof(RunCalls);

    /// <summary>Officers, approvers, supervisors and auditors read a call.</summary>
    public const string ReadCalls = nameof(ReadCalls);

    /// <summary>Every member of a call sees who the members are.</summary>
    public const string Belong = nameof(Belong);

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

    /// <summary>System administrators watch the jobs.</summary>
    public const string WatchJobs = nameof(WatchJobs);

    /// <summary>Security administrators manage accounts and capacities.</summary>
    public const string ManageAccounts = nameof(ManageAccounts);

    /// <summary>Audit administrators read the record of the house without points; supervisors and auditors that of their calls.</summary>
    public const string Audit = nameof(Audit);

    /// <summary>The chain is that of the whole house, so audit administrators check it.</summary>
    public const string CheckRecord = nameof(CheckRecord);

    public static IServiceCollection AddAccess(this IServiceCollection services) => services.AddAuthorization(options =>
    {
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        options.AddPolicy(OpenCalls, p => p.RequireAuthenticatedUser().RequireAssertion(asked => asked.User.Is(Capacity.Officer)));
        Allow(RunCalls, Capacity.Officer);
        Allow(ReadCalls, Capacity.Officer, Capacity.Approver, Capacity.Supervisor, Capacity.Auditor);
        Allow(Belong, Capacity.Officer, Capacity.Approver, Capacity.Supervisor, Capacity.Auditor, Capacity.Finance);
        Allow(Score, Capacity.Expert);
        Allow(Unseal, Capacity.Approver, Capacity.Supervisor);
        Allow(Approve, Capacity.Approver);
        Allow(Supervise, Capacity.Supervisor);
        Allow(Pay, Capacity.Finance);
        Allow(WatchJobs, Capacity.SystemAdministrator);
        Allow(ManageAccounts, Capacity.SecurityAdministrator);
        Allow(CheckRecord, Capacity.AuditAdministrator);
        Allow(Audit, Capacity.Supervisor, Capacity.Auditor, Capacity.AuditAdministrator);

        void Allow(string policy, params Capacity[] capacities) =>
            options.AddPolicy(policy, p => p.RequireAuthenticatedUser().RequireAssertion(
            asked => asked.Resource is HttpContext context && context.CallCode() is not null
                ? asked.User.Is(capacities) : asked.User.IsAnywhere(capacities)));
    });

    /// <summary>
    /// No capacity in the call of the address: there is no such call for this person. Another capacity: the page is closed.
    /// </summary>
    public static int StatusOfDenial(HttpContext context) =>
        context.CallCode() is not null && !context.User.KnowsThisCall() ? StatusCodes.Status404NotFound : StatusCodes.Status403Forbidden;
}
