using GrantReview.Core.Numbers;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace GrantReview.Web.Reading;

/// <summary>The fields of a form over a draft: each shows what was typed, and beside it what is wrong.</summary>
public sealed partial class Draft
{
    /// <param name="size">Characters; 0 = the width of its place.</param>
    public IHtmlContent Line(string name, string label, int size = 0, bool isFigure = false)
    {
        var input = Field("input", name, label);
        input.TagRenderMode = TagRenderMode.SelfClosing;
        input.MergeAttribute("value", Shown(name));
        if (isFigure)
        {
            input.MergeAttribute("inputmode", "decimal");
            input.AddCssClass("num");
        }
        if (size > 0)
        {
            input.MergeAttribute("size", size.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            input.AddCssClass("wide");
        }
        return WithFault(input, name);
    }

    public IHtmlContent Figure(string name, string label, int size = 6) => Line(name, label, size, isFigure: true);

    /// <summary>The field of a setting, as its kind is typed; a list or an object has a form of its own.</summary>
    public IHtmlContent Setting(string path)
    {
        drawn.Add(path);
        var setting = CallSettings.At(path) ?? throw new ArgumentException($"No setting is {path}.", nameof(path));
        var label = Localisation.Text.Of(setting.Label);
        return setting.Kind switch
        {
            SettingKind.Whole or SettingKind.Years => Figure($"{path}@figure", label, $"{setting.Bounds.Most}".Length),
            SettingKind.Number => Figure($"{path}@figure", label),
            SettingKind.Share => Figure($"{path}@percent", label, 4),
            SettingKind.YesNo => Check(path, label),
            SettingKind.Choice => Choice(path, label, setting.Choices.Select(c => (c.Name, Localisation.Text.Of(c.Label))),
                setting.Usual.Length == 0 ? Localisation.Text.Of(setting.Blank) : null),
            SettingKind.Text => Line(path, label, 28),
            _ => throw new ArgumentException($"{path} has a form of its own.", nameof(path)),
        };
    }

    /// <summary>The settings of a section that have a field and that nothing on the page has shown yet.</summary>
    public IEnumerable<Setting> Rest(string section) => CallSettings.All.Where(
        s => s.Kind != SettingKind.Other && s.Path.StartsWith($"{section}.", StringComparison.Ordinal) && !drawn.Contains(s.Path));

    public IHtmlContent Day(string name, string label, bool hasHour = false)
    {
        var input = Field("input", name, label);
        input.TagRenderMode = TagRenderMode.SelfClosing;
        input.MergeAttribute("type", hasHour ? "datetime-local" : "date");
        input.MergeAttribute("value", Shown(name));
        return WithFault(input, name);
    }

    public IHtmlContent Area(string name, string label)
    {
        var area = Field("textarea", name, label);
        area.MergeAttribute("rows", "2");
        area.AddCssClass("wide");
        area.InnerHtml.Append(Shown(name));
        return WithFault(area, name);
    }

    public IHtmlContent Check(string name, string label)
    {
        var box = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        box.MergeAttribute("type", "checkbox");
        box.MergeAttribute("name", name);
        box.MergeAttribute("value", "true");
        if (Shown(name) == "true")
        {
            box.MergeAttribute("checked", "checked");
        }
        var words = new TagBuilder("label");
        words.InnerHtml.AppendHtml(Hidden(name, "false")).AppendHtml(box).Append(label);
        return words;
    }

    /// <param name="none">What a blank means; null = there is no blank.</param>
    /// <param name="value">Where it is not what the path holds.</param>
    public IHtmlContent Choice(
        string name, string label, IEnumerable<(string Value, string Words)> choices, string? none = null, string? value = null)
    {
        var select = Field("select", name, label);
        var chosen = value ?? Shown(name);
        var offered = choices.ToList();
        if (none is not null)
        {
            offered.Insert(0, ("", none));
        }
        if (!offered.Exists(o => o.Value == chosen) && (chosen.Length > 0 || name.Contains('!', StringComparison.Ordinal)))
        {
            offered.Insert(0, (chosen, chosen.Length == 0 ? Localisation.Text.Of("Setup.Choose") : chosen.Replace('_', ' ')));
        }
        foreach (var (offer, words) in offered)
        {
            var option = new TagBuilder("option");
            option.MergeAttribute("value", offer);
            if (offer == chosen)
            {
                option.MergeAttribute("selected", "selected");
            }
            option.InnerHtml.Append(words);
            select.InnerHtml.AppendHtml(option);
        }
        return WithFault(select, name);
    }

    public static IHtmlContent Hidden(string name, string value)
    {
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        input.MergeAttribute("type", "hidden");
        input.MergeAttribute("name", name);
        input.MergeAttribute("value", value);
        return input;
    }

    /// <summary>A button that changes the draft and saves nothing.</summary>
    public static IHtmlContent Button(string act, string sign, string label)
    {
        var button = new TagBuilder("button");
        button.MergeAttribute("name", "act");
        button.MergeAttribute("value", act);
        button.MergeAttribute("aria-label", label);
        button.MergeAttribute("title", label);
        button.InnerHtml.Append(sign);
        return button;
    }

    /// <summary>A sentence with fields where its words have {0}, {1} ….</summary>
    public static IHtmlContent Say(string words, params IHtmlContent[] fields)
    {
        var sentence = new HtmlContentBuilder();
        var rest = words;
        while (rest.IndexOf('{', StringComparison.Ordinal) is >= 0 and var at)
        {
            sentence.Append(rest[..at]).AppendHtml(fields[rest[at + 1] - '0']);
            rest = rest[(at + 3)..];
        }
        return sentence.Append(rest);
    }

    /// <summary>What is wrong at a path or in what stands below it; empty = nothing.</summary>
    public IReadOnlyList<string> FaultsUnder(string path) =>
        [.. Mistakes.Where(m => m.Column == path || m.Column.StartsWith(path + ".", StringComparison.Ordinal)
            || m.Column.StartsWith(path + "[", StringComparison.Ordinal)).Select(SentenceOf).Distinct()];

    public string SentenceOf(Mistake mistake) => mistake switch
    {
        { Code: "Required" } => Localisation.Text.Of("Setup.Needed"),
        _ when At(mistake.Column) is System.Text.Json.Nodes.JsonValue
            && Text(mistake.Column).Length == 0 => Localisation.Text.Of("Setup.Needed"),
        { Code: "JsonExpected" } => Localisation.Text.Of("Setup.Unfinished"),
        _ => mistake.What(Localisation.Text.Culture),
    };

    private string Shown(string name)
    {
        var match = Name().Match(name);
        var text = Has(PathOf(name)) ? Text(PathOf(name)) : CallSettings.At(PathOf(name))?.Usual ?? "";
        return match.Groups["as"].Value switch
        {
            "wan" when Rational.TryParse(text, out var yuan) => (yuan / 10_000).ToExactText(),
            "percent" when Rational.TryParse(text, out var share) => (share * 100).ToExactText(),
            _ => text,
        };
    }

    private TagBuilder Field(string tag, string name, string label)
    {
        var field = new TagBuilder(tag);
        field.MergeAttribute("id", PathOf(name));
        field.MergeAttribute("name", name);
        field.MergeAttribute("aria-label", label);
        if (FaultOf(name) is not null)
        {
            field.MergeAttribute("aria-invalid", "true");
            field.MergeAttribute("aria-describedby", $"{PathOf(name)}-wrong");
        }
        return field;
    }

    private string? FaultOf(string name)
    {
        var path = PathOf(name);
        return Mistakes.FirstOrDefault(m => m.Column == path) is { } mistake ? SentenceOf(mistake) : null;
    }

    private IHtmlContent WithFault(TagBuilder field, string name)
    {
        if (FaultOf(name) is not { } fault)
        {
            return field;
        }
        var wrong = new TagBuilder("span");
        wrong.MergeAttribute("class", "mistake");
        wrong.MergeAttribute("id", $"{PathOf(name)}-wrong");
        wrong.InnerHtml.Append(fault);
        return new HtmlContentBuilder().AppendHtml(field).AppendHtml(wrong);
    }
}
