namespace GrantReview.Core.Assignments.Rules;

/// <summary>
/// "Nobody scores an application in conflict, nor one that was ruled out": who may score what, whoever else does. Applications of a panel
/// have the same experts, so that what keeps an expert from one of them keeps the expert from all.
/// </summary>
public sealed class PairRules
{
    private readonly AssignmentProblem problem;
    private readonly HashSet<Assignment> forbidden;
    private readonly Dictionary<ApplicationId, string> panelOf;
    private readonly ILookup<string, ApplicationId> panels;
    private readonly Lazy<ILookup<ApplicationId, ExpertId>> apartOf;

    public PairRules(AssignmentProblem problem)
    {
        this.problem = problem;
        forbidden = [.. problem.Forbidden];
        var ofPanels = problem.Applications.Where(a => a.Panel.Length > 0).DistinctBy(a => a.Id).ToList();
        panelOf = ofPanels.ToDictionary(a => a.Id, a => a.Panel);
        panels = ofPanels.ToLookup(a => a.Panel, a => a.Id, StringComparer.Ordinal);
        apartOf = new(() => Apart.ToLookup(p => p.Application, p => p.Expert));
    }

    /// <summary>Pairs in conflict and pairs ruled out, each as it was said.</summary>
    public IEnumerable<(ApplicationId Application, ExpertId Expert)> Apart =>
        problem.Barred.Concat(problem.Forbidden.Select(p => (p.Application, p.Expert)));

    /// <summary>The applications of the panel, or the application alone.</summary>
    public IEnumerable<ApplicationId> SeatedAlike(ApplicationId application) =>
        panelOf.TryGetValue(application, out var panel) ? panels[panel] : [application];

    /// <summary>Whether the pair itself is in conflict or ruled out.</summary>
    public bool IsApart(ApplicationId application, ExpertId expert) =>
        problem.Barred.Contains((application, expert)) || forbidden.Contains(new Assignment(application, expert));

    /// <summary>Of the applications seated alike, those that keep the expert from all.</summary>
    public IEnumerable<ApplicationId> Against(ApplicationId application, ExpertId expert) =>
        SeatedAlike(application).Where(a => IsApart(a, expert));

    public bool Bars(ApplicationId application, ExpertId expert) => Against(application, expert).Any();

    /// <summary>Everybody who may not score the application.</summary>
    public IEnumerable<ExpertId> Barred(ApplicationId application) => SeatedAlike(application).SelectMany(a => apartOf.Value[a]).Distinct();
}
