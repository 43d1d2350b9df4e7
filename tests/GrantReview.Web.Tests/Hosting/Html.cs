using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>A page as the parser of a browser reads it.</summary>
public static class Html
{
    private const string TokenField = "input[name=__RequestVerificationToken]";

    public static IHtmlDocument Parse(string html) => new HtmlParser().ParseDocument(html);

    public static async Task<IHtmlDocument> OpenAsync(HttpResponseMessage answer) =>
        Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    /// <summary>The token that every form of a page carries.</summary>
    public static string Token(string html) =>
        Parse(html).QuerySelector<IHtmlInputElement>(TokenField)?.Value ?? throw new InvalidOperationException("The page has no form.");

    /// <summary>The bytes of a page, but for the token that is another at each reading.</summary>
    public static string WithoutToken(string html) => Parse(html).QuerySelectorAll<IHtmlInputElement>(TokenField).Select(i => i.Value)
        .Distinct()
        .Aggregate(html, (text, token) => text.Replace(token, "", StringComparison.Ordinal));

    /// <summary>What the page says that was done, and what it refuses; empty = nothing.</summary>
    public static string Done(this IParentNode page) => Said(page, ".note.good");
    public static string Refused(this IParentNode page) => Said(page, ".note.bad");

    /// <summary>What a field shows, as it would be posted; null = there is none of this name, or none is chosen.</summary>
    public static string? Field(this IParentNode page, string name) => Fields(page, name) is [var first, ..] ? first : null;

    /// <summary>What the fields of a name would post, in the order of the page.</summary>
    public static IReadOnlyList<string> Fields(this IParentNode page, string name) =>
    [
        .. page.QuerySelectorAll($"[name='{name}']").Select(field => field switch
        {
            IHtmlInputElement { Type: "radio" or "checkbox", IsChecked: false } => null,
            IHtmlInputElement input => input.Value,
            IHtmlSelectElement select => select.Value,
            IHtmlTextAreaElement area => area.Value,
            _ => field.GetAttribute("value"),
        }).OfType<string>(),
    ];

    /// <summary>What a browser would post of the form with an address: every field as it stands, without its buttons and the
    /// token.</summary>
    public static List<(string Name, string Value)> Form(this IParentNode page, string action) =>
        [.. (page.QuerySelectorAll<IHtmlFormElement>("form[method=post]").FirstOrDefault(f => f.GetAttribute("action") == action)
            ?? throw new InvalidOperationException($"The page has no form to {action}."))
            .QuerySelectorAll("input[name], select[name], textarea[name]")
                .Where(f => f.GetAttribute("name") != "__RequestVerificationToken" && !f.IsDisabled())
            .Select(f => (Name: f.GetAttribute("name") ?? "", Value: f switch
            {
                IHtmlInputElement { Type: "radio" or "checkbox", IsChecked: false } => null,
                IHtmlInputElement input => input.Value,
                IHtmlSelectElement select => select.Value,
                IHtmlTextAreaElement area => area.Value,
                _ => null,
            })).Where(f => f.Value is not null).Select(f => (f.Name, f.Value ?? ""))];

    /// <summary>The cells of each row of the tables' bodies.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Rows(this IParentNode page) =>
        [.. page.QuerySelectorAll("tbody tr").Select(row => (IReadOnlyList<string>)[.. row.QuerySelectorAll("td, th").Select(Words)])];

    /// <summary>What a part of a page says, its blanks folded.</summary>
    public static string Words(this INode node) => string.Join(
        ' ', (node is IDocument page ? page.DocumentElement : node).TextContent.Split((char[]?)null,
            StringSplitOptions.RemoveEmptyEntries));

    private static string Said(IParentNode page, string selector) => string.Join('\n', page.QuerySelectorAll(selector).Select(Words));
}
