using GrantReview.Core.Applications;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Tests.Applications;

public class TimesTests
{
    [Theory]
    [InlineData("1985-08-13", "2025-08-12", 39)]
    [InlineData("1985-08-12", "2025-08-12", 40)]
    [InlineData("2000-02-29", "2001-02-28", 0)]
    [InlineData("2000-02-29", "2001-03-01", 1)]
    [InlineData("2025-01-01", "2024-12-31", -1)]
    public void FullYears_CountAnniversaries(string from, string to, int expected) =>
        Assert.Equal(expected, Times.FullYears(Day(from), Day(to)));

    [Theory]
    [InlineData("2025-10-01", "2027-09-30", 24)]
    [InlineData("2025-10-01", "2027-10-01", 25)]
    [InlineData("2024-01-31", "2024-02-28", 1)]
    [InlineData("2024-01-31", "2024-02-29", 2)]
    [InlineData("2024-01-01", "2024-01-01", 1)]
    [InlineData("2024-01-02", "2024-01-01", 0)]
    public void Months_AreTheFewestThatHoldBothDays(string from, string to, int expected) =>
        Assert.Equal(expected, Times.Months(Day(from), Day(to)));

    [Theory]
    [InlineData("2025-08-12", "2025-08-12 23:59:59.999999")]
    [InlineData("20250812", "2025/8/12")]
    [InlineData("2025年8月12日", "2025.8.12")]
    [InlineData("2025年8月12日 9:05", "2025-08-12T09:05:00+08:00")]
    [InlineData("２０２５/8/12 9:05", "2025-08-12 09:05")]
    [InlineData("2025-08-12\u200B", "2025-08-12")]
    [InlineData("2025年8月12日上午10时", "2025-08-12 10:00")]
    [InlineData("2025年8月12日 上午 10:00", "2025-08-12 10:00")]
    [InlineData("2025年8月12日早上8点半", "2025-08-12 8:30")]
    [InlineData("2025年8月12日凌晨0时05分", "2025-08-12 0:05")]
    [InlineData("2025年8月12日中午12时", "2025-08-12 12:00")]
    [InlineData("2025年8月12日下午5时30分", "2025-08-12 17:30")]
    [InlineData("2025年8月12日下午5点", "2025-08-12 17:00")]
    [InlineData("2025年8月12日下午17时", "2025-08-12 17:00")]
    [InlineData("2025年8月12日下午12:30", "2025-08-12 12:30")]
    [InlineData("2025年8月12日晚上8时", "2025-08-12 20:00")]
    [InlineData("2025年8月12日17时", "2025-08-12 17:00")]
    [InlineData("2025年8月12日17时整", "2025-08-12 17:00")]
    [InlineData("2025年8月12日17时5分9秒", "2025-08-12 17:05:09")]
    [InlineData("2025年8月12日17：00", "2025-08-12 17:00")]
    [InlineData("2025 年 8 月 12 日 17 时 30 分", "2025-08-12 17:30")]
    [InlineData("2025年8月12日（星期二）17:00", "2025-08-12 17:00")]
    [InlineData("2025年8月12日(周二)下午5時", "2025-08-12 17:00")]
    [InlineData("2025年8月12日星期二", "2025-08-12")]
    [InlineData("2025年8月12号", "2025-08-12")]
    [InlineData("北京时间2025年8月12日17时", "2025-08-12 17:00")]
    [InlineData("2025-08-12 17:00（北京时间）", "2025-08-12 17:00")]
    [InlineData("2025/8/12 5:00:00 PM", "2025-08-12 17:00")]
    [InlineData("2025/8/12 5PM", "2025-08-12 17:00")]
    [InlineData("2025-08-12 12:30 AM", "2025-08-12 0:30")]
    [InlineData("2025-08-12 12:30 PM", "2025-08-12 12:30")]
    [InlineData("2025/8/12 下午 5:00:00", "2025-08-12 17:00")]
    [InlineData("2025年8月12日24时", "2025-08-12")]
    [InlineData("2025-08-12 24:00", "2025-08-12")]
    [InlineData("2025-08-12 17:00:00.0", "2025-08-12 17:00")]
    [InlineData("20250812 17:00", "2025-08-12 17:00")]
    public void Read_OfOneInstantWrittenInTwoWays_IsOne(string one, string other)
    {
        Assert.NotNull(Times.Read(one));
        Assert.Equal(Times.Read(other), Times.Read(one));
    }

