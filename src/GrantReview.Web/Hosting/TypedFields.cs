using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;
using Microsoft.Extensions.Primitives;

namespace GrantReview.Web.Hosting;

/// <summary>
/// Puts what was typed back into the form of a page, and beside each field what is wrong with it: what the act said, or what the page
/// itself asks of the field (required, maxlength, type). It reads the page as it is written, so that no page needs to know of it.
/// </summary>
public sealed partial class TypedFields
{
    private readonly RefusedForm refused;
    private readonly string html;
    private readonly List<Tag> tags;
    private readonly StringBuilder written = new();
    private readonly Dictionary<string, int> used = new(StringComparer.Ordinal);
    private readonly HashSet<string> said = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Id, string Label, string What)> mistakes = [];
    private int copied;

    public TypedFields(RefusedForm refused, IHtmlContent body)
    {
        this.refused = refused;
        using var writer = new StringWriter();
        body.WriteTo(writer, HtmlEncoder.Default);
        html = writer.ToString();
        tags = [.. TagPattern().Matches(html).Select(m => new Tag(m))];
        if (BestForm() is var (first, last))
        {
            OpenAround(first);
            Fill(first, last);
        }
        written.Append(html, copied, html.Length - copied);
    }

    /// <summary>The page with what was typed.</summary>
    public IHtmlContent Page => new HtmlString(written.ToString());

    /// <summary>The fields that are wrong: where each stands, what it is called, and what is wrong.</summary>
    public IReadOnlyList<(string Id, string Label, string What)> Mistakes => mistakes;

    /// <summary>Several rows of a page may have a form to one address: the one that says most of what was posted is meant.</summary>
    private (int First, int Last)? BestForm() => tags.Index()
        .Where(t => t.Item.Is("form") && t.Item["method"] == "post" && IsAction(t.Item["action"]))
        .Select(t => (First: t.Index, Last: tags.FindIndex(t.Index, e => e.IsEnd("form"))))
        .Where(f => f.Last > 0)
        .Select(f => ((int, int)?)f)
        .MaxBy(f => f is var (first, last) ? tags[first..last].Sum(Likeness) : 0);

    private int Likeness(Tag tag) =>
        tag["name"] is not { Length: > 0 } name ? 0
        : !refused.Typed.TryGetValue(name, out var posted) ? -1
        : tag["type"] is "hidden" or "submit" || tag.Is("button") ? posted.Contains(tag["value"] ?? "") ? 2 : -2 : 1;

    private bool IsAction(string? action) => action is not null
        && (WebUtility.UrlDecode(action) is var url)
        && (url == WebUtility.UrlDecode(refused.Action) || url == WebUtility.UrlDecode(refused.Action.Split('?')[0]));

    /// <summary>What is folded around the form is unfolded.</summary>
    private void OpenAround(int form)
    {
        var open = new Stack<Tag>();
        foreach (var tag in tags.Take(form))
        {
            if (tag.Is("details"))
            {
                open.Push(tag);
            }
            else if (tag.IsEnd("details"))
            {
                open.TryPop(out _);
            }
        }
        foreach (var details in open.Reverse().Where(d => d["open"] is null))
        {
            Copy(details.End - 1);
            written.Append(" open");
        }
    }

    private void Fill(int first, int last)
    {
        Copy(tags[first].End);
        Put($"<input type=\"hidden\" name=\"{RefusedForm.PageField}\" value=\"{Encoded(refused.Page)}\">");
        for (var i = first + 1; i < last; i++)
        {
            var tag = tags[i];
            if (tag.IsEnd() || tag["name"] is not { Length: > 0 } name)
            {
                continue;
            }
            var isKnown = refused.Typed.TryGetValue(name, out var posted);
            switch (tag.Name, tag["type"])
            {
                case ("input", "checkbox" or "radio") when tag["disabled"] is null:
                    var isChosen = posted.Contains(tag["value"] ?? "on");
                    Rewrite(tag, Say(i, tag, isKnown && posted.Count > 0 ? $"{posted[0]}" : ""), "checked", isChosen ? "" : null);
                    break;
                case ("input", "file"):
                    Rewrite(tag, Say(tag, i, name, Text.Of("Form.ChooseAgain")), "value", null);
                    break;
                case ("input", "password") when isKnown:
                    Rewrite(tag, Say(i, tag, Next(name, posted)), "value", null);
                    break;
                case ("input", "submit" or "button" or "image" or "reset" or "checkbox" or "radio"):
                    break;
                case ("input", "hidden"):
                    Next(name, posted);
                    break;
                case ("input", _) when isKnown:
                    var text = Next(name, posted);
                    Rewrite(tag, Say(i, tag, text), "value", text);
                    break;
                case ("textarea", _) when isKnown:
                    var words = Next(name, posted);
                    Rewrite(tag, Say(i, tag, words), "", null);
                    Copy(tag.End);
                    Put("\n" + Encoded(words));
                    copied = tags[i + 1].Start;
                    break;
                case ("select", _) when isKnown:
                    var chosen = Next(name, posted);
                    Rewrite(tag, Say(i, tag, chosen), "", null);
                    Choose(i, tag["multiple"] is null ? new StringValues(chosen) : posted);
                    break;
            }
        }
    }

    /// <summary>The text of the next field of a name: several may share it.</summary>
    private string Next(string name, StringValues posted)
    {
        var place = used[name] = used.TryGetValue(name, out var last) ? last + 1 : 0;
        return place < posted.Count ? posted[place] ?? "" : "";
    }

    private void Choose(int select, StringValues chosen)
    {
        for (var i = select + 1; !tags[i].IsEnd("select"); i++)
        {
            if (tags[i].Is("option"))
            {
                var value = tags[i]["value"] ?? WebUtility.HtmlDecode(html[tags[i].End..tags[i + 1].Start]).Trim();
                Rewrite(tags[i], null, "selected", chosen.Contains(value) ? "" : null);
            }
        }
    }

    /// <summary>What is wrong with a field, if anything is; said once for each name.</summary>
    private (string Id, string What)? Say(int place, Tag tag, string typed)
    {
        var name = tag["name"] ?? "";
        return (refused.Mistakes.FirstOrDefault(m => m.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? Asks(tag, typed))
            is { } what ? Say(tag, place, name, what) : null;
    }

    private (string Id, string What)? Say(Tag tag, int place, string name, string what)
    {
        if (!said.Add(name))
        {
            return null;
        }
        var id = tag["id"] ?? $"typed-{place}";
        mistakes.Add((id, LabelOf(place, tag), what));
        return (id, what);
    }

    /// <summary>What the page asks of a field and what was typed does not give; null = nothing.</summary>
    private static string? Asks(Tag tag, string typed) =>
        typed.Trim().Length == 0 ? tag["required"] is null ? null : Text.Of("Form.Blank")
        : typed.Length > MostOf(tag) ? Text.Of("Form.TooLong", MostOf(tag))
        : tag["type"] switch
        {
            "date" when !DateOnly.TryParse(typed, CultureInfo.InvariantCulture, out _) => Text.Of("Form.NoDay"),
            "datetime-local" when !DateTime.TryParse(typed, CultureInfo.InvariantCulture, out _) => Text.Of("Form.NoDay"),
            "number" when !decimal.TryParse(typed, CultureInfo.InvariantCulture, out _) => Text.Of("Form.NoNumber"),
            _ => null,
        };

    private static int MostOf(Tag tag) => int.TryParse(tag["maxlength"], CultureInfo.InvariantCulture, out var most) ? most
        : tag.Name == "input" ? FreeText.Longest : int.MaxValue;

    /// <summary>What the field is called: the words of its label before it, or what it says of itself.</summary>
    private string LabelOf(int place, Tag field)
    {
        var label = tags.FindLastIndex(place, place + 1, t => t.Is("label") || t.IsEnd("label"));
        var words = field["aria-label"] ?? (label >= 0 && tags[label].Is("label")
            ? MarkPattern().Replace(html[tags[label].End..field.Start], " ")
            : tags.Find(t => t.Is("label") && t["for"] is { } of && of == field["id"]) is { } other
                ? html[other.End..html.IndexOf('<', other.End)] : "");
        return string.Join(' ', WebUtility.HtmlDecode(words).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Writes a tag with another value of an attribute, and before it what is wrong.</summary>
    /// <param name="attribute">Blank = none is changed.</param>
    /// <param name="value">Null = it goes.</param>
    private void Rewrite(Tag tag, (string Id, string What)? mistake, string attribute, string? value)
    {
        Copy(tag.Start);
        if (mistake is var (id, what))
        {
            Put($"<strong class=\"state bad\" id=\"{id}-why\">{Encoded(what)}</strong>");
            tag = tag.With("aria-invalid", "true").With("aria-describedby", $"{id}-why {tag["aria-describedby"]}".Trim()).With("id", id);
        }
        Put((attribute.Length == 0 ? tag : tag.With(attribute, value)).ToString());
        copied = tag.End;
    }

    private void Copy(int until)
    {
        if (until > copied)
        {
            written.Append(html, copied, until - copied);
            copied = until;
        }
    }

    private void Put(string text) => written.Append(text);

    private static string Encoded(string text) => HtmlEncoder.Default.Encode(text);

    [GeneratedRegex("""<(/?)([a-zA-Z][\w-]*)((?:\s+[^\s=>"'/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*/?>""")]
    private static partial Regex TagPattern();

    [GeneratedRegex("""([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")]
    private static partial Regex AttributePattern();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex MarkPattern();

    /// <summary>A tag as the page writes it.</summary>
    private sealed record Tag(int Start, int End, string Mark, string Name, IReadOnlyList<(string Name, string Value)> Attributes)
    {
        public Tag(Match match)
            : this(match.Index, match.Index + match.Length, match.Groups[1].Value, match.Groups[2].Value.ToLowerInvariant(),
                [.. AttributePattern().Matches(match.Groups[3].Value).Select(a => (a.Groups[1].Value.ToLowerInvariant(),
                    WebUtility.HtmlDecode(a.Groups[2].Value + a.Groups[3].Value + a.Groups[4].Value)))])
        {
        }

        /// <summary>Null = the tag has no such attribute.</summary>
        public string? this[string name] => Attributes.FirstOrDefault(a => a.Name == name) is { Name: not null } found ? found.Value : null;

        public bool Is(string name) => Mark.Length == 0 && Name == name;

        public bool IsEnd(string? name = null) => Mark.Length > 0 && (name is null || Name == name);

        public Tag With(string name, string? value) => this with
        {
            Attributes = [.. Attributes.Where(a => a.Name != name), .. value is null ? [] : new[] { (name, value) }],
        };

        public override string ToString() =>
            $"<{Name}{string.Concat(Attributes.Select(Written))}>";

        private static string Written((string Name, string Value) attribute) => attribute is { Name: not "value", Value: "" }
            ? $" {attribute.Name}" : $" {attribute.Name}=\"{Encoded(attribute.Value)}\"";
    }
}
