namespace GrantReview.Core.Calibration;

/// <summary>Which side of the funding line an application is on.</summary>
public enum FundingGroup { Accepted, Undecided, Rejected }

/// <summary>
/// The group that the data cannot tell apart at the funding line, by the rule of the Swiss National Science Foundation (Heyard, Ott,
/// Salanti and Egger 2022; R package ERforResearch): the line is the expected rank of the k-th best; an application whose 50 % rank
/// interval holds the line, or whose expected rank is the line, is undecided; one wholly above is accepted, one wholly below rejected.
/// Where the accepted and undecided together are exactly k, all of them are accepted.
/// </summary>
/// <param name="Line">The k-th smallest expected rank.</param>
/// <param name="Seats">Places left for the undecided.</param>
public sealed record FundingLine(int Places, double Line, int Accepted, int Undecided, int Rejected, int Seats)
{
    /// <param name="places">k; at least the number of applications means that all are accepted.</param>
    public static (FundingLine Line, IReadOnlyList<FundingGroup> Groups) Of(
        int places, IReadOnlyList<(double Expected, double Low50, double High50)> ranks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(places);
        var ordered = ranks.Select(r => r.Expected).Order().ToList();
        if (places == 0 || places >= ranks.Count)
        {
            var all = Enumerable.Repeat(places == 0 ? FundingGroup.Rejected : FundingGroup.Accepted, ranks.Count).ToList();
            return (Count(places, ordered.Count == 0 ? 0 : places == 0 ? ordered[0] : ordered[^1], all), all);
        }
        var line = ordered[places - 1];
        var groups = ranks.Select(r =>
            r.Expected == line || (r.Low50 <= line && line <= r.High50) ? FundingGroup.Undecided
            : r.High50 < line ? FundingGroup.Accepted
            : FundingGroup.Rejected).ToList();
        if (groups.Count(g => g != FundingGroup.Rejected) == places)
        {
            groups = [.. groups.Select(g => g == FundingGroup.Undecided ? FundingGroup.Accepted : g)];
        }
        return (Count(places, line, groups), groups);
    }

    private static FundingLine Count(int places, double line, List<FundingGroup> groups)
    {
        var (accepted, undecided) = (groups.Count(g => g == FundingGroup.Accepted), groups.Count(g => g == FundingGroup.Undecided));
        return new FundingLine(
            places, line, accepted, undecided, groups.Count - accepted - undecided, undecided == 0 ? 0 : Math.Max(0, places - accepted));
    }
}
