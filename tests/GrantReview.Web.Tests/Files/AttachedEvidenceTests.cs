using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;
using GrantReview.Files.Attachments;
using GrantReview.Testing;

namespace GrantReview.Web.Tests.Files;

/// <summary>Which indicator a file is evidence of, by its name and by its folder.</summary>
public class AttachedEvidenceTests
{
    private static readonly IndicatorTree Tree = new(
        [
            A.Leaf("c", "50") with { Name = new LocalText("Capacity", "平台能力") },
            A.Leaf("c.hw", "100", "c") with { Name = new LocalText("Hardware", "硬件性能") },
            A.Leaf("s1", "50") with { Name = new LocalText("Services in use", "应用服务") },
        ], ScoringSettings.Default);

    [Theory]
    [InlineData("硬件性能.pdf", "c.hw")]
    [InlineData("硬件性能测试报告.pdf", "c.hw")]
    [InlineData("P01-硬件 性能.pdf", "c.hw")]
    [InlineData("P01 平台能力证明材料.docx", "c")]
    [InlineData("c.hw.pdf", "c.hw")]
    [InlineData("C_plan.pdf", "c")]
    [InlineData("SERVICES IN USE 2024.pdf", "s1")]
    [InlineData("s12.pdf", null)]
    [InlineData("cover.pdf", null)]
    [InlineData("P01.pdf", null)]
    [InlineData("报告-硬件性能.pdf", null)]
    public void Of_AFilesName_IsTheIndicatorThatItBeginsWith(string name, string? indicator) =>
        Assert.Equal(indicator, AttachedEvidence.Of(Tree, "P01", name)?.Code.Value);

    [Theory]
    [InlineData("P01/硬件性能/report.pdf", "硬件性能-report.pdf", "c.hw")]
    [InlineData("P01/平台能力/硬件性能/report.pdf", "硬件性能-report.pdf", "c.hw")]
    [InlineData(@"P01\平台能力\应用服务.pdf", "应用服务.pdf", "s1")]
    [InlineData("P01/c.hw/report.pdf", "c.hw-report.pdf", "c.hw")]
    [InlineData("P01/others/report.pdf", "report.pdf", null)]
    public void NameOf_AFileInAFolder_SaysTheIndicator(string path, string name, string? indicator)
    {
        Assert.Equal(name, AttachedEvidence.NameOf(Tree, "P01", path));
        Assert.Equal(indicator, AttachedEvidence.Of(Tree, "P01", name)?.Code.Value);
    }
}
