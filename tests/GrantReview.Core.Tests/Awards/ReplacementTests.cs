using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Tests.Awards;

public class ReplacementTests
{
    private static readonly Money Each = Money.Parse("100");

    /// <summary>a1 and b1 are awarded of four in two categories, in this order; there is room for two.</summary>
    private static readonly AwardBasis Basis = new(
        [Candidate("a1", "a"), Candidate("b1", "b"), Candidate("b2", "b"), Candidate("a2", "a")],
        [new(new("places"), QuotaMeasure.Count, new Dictionary<string, IReadOnlyList<string>>(), 2, null)], []);

    private static readonly IReadOnlyList<FundedApplication> Decided = [Award("a1"), Award("b1")];

    [Fact]
    public void FirstUnfounded_OfTheFirstWhoFitsOrTheFirstOfItsCategoryOrNobody_IsNone()
    {
        Assert.Null(FirstUnfounded([], ("a1", "b2")));
        Assert.Null(FirstUnfounded([], ("a1", "a2")));
        Assert.Null(FirstUnfounded([], ("a1", null), ("b1", "b2")));
        Assert.Null(FirstUnfounded([], ("a1", "b2"), ("b2", "a2")));
        Assert.Null(FirstUnfounded(["b2"], ("a1", "a2")));
    }

    [Fact]
    public void FirstUnfounded_OfAnyOther_IsThatOne()
    {
        Assert.Equal("b1", FirstUnfounded([], ("b1", "a2"))?.Withdrawn.Value);
        Assert.Equal("a1", FirstUnfounded(["b2"], ("a1", "b2"))?.Withdrawn.Value);
        Assert.Equal("a2", FirstUnfounded([], ("a2", null))?.Withdrawn.Value);
        Assert.Equal("zz", FirstUnfounded([], ("zz", null))?.Withdrawn.Value);
        Assert.Equal("b2", FirstUnfounded([], ("a1", "b2"), ("b2", "a1"))?.Withdrawn.Value);
        Assert.NotNull(Replacement.FirstUnfounded(Basis, Decided, [new(new("a1"), new(new("b2"), Money.Parse("101")))], []));
    }

    [Fact]
    public void After_OfWhoCameInAndLeftAgain_HasTheLastOne() => Assert.Equal(
        ["b1", "a2"], Replacement.After(Decided, [Given("a1", "b2"), Given("b2", "a2")]).Select(a => a.Id.Value));

    private static Replacement? FirstUnfounded(string[] takenOut, params (string Leaves, string? Comes)[] replacements) =>
        Replacement.FirstUnfounded(
            Basis, Decided, [.. replacements.Select(r => Given(r.Leaves, r.Comes))], takenOut.Select(t => new ApplicationId(t)));

    private static Replacement Given(string leaves, string? comes) => new(new(leaves), comes is null ? null : Award(comes));

    private static FundedApplication Award(string id) => new(new(id), Each);

    private static AwardCandidate Candidate(string id, string category) =>
        new(new(id), Each, null, new Dictionary<string, string> { ["category"] = category }, Bar.None);
}
