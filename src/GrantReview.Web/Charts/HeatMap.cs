namespace GrantReview.Web.Charts;

/// <summary>
/// A table whose cells say a difference by figure and by shade: four steps each way, so that a row all of one shade is seen at once.
/// </summary>
public static class HeatMap
{
    /// <summary>As many columns as a page shows of it.</summary>
    public const int MostColumns = 60;

    private const int Steps = 4;

    /// <summary>“up-3”: above, in the third of four steps up to the widest difference; empty where there is none.</summary>
    public static string ClassOf(double? difference, double widest) => difference is not { } d ? "none"
        : Math.Ceiling(Math.Abs(d) / widest * Steps) is var step and >= 1 ? (d > 0 ? $"up-{step}" : $"down-{step}") : "even";

    /// <summary>A whole number with its sign; nothing where there is no score.</summary>
    public static string Figure(double? difference) => difference?.ToString("+0;−0;0", CultureInfo.InvariantCulture) ?? "";
}
