using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;

namespace GrantReview.Web.Tests.Pages;

/// <summary>How much chance is in the awards, on the page of calibration.</summary>
public class CalibrationTests
{
    private const string Call = "/calls/" + DemoRound.ScoredCode;

    [Theory]
    [InlineData("en", "What 3, 5 or 7 experts would change", "if the panel knew the true quality", "With 3 experts for each application about",
        "Awards that hang on one expert")]
    [InlineData("zh-CN", "3、5、7 位专家的差别", "若专家组确知每个项目的真实质量", "若每个项目由 3 位专家评审，约有", "取决于一位专家的立项结果")]
    public async Task Index_SaysWhatExpertsBuy_AndAfterARunHowMuchChanceIsInTheAwards(
        string language, string before, string chance, string with, string hanging)
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer", language);

        var early = await officer.ReadAsync(Call + "/calibration");
        await new AwardRound(site, DemoRound.ScoredCode).TryRunAsync();
        var late = await officer.ReadAsync(Call + "/calibration");

        Assert.Contains(before, early, StringComparison.Ordinal);
        Assert.Contains(chance, late, StringComparison.Ordinal);
        Assert.Contains(with, late, StringComparison.Ordinal);
        Assert.Contains(hanging, late, StringComparison.Ordinal);
        Assert.DoesNotContain(before, late, StringComparison.Ordinal);
    }
}
