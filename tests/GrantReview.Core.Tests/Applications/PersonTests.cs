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
}
