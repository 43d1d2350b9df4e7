using System.Buffers.Text;
using System.Net;
using System.Text.Encodings.Web;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Html;
using Microsoft.Extensions.Primitives;

namespace GrantReview.Web.Hosting;

/// <summary>A field that is wrong: where it stands, what it is called, and what is wrong with it.</summary>
public sealed record FieldMistake(string Id, string Label, string What);

/// <summary>
/// A page with what was typed put back into its form, and beside each field what is wrong with it: what the act said, or what the page
/// itself asks of the field (required, maxlength, type). It reads the page as it is written, so that no page needs to know of it.
/// </summary>
public sealed class TypedFields
{
    private static readonly string[] Secrets = ["password", "current", "again", "code", "credential"];

    private readonly RefusedForm refused;
    private readonly Dictionary<string, int> used = new(StringComparer.Ordinal);
    private readonly HashSet<string> said = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<FieldMistake> mistakes = [];

    private TypedFields(RefusedForm refused, IHtmlContent body)
    {
        this.refused = refused;
        using var writer = new StringWriter();
        body.WriteTo(writer, HtmlEncoder.Default);
        var document = new HtmlParser().ParseDocument(writer.ToString());
        if (FormOf(document) is { } form)
        {
            foreach (var folded in form.Ancestors<IHtmlDetailsElement>())
            {
                folded.IsOpen = true;
            }
            foreach (var field in form.Elements.OfType<IHtmlElement>().Where(f => Name(f).Length > 0).ToList())
            {
                Fill(document, field);
            }
        }
        else
        {
            Kept = [.. KeptOf(document)];
        }
        Page = new HtmlString(document.Body?.InnerHtml ?? "");
    }

    public IHtmlContent Page { get; }

    public IReadOnlyList<FieldMistake> Mistakes => mistakes;

    /// <summary>What was typed, where the page has its form no more: to be copied, each with its label where one is known.</summary>
    public IReadOnlyList<(string Label, string Typed)> Kept { get; } = [];

    /// <summary>Null = nothing was refused, or the page itself is what was typed.</summary>
    public static TypedFields? Of(HttpContext context, IHtmlContent body) =>
        context.Features.Get<RefusedForm>() is { Shown: null } refused ? new TypedFields(refused, body) : null;

    /// <summary>Why a form was refused, but for what is said of a field.</summary>
    /// <param name="why">Of a form whose page leads elsewhere; null = of this one.</param>
    public static IReadOnlyList<string> Sentences(HttpContext context, TypedFields? typed, string? why) =>
    [
        .. (why ?? context.Features.Get<RefusedForm>()?.Why ?? "").Split('\n')
            .Where(s => s.Length > 0 && typed?.Mistakes.Any(m => m.What == s) != true),
    ];

    /// <summary>
    /// Several rows of a page may have a form to one address: the one that says most of what was posted is meant, and none that is about
    /// something else.
    /// </summary>
    private IHtmlFormElement? FormOf(IDocument document) => document.QuerySelectorAll<IHtmlFormElement>("form[method=post]")
        .Where(f => IsAction(f.GetAttribute("action")) && !f.Elements.OfType<IHtmlInputElement>().Any(IsOther))
        .MaxBy(f => f.Elements.OfType<IHtmlElement>().Sum(Likeness));

    /// <summary>A hidden field that says of what the form is, and says another than was posted.</summary>
    private bool IsOther(IHtmlInputElement field) =>
        field is { Type: "hidden", Name: { Length: > 0 } name } && !name.StartsWith('_') && !IsVersion(name)
            && refused.Typed.TryGetValue(name, out var posted) && !posted.Contains(field.DefaultValue);

    /// <summary>What stood on the page when it was read: what is shown now was not seen.</summary>
    private static bool IsVersion(string name) => name.Split('.')[0].ToUpperInvariant() is "SEEN" or "VERSION" or "EDITION" or "SCREEN";

    /// <summary>The labels are those of the form to the same address that another row has.</summary>
    private IEnumerable<(string Label, string Typed)> KeptOf(IDocument document)
    {
        var fields = document.QuerySelectorAll<IHtmlFormElement>("form[method=post]")
            .FirstOrDefault(f => IsAction(f.GetAttribute("action")))
            ?.Elements.OfType<IHtmlElement>().Where(f => Name(f).Length > 0).ToLookup(Name, StringComparer.OrdinalIgnoreCase);
        return from field in refused.Typed
               where !field.Key.StartsWith('_') && !IsVersion(field.Key) && !Secrets.Contains(field.Key.ToLowerInvariant())
               let like = fields?[field.Key].FirstOrDefault()
               where fields is null || like is IHtmlTextAreaElement or IHtmlInputElement { Type: not ("hidden" or "checkbox" or "radio"
                   or "password") }
               from typed in field.Value
               where !string.IsNullOrWhiteSpace(typed) && !Guid.TryParse(typed, out _) && !IsSealed(typed)
               select (like?.Closest("label") is null ? "" : LabelOf(document, like), typed);
    }

    /// <summary>A file or a sealed list that a preview carries: nobody typed it.</summary>
    private static bool IsSealed(string text) => text.Length >= 64 && (Base64.IsValid(text) || Base64Url.IsValid(text));

    private bool IsAction(string? action) => WebUtility.UrlDecode(action) is { } url
        && (url == WebUtility.UrlDecode(refused.Action) || url == WebUtility.UrlDecode(refused.Action.Split('?')[0]));

    private int Likeness(IHtmlElement field) =>
        Name(field) is not { Length: > 0 } name ? 0
        : !refused.Typed.TryGetValue(name, out var posted) ? -1
        : field is IHtmlButtonElement or IHtmlInputElement { Type: "hidden" or "submit" }
            ? posted.Contains(field.GetAttribute("value") ?? "") ? 2 : -2 : 1;

