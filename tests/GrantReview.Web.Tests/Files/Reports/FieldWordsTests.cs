using GrantReview.Core.Calls;
using GrantReview.Core.Settings;
using GrantReview.Files.Reports;

namespace GrantReview.Web.Tests.Files.Reports;

public class FieldWordsTests
{
    private static readonly Call Call = new("X", new LocalText("X"), null, null, [new Category(new("a"), new LocalText("Key project", "重点项目"), null)
    {
        OtherSources = [new OtherSource("district", new LocalText("District", "区级资金"), AmountRule.Each(default))],
    }], ScoringSettings.Default, AssignmentSettings.Default, CalibrationSettings.Default, AllocationSettings.Default)
    {
        Fields =
        [
            new("own", new("Own funds", "自筹资金"), FieldType.Money),
            new("sales", new("Sales", "销售收入"), FieldType.Money) { MoneyUnit = MoneyUnit.TenThousandYuan },
            new("sme", new("Small company", "中小企业"), FieldType.YesNo), new("it", new("Domestic IT", "信创占比"), FieldType.Percent),
            new("tax", new("Tax", "税率"), FieldType.Share), new("jobs", new("Jobs", "就业人数"), FieldType.Number) { Unit = new("people", "人") },
            new("filed", new("Filed", "备案时间"), FieldType.Date),
            new("level", new("Level", "级别"), FieldType.Code) { Codes = [new("市级", new("city", "市级"), ["市里"])] },
            new("places", new("Places", "地点"), FieldType.List) { Codes = [new("市级", new("city", "市级"), [])] },
        ],
    };

    [Theory]
    [InlineData("own", "5300000.50", "5,300,000.5 yuan", "5,300,000.5 元")]
    [InlineData("sales", "3000000", "300 10,000 yuan", "300 万元")]
    [InlineData("sme", "√", "yes", "是")]
    [InlineData("sme", "no", "no", "否")]
    [InlineData("sme", "合同.pdf", "合同.pdf", "合同.pdf")]
    [InlineData("it", "62", "62%", "62%")]
    [InlineData("tax", "0.06", "6%", "6%")]
    [InlineData("tax", "6%", "6%", "6%")]
    [InlineData("jobs", "110", "110 people", "110 人")]
    [InlineData("filed", "2024年9月2日", "2024-09-02", "2024-09-02")]
    [InlineData("filed", "2024-09-02T01:19:00Z", "2024-09-02 09:19", "2024-09-02 09:19")]
    [InlineData("level", "市级", "city", "市级")]
    [InlineData("places", "市级；别处", "city, 别处", "市级、别处")]
    [InlineData("requested_amount", "906060", "906,060 yuan", "906,060 元")]
    [InlineData("own", "about 5", "about 5", "about 5")]
    [InlineData("category", "a", "Key project", "重点项目")]
    [InlineData("category", "b", "b", "b")]
    [InlineData("unknown", "yes", "yes", "yes")]
    [InlineData("own", "", "", "")]
    public void Value_OfACell_IsSaidByItsType(string column, string cell, string english, string chinese) =>
        Assert.Equal(new LocalText(english, chinese), FieldWords.Value(Call, column, cell));

    [Fact]
    public void HeadingOf_Percent_SaysSo() =>
        Assert.Equal(new LocalText("Domestic IT (%)", "信创占比（%）"),
            FieldWords.HeadingOf(new FieldDefinition("it", new("Domestic IT", "信创占比"), FieldType.Percent)));

    [Fact]
    public void HeadingOf_AUnitThatALanguageLacks_IsTheLabelAlone()
    {
        var patents = new FieldDefinition("p", new("Patents", "专利"), FieldType.Number) { Unit = new("", "项") };

        Assert.Equal(new LocalText("Patents", "专利（项）"), FieldWords.HeadingOf(patents));
        Assert.Equal(new LocalText("Sales (10,000 yuan)", "销售收入（万元）"), FieldWords.HeadingOf(Call.Fields.Single(f => f.Code == "sales")));
    }

    [Theory]
    [InlineData("own", "Own funds", "自筹资金")]
    [InlineData("unit_type", "Type of unit", "单位类型")]
    [InlineData("award_amount", "Amount of the award", "拟立项金额")]
    [InlineData("district_award_amount", "Amount of the award: District", "拟立项金额（区级资金）")]
    [InlineData("of_nobody", "of nobody", "of nobody")]
    public void Name_OfAColumn_IsTheCallsOrWhatEveryCallHas(string column, string english, string chinese) =>
        Assert.Equal(new LocalText(english, chinese), FieldWords.Name(Call, column));
}
