using System.ComponentModel.DataAnnotations;

namespace GrantReview.Web.Features.Scoring;

/// <summary>One edit of one field, as the script sends it.</summary>
public sealed class EditForm
{
    [Required, StringLength(Row.NameLength * 2)]
    public string Field { get; set; } = "";

    /// <summary>As typed; what is too long is refused by the act, and never cut.</summary>
    public string? Value { get; set; }
    public long Seen { get; set; }
    public Guid Operation { get; set; }
    public Guid Follows { get; set; }
}
