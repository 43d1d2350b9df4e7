using GrantReview.Data;
using GrantReview.Testing;
using GrantReview.Web.Features.Parts;
using GrantReview.Web.Tests.Hosting;

namespace GrantReview.Web.Tests.Pages;

/// <summary>The page of all parts, and the colours that it shows.</summary>
public class PartsTests
{
    private static readonly Dictionary<string, Colour> Shown = Colours
        .Read(File.ReadAllText(Path.Combine(Solution.Root, "src", "GrantReview.Web", "wwwroot", "css", "site.css")))
        .ToDictionary(c => c.Name);

    public static TheoryData<string, string, double> Uses =>
        [.. Colours.Uses.SelectMany(u => u.On.Select(ground => (u.Ink, ground, u.Least)))];

    [Theory, MemberData(nameof(Uses))]
    public void Colour_CanBeReadWhereItStands_InLightAndDark(string ink, string ground, double least)
    {
        Assert.InRange(Colours.Contrast(Shown[ink].Light, Shown[ground].Light), least, 21);
        Assert.InRange(Colours.Contrast(Shown[ink].Dark, Shown[ground].Dark), least, 21);
    }

    /// <summary>As WCAG 2.2 gives them: black on white, and the least grey that is text on white.</summary>
    [Fact]
    public void Contrast_IsThatOfTheGuidelines()
    {
        Assert.Equal(21, Colours.Contrast("#000", "#ffffff"), 3);
        Assert.Equal(4.54, Colours.Contrast("#767676", "#fff"), 2);
        Assert.Equal(1, Colours.Contrast("#2a2a2a", "#2a2a2a"), 3);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh-CN")]
    public async Task Parts_AreDrawnOnce_ForWhoeverDevelops(string culture)
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);

        var page = await Html.OpenAsync(await (await site.VisitAsync(culture: culture)).GetAsync("/parts"));

        Assert.Equal(12, page.QuerySelectorAll("table.data tbody tr .mark").Select(m => m.Closest("tr")).Distinct()
            .Count(r => r?.QuerySelector("td.code") is not null));
        Assert.NotNull(page.QuerySelector(".note.bad"));
        Assert.NotNull(page.QuerySelector("[aria-invalid=true]"));
    }
}
