using System.ComponentModel.DataAnnotations;
using GrantReview.Core.Acts;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Data;

namespace GrantReview.Web.Features.Scoring;

/// <summary>The questions beside the tree.</summary>
public sealed class SheetForm
{
    public SheetForm()
    {
    }

    public SheetForm(SheetAnswers answers)
    {
        OverallComment = answers.OverallComment.Text;
        Familiarity = answers.Familiarity;
        Recommendation = answers.Recommendation;
        SuggestedAmount = answers.Suggested?.ToString();
        Version = answers.Edition;
    }

    [StringLength(Row.NoteLength)]
    public string? OverallComment { get; set; }
    public Familiarity Familiarity { get; set; }
    public Recommendation Recommendation { get; set; }

    /// <summary>Yuan.</summary>
    public string? SuggestedAmount { get; set; }
    public long Version { get; set; }

    public bool AmountIsReadable => string.IsNullOrWhiteSpace(SuggestedAmount) || Money.TryParse(SuggestedAmount.Trim(), out _);

    /// <summary>Null where something cannot be read.</summary>
    public AnswersLife.Write? ToAct()
    {
        var comment = FreeText.Of(OverallComment);
        if (!AmountIsReadable || !Enum.IsDefined(Familiarity) || !Enum.IsDefined(Recommendation) || comment.Text?.Length > FreeText.Longest)
        {
            return null;
        }
        Money? suggested = Money.TryParse(SuggestedAmount?.Trim(), out var amount) ? amount : null;
        return new AnswersLife.Write(comment, Familiarity, Recommendation, suggested, Version);
    }
}

/// <summary>A conflict that the expert reports beside the sheet.</summary>
public sealed class ReportForm
{
    public string? Kind { get; set; }
    public string? Note { get; set; }
}

/// <summary>One leaf as the script saves it, or as a whole form has it.</summary>
public sealed class LeafForm
{
    [Required, StringLength(Row.NameLength)]
    public string Indicator { get; set; } = "";
    [StringLength(40)]
    public string? Score { get; set; }
    [StringLength(Row.NoteLength)]
    public string? Reason { get; set; }
    public bool NotApplicable { get; set; }
    public Guid OperationId { get; set; }
    public long Version { get; set; }

    public static LeafForm From(IFormCollection form, IndicatorNode leaf) => new()
    {
        Indicator = leaf.Code, Score = form[$"score.{leaf.Code}"], Reason = form[$"reason.{leaf.Code}"],
        NotApplicable = form[$"na.{leaf.Code}"] == "true", OperationId = Guid.NewGuid(),
        Version = long.TryParse(form[$"version.{leaf.Code}"], out var version) ? version : 0,
    };

    public LeafLife.Give ToAct(IndicatorNode leaf) =>
        new(leaf, Score ?? "", NotApplicable, FreeText.Of(Reason), Version, OperationId);
}
