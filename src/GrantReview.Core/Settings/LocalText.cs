namespace GrantReview.Core.Settings;

/// <summary>A text in both languages of the product. Where a source gives one language only, both are the same.</summary>
public sealed record LocalText(string En, string Zh)
{
    public LocalText(string text) : this(text, text) { }

    public string In(string culture) => culture.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Zh : En;
    public override string ToString() => Zh == En ? Zh : $"{Zh} / {En}";
}
