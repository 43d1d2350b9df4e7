namespace GrantReview.Core.Settings;

/// <summary>What a rule's condition not being met means: noted only, a warning, failure, or a person decides.</summary>
public enum Outcome { Pass, Warn, Fail, Person }

/// <summary>Of what a rule speaks, for grouping.</summary>
public enum RuleKind { Eligibility, Exclusion, Limit, Deadline, Matching, Evidence, Term, Scope, Workflow, Amount, Selection, Order,
    Stacking, Preference, Indicator, Governance }

/// <summary>
/// When a rule can be looked at: on the application; on an act in the filing chain; on the awards; when the project is accepted.
/// </summary>
public enum RuleStage { Application, Act, Award, Acceptance }

/// <summary>What a rule stands for that the call does not write: a setting whose values a cell may leave open.</summary>
public enum OpenSetting { OncePer, AnnualCaps, Quotas, Library, TieBreak, Amount, IndicatorTree, Time }

/// <summary>
/// One rule of a call as data: either a condition that can be evaluated, or the key that carries it out, or the reason why a person must
/// look.
/// </summary>
/// <param name="Id">Stable within the call; findings and reasons name it.</param>
/// <param name="Clause">Where it stands in the source, in the source's own numbering.</param>
/// <param name="When">The rule binds only applications for which it holds; null = all.</param>
/// <param name="Condition">What must hold; null = cannot be evaluated on attributes.</param>
/// <param name="Outcome">
/// What follows when the condition does not hold. Without a condition: Warn has a person look, Pass asks nobody, and any other waits for a
/// person's verdict.
/// </param>
/// <param name="CarriedBy">The key of the call that carries the rule out (an amount, a quota, a step); null = none does.</param>
/// <param name="Person">Why a person must decide; given when there is neither a condition nor a key.</param>
/// <param name="Text">What the call says; null = it stands for a setting.</param>
public sealed record EligibilityRule(
    RuleId Id, string Clause, RuleKind Kind, RuleStage Stage, Condition? When, Condition? Condition, Outcome Outcome, string? CarriedBy,
    LocalText? Person, LocalText? Text)
{
    public OpenSetting? StandsFor { get; init; }

    /// <summary>Who asks it, from its stage and what it holds.</summary>
    public RuleUse Use => this switch
    {
        { Stage: RuleStage.Act or RuleStage.Acceptance } => RuleUse.None,
        { Condition: not null, Stage: RuleStage.Award } => RuleUse.Award,
        { Condition: not null } => RuleUse.Finding,
        { Person: null } => RuleUse.Setting,
        { Outcome: Outcome.Pass } => RuleUse.Note,
        { Stage: RuleStage.Award } => RuleUse.Meeting,
        { Outcome: Outcome.Warn } => RuleUse.Hint,
        _ => RuleUse.Verdict,
    };
}

/// <summary>What a call checks of its applications.</summary>
/// <param name="AsOf">The date as of which ages and years are counted; null = conditions that need it are unknown.</param>
public sealed record EligibilitySettings(DateOnly? AsOf, IReadOnlyList<RetirementAge> RetirementAges, IReadOnlyList<EligibilityRule> Rules)
{
    public static EligibilitySettings Default { get; } = new(null, [], []);

    /// <summary>Columns that hold a person's number, which limits count by: one that cannot be right proves nothing.</summary>
    public IReadOnlySet<string> People { get; init; } = new HashSet<string>();
}
