using System.Text.Json.Serialization;
using GrantReview.Core.Acts;

namespace GrantReview.Core.Calls;

/// <summary>Whom a broadcast is for.</summary>
public enum Audience { AllExperts, UndeclaredExperts, ExpertsWithOpenSheets, ExpertsWhoAreDone, Applicants }

/// <summary>The words of a broadcast; English ones are blank where those who read English get the Chinese ones.</summary>
public sealed record BroadcastWords(FreeText SubjectZh, FreeText TextZh, FreeText SubjectEn, FreeText TextEn)
{
    public const int LongestSubject = 120;

    /// <summary>What was typed; a subject is one line.</summary>
    public static BroadcastWords Of(string? subjectZh, string? textZh, string? subjectEn, string? textEn) =>
        new(Line(subjectZh), FreeText.Of(textZh?.ReplaceLineEndings("\n")), Line(subjectEn), FreeText.Of(textEn?.ReplaceLineEndings("\n")));

    [JsonIgnore]
    public bool HasEnglish => !SubjectEn.IsBlank && !TextEn.IsBlank;

    private static FreeText Line(string? typed) => FreeText.Of(typed?.ReplaceLineEndings(" "));
}

/// <summary>One mail to chosen people of a call (群发通知).</summary>
public sealed record Broadcast(DateTime? SentAt)
{
    public static Broadcast None { get; } = new((DateTime?)null);

    public Audience Audience { get; init; }

    /// <summary>Of the applicants; blank = all.</summary>
    public string Category { get; init; } = "";
    public FreeText Subject { get; init; }
    public int Recipients { get; init; }
    public Guid? SentBy { get; init; }
}

/// <param name="AreAsShown">The recipients are those that the preview counted.</param>
public sealed record BroadcastEvidence(bool AreAsShown);

/// <summary>
/// An officer writes to chosen people of the call: each gets a mail of their own that names nobody else. It goes to the table of mails; a
/// mail counts as sent once a server took it.
/// </summary>
public static class BroadcastLife
{
    // Acts.

    /// <param name="Recipients">Rows of experts or applications, one for each mail.</param>
    public sealed record Send(Audience Audience, string Category, BroadcastWords Words, IReadOnlyList<Guid> Recipients) : Act;

    // Facts.
    public sealed record Sent(
        Audience Audience, string Category, BroadcastWords Words, IReadOnlyList<Guid> Recipients) : Fact;

    // Refusals.
    public sealed record WasSent : Refusal;
    public sealed record NeedsWords : Refusal;

    /// <summary>An English subject without a text, or the other way round.</summary>
    public sealed record EnglishIsHalf : Refusal;
    public sealed record SubjectIsTooLong(int Longest) : Refusal;
    public sealed record ReachesNobody : Refusal;

    public static Answer Decide(Broadcast broadcast, Act act, By by, BroadcastEvidence seen) =>
        by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
        : act is not Send send ? throw new ArgumentOutOfRangeException(nameof(act))
        : broadcast.SentAt is not null ? new WasSent()
        : RefuseWords(send.Words) is { } refusal ? refusal
        : send.Recipients.Count == 0 ? new ReachesNobody()
        : !seen.AreAsShown ? new Refusal.ChangedMeanwhile()
        : new Sent(send.Audience, send.Category, send.Words, send.Recipients);

    /// <summary>Why these words cannot be sent; null = they can.</summary>
    public static Refusal? RefuseWords(BroadcastWords words) =>
        words.SubjectZh.IsBlank || words.TextZh.IsBlank ? new NeedsWords()
        : words.SubjectEn.IsBlank != words.TextEn.IsBlank ? new EnglishIsHalf()
        : Math.Max($"{words.SubjectZh}".Length, $"{words.SubjectEn}".Length) > BroadcastWords.LongestSubject
            ? new SubjectIsTooLong(BroadcastWords.LongestSubject)
        : Math.Max($"{words.TextZh}".Length, $"{words.TextEn}".Length) > FreeText.Longest ? new Refusal.TextIsTooLong() : null;

    public static Broadcast Apply(Broadcast broadcast, Fact fact, By by) => fact is Sent sent
        ? broadcast with
        {
            SentAt = by.At, SentBy = by.Who, Audience = sent.Audience, Category = sent.Category, Subject = sent.Words.SubjectZh,
            Recipients = sent.Recipients.Count,
        }
        : throw new ArgumentOutOfRangeException(nameof(fact));
}
