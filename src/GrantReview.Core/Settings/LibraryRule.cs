namespace GrantReview.Core.Settings;

/// <summary>
/// How "considered first in later years" is read: not at all; among equals the earlier year in the library comes first; or those of the
/// library come before everybody else.
/// </summary>
public enum LibraryReading { None, TieBreak, First }

/// <summary>What applications from the project library (项目库) are owed in a later call, as the officer reads the source, and why.</summary>
/// <remarks>The source (成都 2024, 十（八）) says 优先考虑 and no more.</remarks>
public sealed record LibraryRule(LibraryReading Reading, string Reason)
{
    /// <summary>The column that holds the year in which an application entered the library; blank = it did not.</summary>
    public const string Column = "library_year";

    /// <summary>The year that a cell names; null where it is blank, denies (无) or is none.</summary>
    public static string? YearOf(string? cell) =>
        Written.Number(cell) is { IsInteger: true } year && year >= 1949 && year < 10_000 ? year.ToString() : null;

    /// <summary>Neither blank nor a denial nor a year: who wrote it meant something.</summary>
    public static bool IsUnreadable(string? cell) =>
        !string.IsNullOrWhiteSpace(cell) && Written.Truth(cell) != false && YearOf(cell) is null;
}
