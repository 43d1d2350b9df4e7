using System.Globalization;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Web.Localisation;

namespace GrantReview.Web.Features.Scoring;

/// <summary>One expert's sheet as the page shows it.</summary>
public sealed record SheetPage(
    Guid Id,
    string CallCode,
    LocalText CallName,
    string ApplicationCode,
    string Title,
    string Unit,
    IReadOnlyList<(string Name, string Value)> Attributes,
    SheetStatus Status,
    bool CanEdit,
    string? ReturnReason,
    DateTime? SubmittedAt,
    DateTime? ClosesAt,
    IndicatorTree Tree,
    IReadOnlyList<SheetLeaf> Leaves,
    SheetTotal Total,
    IReadOnlyList<SheetQuestion> Questions,
    SheetForm Form,
    long Version,
    IReadOnlyDictionary<string, string> Faults,
    ReportForm Report)
{
    public IReadOnlyList<SheetLeaf> Missing => [.. Leaves.Where(l => l.IsMissing)];
    public SheetLeaf? Leaf(string code) => Leaves.FirstOrDefault(l => l.Node.Code == code);

    /// <summary>A node's subtotal in points of the whole, two digits.</summary>
    public string Subtotal(IndicatorNode node) =>
        Total.Nodes.TryGetValue(node.Code, out var score) ? (score * node.Share).ToText(2) : "—";

    public string TotalText => Total.Total?.ToText(2) ?? "—";
}

/// <summary>A leaf with what the expert gave it.</summary>
/// <param name="Score">As saved, or as typed when it was refused.</param>
/// <param name="Measured">For a measured leaf: its points and the figure they come from.</param>
public sealed record SheetLeaf(IndicatorNode Node, string? Score, bool NotApplicable, string Reason, long Version, (Rational? Points, string Figure)? Measured)
{
    public bool IsMissing => Measured is null && Score is null && !NotApplicable;

    public string ScaleText => string.Create(CultureInfo.InvariantCulture, $"{Formats.Plain(Node.Min)}–{Formats.Plain(Node.Max)}");
}
