using GrantReview.Core.Acts;

namespace GrantReview.Core.Calls;

/// <summary>What a header of an office's lists means.</summary>
/// <param name="Column">Null = nothing is remembered.</param>
/// <param name="Factor">How many yuan, or percent points, one of its figures is; null = its own note says it, or it has no unit.</param>
public sealed record HeaderMeaning(string? Column, int? Factor)
{
    public static HeaderMeaning Unknown { get; } = new(null, null);
}

/// <summary>
/// A header (表头) that offices write in their lists is remembered with the column that an officer matched it with, for all later files.
/// </summary>
public static class HeaderLife
{
    // Acts.

    /// <param name="Written">The header as the file has it.</param>
    public sealed record Remember(string Written, string Column, int? Factor) : Act;
    public sealed record Forget : Act;

    // Facts.
    public sealed record Remembered(string Written, string Column, int? Factor) : Fact;
    public sealed record Forgotten(string Written) : Fact;

    /// <param name="written">The header as it is stored; blank = not yet.</param>
    public static Answer Decide(HeaderMeaning meaning, string written, Act act, By by)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        return act switch
        {
            Remember remember when meaning == new HeaderMeaning(remember.Column, remember.Factor) => Answer.Nothing,
            Remember remember => new Remembered(remember.Written, remember.Column, remember.Factor),
            Forget => meaning == HeaderMeaning.Unknown ? Answer.Nothing : new Forgotten(written),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    public static HeaderMeaning Apply(Fact fact) => fact switch
    {
        Remembered remembered => new HeaderMeaning(remembered.Column, remembered.Factor),
        Forgotten => HeaderMeaning.Unknown,
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };
}
