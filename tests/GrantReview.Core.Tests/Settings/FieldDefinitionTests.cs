using GrantReview.Core.Settings;

namespace GrantReview.Core.Tests.Settings;

public class FieldDefinitionTests
{
    private static readonly FieldDefinition Classes = new("classes", new("Classes", "项目类别"), FieldType.List)
    {
        Codes = [new("揭榜挂帅", new("open competition", "“揭榜挂帅”项目"), ["揭榜挂帅项目"]), new("STS项目", new("STS project", "STS项目"), [])],
    };

    [Theory]
    [InlineData("“揭榜挂帅”项目", "揭榜挂帅")]
    [InlineData("\"揭榜挂帅\"项目；STS 项目", "揭榜挂帅;STS项目")]
    [InlineData("open competition; other", "揭榜挂帅;other")]
    [InlineData("其他、另一", "其他、另一")]
    [InlineData("", "")]
    public void Read_OfAnyWordForAValue_GivesItsCode(string written, string code) => Assert.Equal(code, Classes.Read(written));

    [Theory]
    [InlineData("STS 项目；其他", "其他")]
    [InlineData("无", "")]
    [InlineData("", "")]
    public void Unknown_OfACell_IsWhatTheListLacks(string written, string unknown) =>
        Assert.Equal(unknown, string.Join('|', Classes.Unknown(written)));

    [Fact]
    public void Heading_OfAUnitThatALanguageLacks_IsTheLabelAlone() =>
        Assert.Equal(new LocalText("Patents", "专利（项）"),
            new FieldDefinition("p", new("Patents", "专利"), FieldType.Number) { Unit = new("", "项") }.Heading);

    [Fact]
    public void Heading_OfPercent_SaysSo() =>
        Assert.Equal(new LocalText("Domestic IT (%)", "信创占比（%）"),
            new FieldDefinition("it", new("Domestic IT", "信创占比"), FieldType.Percent).Heading);

    [Theory]
    [InlineData(FieldType.Money, 10_000)]
    [InlineData(FieldType.Number, 1)]
    public void Factor_OfTenThousandYuan_IsForMoneyAlone(FieldType type, int factor) =>
        Assert.Equal(factor, new FieldDefinition("m", new LocalText("m"), type) { Unit = FieldDefinition.TenThousandYuan }.Factor);
}
