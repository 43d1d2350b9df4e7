namespace GrantReview.Core.Awards;

/// <summary>
/// A day is a working day when it is from Monday to Friday and no day off, or a make-up day (调休上班), as the State Council announces year by
/// year.
/// </summary>
/// <param name="Years">The years that are announced; nothing is known of others.</param>
public sealed record WorkingDays(IReadOnlySet<int> Years, IReadOnlySet<DateOnly> DaysOff, IReadOnlySet<DateOnly> MakeUpDays)
{
    /// <summary>Null = the year is not announced.</summary>
    public bool? IsWorkingDay(DateOnly day) =>
        !Years.Contains(day.Year) ? null
        : MakeUpDays.Contains(day) || (!DaysOff.Contains(day) && day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));

    /// <summary>
    /// The public notice (公示) of so many working days that is put up on <paramref name="published"/>: the day itself does not count, the
    /// period ends with the last working day. Null = it reaches into a year that is not announced.
    /// </summary>
    /// <remarks>
    /// The convention of the Civil Code, article 201, which the Chengdu call of 2025 confirms with its own dates: 12 August + 2 working
    /// days is 14 August.
    /// </remarks>
    public NoticePeriod? NoticeOf(DateOnly published, int workingDays)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workingDays, 1);
        var counted = new List<DateOnly>();
        for (var day = published.AddDays(1); counted.Count < workingDays; day = day.AddDays(1))
        {
            if (IsWorkingDay(day) is not { } isWorking)
            {
                return null;
            }
            if (isWorking)
            {
                counted.Add(day);
            }
        }
        return new NoticePeriod(published, counted);
    }
}

/// <summary>A public notice and the working days that count.</summary>
public sealed record NoticePeriod(DateOnly Published, IReadOnlyList<DateOnly> Counted)
{
    public DateOnly First => Counted[0];

    /// <summary>Objections are in time until the end of this day, unless the call names an hour.</summary>
    public DateOnly Last => Counted[^1];
}
