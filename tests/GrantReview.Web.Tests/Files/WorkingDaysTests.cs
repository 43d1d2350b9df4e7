using GrantReview.Core.Awards;
using GrantReview.Files;
using GrantReview.Files.Notices;
using GrantReview.Files.Rounds;

namespace GrantReview.Web.Tests.Files;

/// <summary>The shipped calendar against what the State Council announced, and notice periods over holidays.</summary>
public class WorkingDaysTests
{
    private static readonly WorkingDays China = Read();

    [Theory]
    [InlineData("2022-01-29", true)]
    [InlineData("2022-02-06", false)]
    [InlineData("2023-10-06", false)]
    [InlineData("2023-10-07", true)]
    [InlineData("2024-02-09", true)]
    [InlineData("2024-02-18", true)]
    [InlineData("2024-09-14", true)]
    [InlineData("2025-01-26", true)]
    [InlineData("2025-10-08", false)]
    [InlineData("2025-10-11", true)]
    [InlineData("2026-02-23", false)]
    [InlineData("2026-02-28", true)]
    [InlineData("2026-11-25", true)]
    public void IsWorkingDay_IsAsAnnounced(string day, bool works) => Assert.Equal(works, China.IsWorkingDay(Day(day)));

    /// <summary>
    /// The Chengdu call's own dates: 12 August 2025 and two working days is 14 August, and one more is 15 August; the others cross a
    /// holiday with make-up days.
    /// </summary>
    [Theory]
    [InlineData("2025-08-12", 2, "2025-08-14")]
    [InlineData("2025-08-12", 3, "2025-08-15")]
    [InlineData("2025-09-30", 5, "2025-10-14")]
    [InlineData("2024-09-29", 5, "2024-10-11")]
    [InlineData("2024-02-07", 7, "2024-02-22")]
    [InlineData("2023-09-27", 5, "2023-10-10")]
    [InlineData("2022-12-28", 5, "2023-01-05")]
    [InlineData("2026-02-13", 5, "2026-02-27")]
    public void NoticeOf_CountsWorkingDaysAfterTheDay(string published, int days, string last)
    {
        var notice = China.NoticeOf(Day(published), days);

        Assert.Equal((days, Day(last)), (notice!.Counted.Count, notice.Last));
        Assert.All(notice.Counted, d => Assert.True(China.IsWorkingDay(d)));
    }

    [Fact]
    public void NoticeOf_IntoAYearThatIsNotAnnounced_IsUnknown()
    {
        Assert.Null(China.NoticeOf(Day("2026-12-30"), 5));
        Assert.Null(China.IsWorkingDay(Day("2027-01-04")));
    }

    [Fact]
    public void Read_OfABadCalendar_NamesEveryMistake()
    {
        List<Mistake> mistakes = [];

        Assert.Null(WorkingDaysFile.Read("""{ "years": [ { "year": 2025, "daysOff": [ { "from": "2025-10-08", "to": "2025-10-01" }, { "from": "1 Oct", "to": "2025-10-01" } ], "makeUpDays": [ "2025-13-01" ] } ] }"""u8.ToArray(), "c.json", mistakes));
        Assert.Equal(["years[0].daysOff[0].to", "years[0].daysOff[1].from", "years[0].makeUpDays", "years[0].source"],
            mistakes.Select(m => m.Column).Order(StringComparer.Ordinal));
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static WorkingDays Read()
    {
        List<Mistake> mistakes = [];
        var calendar = WorkingDaysFile.Read(File.ReadAllBytes(Path.Combine(TemplateFolder.Shipped.Path, "working-days", "china.json")),
            "china.json", mistakes);
        return mistakes.Count == 0 && calendar is not null ? calendar
            : throw new InvalidOperationException(string.Join("; ", mistakes.Select(m => m.Say("en"))));
    }
}
