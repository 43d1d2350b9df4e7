namespace GrantReview.Core.Acts;

/// <summary>
/// What a person wrote. In a fact only its salted digest is kept, the words live once beside it and can be erased without breaking the
/// record.
/// </summary>
/// <param name="Text">Null where it was erased.</param>
public readonly record struct FreeText(string? Text)
{
    /// <summary>Characters (UTF-16 units).</summary>
    public const int Longest = 4000;

    public bool IsBlank => string.IsNullOrWhiteSpace(Text);

    /// <summary>A reason as typed, without spaces around it; null where it is blank or too long.</summary>
    public static FreeText? Given(string? typed) =>
        string.IsNullOrWhiteSpace(typed) || typed.Trim().Length > Longest ? null : new FreeText(typed.Trim());

    /// <summary>A note that may be blank.</summary>
    public static FreeText Of(string? typed) => new(typed?.Trim() ?? "");

    public override string ToString() => Text ?? "";
}
