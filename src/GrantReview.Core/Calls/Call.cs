using GrantReview.Core.Settings;

namespace GrantReview.Core.Calls;

/// <summary>
/// One announced programme (申报通知): categories, and what it declares about scoring, assignment, calibration and allocation.
/// </summary>
/// <param name="Template">The template's name it was made from; null for a call of its own.</param>
/// <param name="IndicatorTree">Name of the tree under templates/indicator-trees that the call uses when the round brings none.</param>
public sealed record Call(
    string Code,
    LocalText Name,
    string? Template,
    string? IndicatorTree,
    IReadOnlyList<Category> Categories,
    ScoringSettings Scoring,
    AssignmentSettings Assignment,
    CalibrationSettings Calibration,
    AllocationSettings Allocation)
{
    public ConflictSettings Conflicts { get; init; } = ConflictSettings.Default;

    /// <summary>The rules that are checked on applications.</summary>
    public EligibilitySettings Eligibility { get; init; } = EligibilitySettings.Default;

    /// <summary>The rules as they are asked: the call's fields say which columns hold people's numbers.</summary>
    public EligibilitySettings AskedRules =>
        Eligibility with { People = Fields.Where(f => f.Type == FieldType.Id).Select(f => f.Code).ToHashSet() };

    /// <summary>The columns of applications that the call defines, in the order of its form; empty = it defines none.</summary>
    public IReadOnlyList<FieldDefinition> Fields { get; init; } = [];

    /// <summary>What concerns the amounts of several applications of one unit.</summary>
    public AmountGroups AmountGroups { get; init; } = AmountGroups.Default;

    /// <summary>Somebody may be drawn by lot, which needs the policy's seed.</summary>
    public bool DrawsLots => Allocation.Policy.Ties == TieRule.Lottery || Calibration.UndecidedLottery is not null;

    /// <summary>Experts score a category of it; without categories it is scored as a whole.</summary>
    public bool IsScored => Categories.Count == 0 || Categories.Any(c => c.Selection.Basis == SelectionBasis.Score);

    /// <summary>What decides in a category; scores where the category is unknown.</summary>
    public Selection SelectionOf(CategoryCode category) =>
        Categories.FirstOrDefault(c => c.Code == category)?.Selection ?? Selection.ByScore;

    /// <summary>Every amount rule: of categories, of other purses, and the call's own.</summary>
    public IEnumerable<AmountRule> AmountRules =>
        Categories.SelectMany(c => c.OtherSources.Select(s => s.Amount).Append(c.Amount)).Append(Allocation.Amount).OfType<AmountRule>();

    /// <summary>
    /// What its settings ask of applications, attribute → accepted values: tables of sums, exemptions from floors, caps and quotas. Rules
    /// have filters of their own.
    /// </summary>
    public IEnumerable<IReadOnlyDictionary<string, IReadOnlyList<string>>> Filters =>
        AmountRules.SelectMany(r => r.Cases.Select(c => c.Where).Append(r.FloorExempt)).Concat(AmountGroups.AnnualCaps.Select(c => c.Where))
            .Concat(Allocation.Quotas.Select(q => q.Where));

    /// <summary>The amount rule of a category: its own, else the call's; null when neither gives one.</summary>
    public AmountRule? AmountRuleOf(CategoryCode category) =>
        Categories.FirstOrDefault(c => c.Code == category)?.Amount ?? Allocation.Amount;
}

/// <summary>A part of a call that is ranked and funded on its own (项目类别).</summary>
public sealed record Category(CategoryCode Code, LocalText Name, AmountRule? Amount)
{
    public Selection Selection { get; init; } = Selection.ByScore;

    /// <summary>Name of the indicator tree that it has for itself; null = the call's own.</summary>
    public string? Indicators { get; init; }

    /// <summary>
    /// Money from another purse that an award carries beside the call's own (a district's share), with its rule; it draws on no quota of
    /// the call.
    /// </summary>
    public IReadOnlyList<OtherSource> OtherSources { get; init; } = [];
}

/// <summary>Another purse's share of an award.</summary>
public sealed record OtherSource(string Code, LocalText Name, AmountRule Amount);
