using System.ComponentModel.DataAnnotations;
using GrantReview.Data;

namespace GrantReview.Web.Features.Scoring;

/// <summary>The questions beside the tree.</summary>
public sealed class SheetForm
{
    public static IReadOnlyList<string> Familiarities { get; } = ["familiar", "fair", "unfamiliar"];
    public static IReadOnlyList<string> Recommendations { get; } = ["fund", "fund-if", "reject"];

    [StringLength(Row.NoteLength)]
    public string? OverallComment { get; set; }
    public string? Familiarity { get; set; }
    public string? Recommendation { get; set; }

    /// <summary>Yuan.</summary>
    public string? SuggestedAmount { get; set; }
    public long Version { get; set; }
}

/// <summary>One leaf as the script saves it.</summary>
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
}
