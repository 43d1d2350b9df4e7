using GrantReview.Files.Reports;

namespace GrantReview.Web.Reading;

/// <summary>A change of the rule that was made after scoring opened, as every page of its results shows it.</summary>
public sealed record RuleChange(DateTime At, string By, CallLife.ScoringRuleChanged Fact)
{
    private static readonly string Kind = FactJson.KindOf(typeof(CallLife.ScoringRuleChanged));

    /// <summary>Method, comparison of panels and lots, in the reader's language.</summary>
    public static string Say(CalibrationSettings rule) => string.Join("; ", new[]
    {
        Text.Of(rule.Method), rule.Panels is { } panels ? Text.NoteOf(panels) : null, Lots(rule),
    }.Where(part => !string.IsNullOrEmpty(part)));

    /// <summary>The clause of the lots and how they are drawn; null = there are none.</summary>
    public static string? Lots(CalibrationSettings rule) => rule.UndecidedLottery is not { } clause ? null
        : string.Join(" · ", new[] { clause, Text.Of(rule.Lottery), rule.Smoothness?.ToExactText() }.OfType<string>());

    public static async Task<IReadOnlyList<RuleChange>> ListAsync(AppDb db, Guid callId, CancellationToken cancellationToken)
    {
        var facts = await db.Facts.AsNoTracking().Include(f => f.Texts).Where(f => f.CallId == callId && f.Kind == Kind).OrderBy(f => f.Id)
            .Select(f => new { Row = f, By = db.Users.Where(u => u.Id == f.PersonId).Select(u => u.DisplayName).FirstOrDefault() ?? "" })
            .ToListAsync(cancellationToken);
        return [.. facts.Select(f => new RuleChange(f.Row.At, f.By, (CallLife.ScoringRuleChanged)f.Row.Read()))];
    }
}
