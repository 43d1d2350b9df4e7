using GrantReview.Core.Applications;

namespace GrantReview.Core.Tests.Applications;

public class PersonTests
{
    [Theory]
    [InlineData("张三", "张三", SamePerson.Ask)]
    [InlineData("张 三", "张三", SamePerson.Ask)]
    [InlineData("阿卜杜拉·买买提", "阿卜杜拉•买买提", SamePerson.Ask)]
    [InlineData("张三", "李四", SamePerson.No)]
    [InlineData("", "", SamePerson.No)]
    [InlineData("张三/13800000000", "张三/+86 138-0000-0000", SamePerson.Yes)]
    [InlineData("张三/13800000000", "张三/13900000000", SamePerson.Ask)]
    [InlineData("张三/13800000000", "李四/13800000000", SamePerson.No)]
    [InlineData("张三/Z@x.cn", "张三/z@X.cn", SamePerson.Yes)]
    [InlineData("张三/11010519491231002X", "Zhang San/１１０１０５１９４９１２３１００２ｘ", SamePerson.Yes)]
    [InlineData("张三/11010519491231002X/z@x.cn", "张三/110105194912310038/z@x.cn", SamePerson.No)]
    [InlineData("张三教授", "张三", SamePerson.Ask)]
    [InlineData("张三（教授）", "張三", SamePerson.Ask)]
    [InlineData("1.张三", "Dr 张三博士", SamePerson.No)]
    [InlineData("张 三 副研究员", "张三", SamePerson.Ask)]
    [InlineData("李四", "\uF9E1四", SamePerson.Ask)]
    [InlineData("王博士", "王教授", SamePerson.No)]
    [InlineData("张三/110105194912310000", "张三/11010519491231002X", SamePerson.Ask)]
    [InlineData("张三/1.10105E+17", "张三/11010519491231002X", SamePerson.Ask)]
    [InlineData("张三/11010519491231002", "张三/11010519491231002X", SamePerson.Ask)]
    public void Compare_SameNameIsAQuestion_AndAContactAnAnswer(string one, string other, SamePerson same)
    {
        Assert.Equal(same, Person.Parse(one).Compare(Person.Parse(other)));
        Assert.Equal(same, Person.Parse(other).Compare(Person.Parse(one)));
    }

    [Fact]
    public void ToString_IsWhatParseReads()
    {
        var person = new Person("张三", "11010519491231002X", "13800000000", "z@x.cn");

        Assert.Equal(person, Person.Parse(person.ToString()));
    }

    /// <summary>What a spreadsheet made of eighteen digits, and what is no number, prove neither that two are one nor that they differ.</summary>
    [Theory]
    [InlineData("110105194912310000")]
    [InlineData("1.10105E+17")]
    [InlineData("1.10105e17")]
    [InlineData("110105E12")]
    [InlineData("11010519491231002")]
    public void IdKey_OfANumberThatWasRoundedOrCutOff_ProvesNothing(string number) =>
        Assert.True(new Person("张三", number).HasBrokenIdNumber);

    [Theory]
    [InlineData("'11010519491231002X", "11010519491231002X")]
    [InlineData("E12345678", "e12345678")]
    [InlineData("无", "")]
    [InlineData("N/A", "")]
    [InlineData("/", "")]
    public void IdText_OfANumberAsOfficesWriteIt_IsTheNumber(string written, string number) =>
        Assert.Equal(number, new Person("张三", written).IdText);

    [Theory]
    [InlineData("张三、李四", "张三、李四|张三|李四")]
    [InlineData("张三/李四", "张三/李四|张三|李四")]
    [InlineData("Zhang San", "Zhang San")]
    [InlineData("张三", "张三")]
    public void Mentioned_OfACell_AreAllWhomItMayName(string cell, string names) =>
        Assert.Superset(names.Split('|').ToHashSet(), Person.Parse(cell).Mentioned().Select(p => p.Name).ToHashSet());
}
