using GrantReview.Core.Applications;

namespace GrantReview.Core.Tests.Applications;

public class IdNumberTests
{
    /// <summary>The number of 18 digits is the example of GB 11643-1999; that of 15 is the same person's.</summary>
    [Theory]
    [InlineData("11010519491231002X", "11010519491231002X")]
    [InlineData("11010519491231002x", "11010519491231002X")]
    [InlineData("110105491231002", "11010519491231002X")]
    public void TryParse_OfAGoodNumber_HasEighteenCharacters(string text, string value)
    {
        Assert.True(IdNumber.TryParse(text, out var number));
        Assert.Equal(value, number.Value);
    }

    [Theory]
    [InlineData("110105194912310021")]
    [InlineData("110105194913310028")]
    [InlineData("110105194912310000")]
    [InlineData("11010519491231002")]
    [InlineData("1101051949123100XX")]
    [InlineData("")]
    public void TryParse_OfAWrongLengthDayOrCheckDigit_IsRefused(string text) => Assert.False(IdNumber.TryParse(text, out _));

    [Theory]
    [InlineData("虚某/110105194912310021", "虚某/11010519491231002X", SamePerson.Ask)]
    [InlineData("虚某/110105194912310021", "虚谋/110105194912310021", SamePerson.Ask)]
    [InlineData("虚某/110105194912310021", "虚谋/11010519491231002X", SamePerson.No)]
    [InlineData("虚某/110105491231002", "虚谋/11010519491231002X", SamePerson.Yes)]
    public void Compare_WithABrokenNumber_ProvesNothing(string one, string other, SamePerson same)
    {
        Assert.Equal(same, Person.Parse(one).Compare(Person.Parse(other)));
        Assert.Equal(same, Person.Parse(other).Compare(Person.Parse(one)));
    }

    [Theory]
    [InlineData("阿依．虚构", "阿依·虚构")]
    [InlineData("阿依.虚构", "阿依‧虚构")]
    [InlineData("虚\u200B某", "虚某")]
    public void NameKey_OfOneName_IsOne(string one, string other) => Assert.Equal(new Person(one).NameKey, new Person(other).NameKey);

    [Theory]
    [InlineData("张三总经理")]
    [InlineData("张三副总经理")]
    [InlineData("张三副主任")]
    [InlineData("张三副院长")]
    [InlineData("张三副所长")]
    [InlineData("张三副处长")]
    [InlineData("张三特聘教授")]
    [InlineData("张三名誉院长")]
    [InlineData("张三教授兼副院长")]
    [InlineData("张三副教授、博士")]
    [InlineData("副院长张三")]
    [InlineData("特聘教授：张三")]
    public void NameKey_WithATitleOfAnyKind_IsTheName(string written) => Assert.Equal("张三", new Person(written).NameKey);

    [Theory]
    [InlineData("王博士", "王博士")]
    [InlineData("王思兼教授", "王思兼")]
    [InlineData("李荣誉教授", "李荣誉")]
    public void NameKey_OfANameThatSoundsLikeATitle_KeepsIt(string written, string key) => Assert.Equal(key, new Person(written).NameKey);

    [Fact]
    public void Person_WhoseKeysWereRead_EqualsOneOfTheSameWords_AndACopyReadsItsOwn()
    {
        var person = new Person("张三教授", "510104196701011004");
        var (name, number) = (person.NameKey, person.IdKey);

        Assert.Equal(new Person("张三教授", "510104196701011004"), person);
        Assert.Equal(("李四", ""), (person with { Name = "李四", IdNumber = "" }) is var other ? (other.NameKey, other.IdKey) : default);
        Assert.Equal(("张三", number), (name, person.IdKey));
    }

    [Fact]
    public void NameKey_OfARareCharacter_KeepsIt() => Assert.NotEqual(new Person("虚𠮷").NameKey, new Person("虚𡈽").NameKey);
}