    [Theory]
    [InlineData("10:00")]
    [InlineData("12/8/2025 10:00")]
    [InlineData("12-08-2025")]
    [InlineData("2025-08")]
    [InlineData("2025-08-12 24:01")]
    [InlineData("2025-08-12 25:00")]
    [InlineData("2025-08-12 17:60")]
    [InlineData("2025-08-12 17")]
    [InlineData("2025-08-123:00")]
    [InlineData("2025-08-12 9:00-11:00")]
    [InlineData("2025-08-12 17:00前")]
    [InlineData("2025年8月12日上午13时")]
    [InlineData("2025年8月12日上午12时")]
    [InlineData("2025年8月12日晚上12时")]
    [InlineData("2025年8月12日下午0时")]
    [InlineData("2025年8月12日中午5时")]
    [InlineData("2025年8月12日（星期三）17:00")]
    [InlineData("2025年2月30日17时")]
    [InlineData("2025年13月1日")]
    [InlineData("8月12日下午5时30分")]
    [InlineData("12日24时")]
    [InlineData("17时")]
    [InlineData("下午5时30分")]
    [InlineData("二〇二五年八月十二日")]
    [InlineData("45881")]
    public void Read_OfWhatNamesNoInstant_IsNull(string text) => Assert.Null(Times.Read(text));

    [Theory]
    [InlineData("2025-08-12T17:00:00+08:00", "2025-08-12T09:00:00Z")]
    [InlineData("2025-08-12T17:00", "2025-08-12T09:00:00Z")]
    [InlineData("2025-08-12 17:00:00", "2025-08-12T09:00:00+00:00")]
    [InlineData("2025-08-12T17:00:00+08:00", "2025-08-12T04:00:00-05:00")]
    [InlineData("2025-08-12 17:00 +0800", "2025-08-12 09:00 UTC")]
    [InlineData("2025-08-12 17:00 GMT+8", "2025-08-12T14:30:00+05:30")]
    [InlineData("2025-08-12 17:00 UTC-2", "2025-08-13 03:00")]
    [InlineData("2025年8月12日17时", "2025-08-12T09:00:00.0000000Z")]
    public void TryParse_WithoutOffset_IsChinasTime(string text, string same)
    {
        Assert.True(Times.TryParse(text, out var time, out var hasHour));
        Assert.True(Times.TryParse(same, out var other, out _));
        Assert.True(hasHour);
        Assert.Equal(other, time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("2025-02-30")]
    [InlineData("12/08/2025")]
    [InlineData("0001-01-01 00:00")]
    [InlineData("9999-12-31T23:00:00-05:00")]
    [InlineData("2025-08-12T17:00:00+15:00")]
    public void TryParse_OfWhatIsNoDate_SaysNo(string text) => Assert.False(Times.TryParse(text, out _, out _));

    /// <summary>The end of a day has an hour where one was written.</summary>
    [Theory]
    [InlineData("2025年8月12日24时", true)]
    [InlineData("2025-08-12", false)]
    public void TryParse_OfMidnightAtTheEndOfADay_IsStillThatDay(string text, bool hasAnHour)
    {
        Assert.True(Times.TryParse(text, out var time, out var hasHour));

        Assert.Equal((Day("2025-08-12"), hasAnHour), (Times.DayOf(time), hasHour));
        Assert.True(time < Times.StartOf(Day("2025-08-13")));
    }

    /// <summary>Months of retirement from the table of the national measures on later retirement in force since 2025.</summary>
    [Theory]
    [InlineData("男", 60, "1965-01-01", 4, 36, "1965-05-15", "2025-07-01")]
    [InlineData("男", 60, "1965-01-01", 4, 36, "1966-08-15", "2027-01-01")]
    [InlineData("男", 60, "1965-01-01", 4, 36, "1980-01-01", "2043-01-01")]
    [InlineData("女干部", 55, "1970-01-01", 4, 36, "1981-09-01", "2039-09-01")]
    [InlineData("女工人", 50, "1975-01-01", 2, 60, "1984-11-01", "2039-11-01")]
    [InlineData("男", 60, "1965-01-01", 4, 36, "1964-12-31", "2024-12-01")]
    public void FJ25_10_RetirementMonth_FollowsTheTable(string group, int years, string from, int every, int most, string birth,
        string month) =>
        Assert.Equal(Day(month), new RetirementAge(group, years, Day(from), every, most).MonthFor(Day(birth)));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd");
}