    private void Fill(IDocument document, IHtmlElement field)
    {
        var isKnown = refused.Typed.TryGetValue(Name(field), out var posted);
        switch (field)
        {
            case IHtmlInputElement { Type: "checkbox" or "radio", IsDisabled: false } choice:
                choice.IsDefaultChecked = posted.Contains(choice.GetAttribute("value") ?? "on");
                Say(document, field, MistakeIn(field, isKnown ? $"{posted[0]}" : ""));
                break;
            case IHtmlInputElement { Type: "file" }:
                Say(document, field, Text.Of("Form.ChooseAgain"));
                break;
            case IHtmlInputElement { Type: "hidden" } hidden:
                var seen = Next(field, posted);
                if (isKnown && IsVersion(Name(field)) && !refused.IsChanged)
                {
                    hidden.DefaultValue = seen;
                }
                break;
            case IHtmlInputElement { Type: "submit" or "button" or "image" or "reset" or "checkbox" or "radio" }:
                break;
            case IHtmlInputElement { Type: var type } input when isKnown:
                var text = Next(field, posted);
                input.DefaultValue = type == "password" ? "" : text;
                Say(document, field, MistakeIn(field, text));
                break;
            case IHtmlTextAreaElement area when isKnown:
                var words = Next(field, posted);
                area.TextContent = words;
                Say(document, field, MistakeIn(field, words));
                break;
            case IHtmlSelectElement select when isKnown:
                var chosen = select.IsMultiple ? posted : new StringValues(Next(field, posted));
                foreach (var option in select.Options)
                {
                    option.IsDefaultSelected = chosen.Contains(option.Value);
                }
                var isGone = chosen.Any(c => select.Options.All(o => o.Value != c));
                if (isGone && !select.IsMultiple)
                {
                    var blank = document.CreateElement<IHtmlOptionElement>();
                    (blank.Value, blank.IsDefaultSelected) = ("", true);
                    select.Prepend(blank);
                }
                Say(document, field, MistakeIn(field, $"{chosen}") ?? (isGone ? Text.Of("Form.ChoiceGone") : null));
                break;
            default:
                Say(document, field, SaidOf(field));
                break;
        }
    }

    /// <summary>The text of the next field of a name: several may share it.</summary>
    private string Next(IHtmlElement field, StringValues posted)
    {
        var name = Name(field);
        var place = used[name] = used.TryGetValue(name, out var last) ? last + 1 : 0;
        return place < posted.Count ? posted[place] ?? "" : "";
    }

    /// <summary>Says beside a field what is wrong with it; once for each name.</summary>
    /// <param name="what">Null = nothing.</param>
    private void Say(IDocument document, IHtmlElement field, string? what)
    {
        if (what is null || !said.Add(Name(field)))
        {
            return;
        }
        if (string.IsNullOrEmpty(field.Id))
        {
            field.Id = $"typed-{mistakes.Count}";
        }
        var beside = document.CreateElement("strong");
        (beside.Id, beside.ClassName, beside.TextContent) = ($"{field.Id}-why", "mistake", what);
        field.Before(beside);
        field.SetAttribute("aria-invalid", "true");
        field.SetAttribute("aria-describedby", $"{beside.Id} {field.GetAttribute("aria-describedby")}".Trim());
        mistakes.Add(new FieldMistake(field.Id, LabelOf(document, field), what));
    }

    private string? MistakeIn(IHtmlElement field, string typed) => SaidOf(field) ?? Asks(field, typed);

    /// <summary>What the act says of a field; null = nothing.</summary>
    private string? SaidOf(IHtmlElement field) =>
        refused.Mistakes.FirstOrDefault(m => m.Key.Equals(Name(field), StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>What the page asks of a field and what was typed does not give; null = nothing.</summary>
    private static string? Asks(IHtmlElement field, string typed) =>
        typed.Trim().Length == 0 ? field.HasAttribute("required") ? Text.Of("Form.Blank") : null
        : typed.Length > MostOf(field) ? Text.Of("Form.TooLong", MostOf(field))
        : field.GetAttribute("type") switch
        {
            "date" when !DateOnly.TryParse(typed, CultureInfo.InvariantCulture, out _) => Text.Of("Form.NoDay"),
            "datetime-local" when !DateTime.TryParse(typed, CultureInfo.InvariantCulture, out _) => Text.Of("Form.NoDay"),
            "number" when !decimal.TryParse(typed, CultureInfo.InvariantCulture, out _) => Text.Of("Form.NoNumber"),
            _ => null,
        };

    private static int MostOf(IHtmlElement field) =>
        int.TryParse(field.GetAttribute("maxlength"), CultureInfo.InvariantCulture, out var most) ? most
        : field is IHtmlInputElement ? FreeText.Longest : int.MaxValue;

    /// <summary>What the field is called: the words of its label, or what it says of itself.</summary>
    private static string LabelOf(IDocument document, IHtmlElement field)
    {
        var label = field.Closest("label") ?? document.QuerySelectorAll("label").FirstOrDefault(l => l.GetAttribute("for") == field.Id);
        var words = field.GetAttribute("aria-label")
            ?? string.Concat(label?.GetDescendants().OfType<IText>().Where(t => !t.Ancestors().Any(IsField)).Select(t => t.Data) ?? []);
        return string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

        static bool IsField(INode node) =>
            node is IHtmlSelectElement or IHtmlTextAreaElement or IHtmlElement { ClassName: "mistake" or "hint" };
    }

    private static string Name(IHtmlElement field) => field.GetAttribute("name") ?? "";
}
