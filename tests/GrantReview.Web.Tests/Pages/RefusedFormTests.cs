using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using GrantReview.Core.Awards;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Web.Tests.Pages;

/// <summary>
/// Every form of every page that a person of the demo reaches by its links: a mistake in one field brings the page back, with all that was
/// typed and the mistake beside its field.
/// </summary>
public sealed partial class RefusedFormTests
{
    private static readonly string TooLong = new('长', 5_000);

    private const string Draft = "a draft gives itself back, with its mistakes beside their fields: SetupTests, IndicatorsTests";

    /// <summary>Forms that answer themselves, each with its reason.</summary>
    private static readonly Dictionary<string, string> Themselves = new(StringComparer.Ordinal)
    {
        ["/calls/{code}/settings/{step:regex(^(categories|places|rules|fields|scoring|dates)$)}"] = Draft,
        ["/calls/{code}/settings/{list:regex(^(categories|rules|fields)$)}/{item:int}"] = Draft,
        ["/calls/{code}/settings/all"] = Draft,
        ["/calls/{code}/indicators"] = Draft,
        ["/sheets/{id:guid}"] = "the sheet keeps each field by itself: SheetFormTests",
        ["/sheets/{id:guid}/note"] = "the note is a field of the sheet: NotesTests",
    };

    /// <summary>Fields that take a text of any length, or none that can be wrong.</summary>
    private static readonly Dictionary<string, string> Takes = new(StringComparer.Ordinal)
    {
        ["/calls/{code}/experts/preview pasted"] = "the preview says what is wrong with each row: ImportDialogueTests",
        ["/calls/{code}/applications/preview pasted"] = "the preview says what is wrong with each row: ImportDialogueTests",
    };

    private readonly List<string> faults = [];
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> tried = new(StringComparer.Ordinal);
    private int posts;

    [Fact]
    public async Task Form_WithAMistake_ComesBackWithAllThatWasTyped()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("Demo:Awards", "true"), ("Limits:Requests", "100000"));
        var finance = await site.VisitAsync("finance");
        var final = await site.InDbAsync(db => db.Decisions.AsNoTracking().SingleAsync(d => d.Stage == AwardStage.Final));
        await finance.PostAsync($"/finance/{final.Id}", $"/finance/{final.Id}");
        await finance.PostAsync($"/finance/{final.Id}/payments", $"/finance/{final.Id}/payments", ("instalment", "1"));
        var acts = site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<ControllerActionDescriptor>() is not null
                && e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("POST") == true)
            .Select(e => $"/{e.RoutePattern.RawText?.TrimStart('/')}").Distinct().ToList();

        foreach (var (person, culture) in new[]
        {
            ("officer", "en"), ("finance", "zh-CN"), ("security", "en"), ("supervisor", "zh-CN"), ("e01", "zh-CN"), ("e13", "en"),
        })
        {
            await WalkAsync(await site.VisitAsync(person, culture), culture, acts);
        }

        // Acts of other stages and people: their own tests post to them.
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Seen on no page: {string.Join(", ", acts.Where(a => !seen.Contains(a)).Order(StringComparer.Ordinal))}");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.NotEqual(0, posts);
    }

    private async Task WalkAsync(Visitor visitor, string culture, IReadOnlyList<string> acts)
    {
        var next = new Queue<string>(["/"]);
        HashSet<string> queued = ["/"];
        while (next.TryDequeue(out var url))
        {
            var answer = await visitor.GetAsync(url);
            if (answer.StatusCode != HttpStatusCode.OK || answer.Content.Headers.ContentType?.MediaType != "text/html")
            {
                continue;
            }
            var page = await Html.OpenAsync(answer);
            foreach (var link in page.QuerySelectorAll("a[href^='/']").Select(a => (a.GetAttribute("href") ?? "").Split('#')[0]))
            {
                if (!FileName().IsMatch(link) && queued.Add(Alike(link)))
                {
                    next.Enqueue(link);
                }
            }
            foreach (var form in page.QuerySelectorAll<IHtmlFormElement>("form[method=post]"))
            {
                await TryAsync(visitor, culture, acts, url, form);
            }
        }
    }

    private async Task TryAsync(Visitor visitor, string culture, IReadOnlyList<string> acts, string url, IHtmlFormElement form)
    {
        var action = form.GetAttribute("action") ?? "";
        var act = acts.FirstOrDefault(a => Regex.IsMatch(action.Split('?')[0], Pattern(a))) ?? "";
        seen.Add(act);
        var fields = form.QuerySelectorAll("input[name], textarea[name], select[name]").Where(f => !f.IsDisabled()).ToList();
        List<IElement> typed = [.. fields.Where(IsTyped)];
        if (act.Length == 0 || Themselves.ContainsKey(act) || !tried.Add(act + string.Join(',', typed.Select(NameOf).Distinct())))
        {
            return;
        }
        foreach (var wrong in typed.Where(f => f is not IHtmlSelectElement).DistinctBy(NameOf))
        {
            var posted = fields.Where(f => f is not IHtmlInputElement { Type: "file" or "submit" })
                .Where(f => f is not IHtmlInputElement { Type: "radio" or "checkbox", IsChecked: false })
                .Select(f => (Field: f, Value: f == wrong ? Mistake(f) : IsTyped(f) ? Sound(f) : ValueOf(f))).ToList();
            var button = form.QuerySelector("button[name]");
            using var content = new FormUrlEncodedContent([
                .. posted.Select(p => KeyValuePair.Create(NameOf(p.Field), p.Value)),
                .. button is null ? [] : new[] { KeyValuePair.Create(NameOf(button), button.GetAttribute("value") ?? "") },
            ]);
            var token = posted.First(p => NameOf(p.Field) == "__RequestVerificationToken").Value;
            var answer = await visitor.SendAsync(token, action, content, url);
            posts++;
            if (!Takes.ContainsKey($"{act} {NameOf(wrong)}"))
            {
                await CheckAsync(answer, culture, $"{act} {NameOf(wrong)} from {url}", action, wrong,
                    [.. posted.Where(p => IsTyped(p.Field) && p.Field is not IHtmlInputElement { Type: "password" })]);
            }
        }
    }

    private async Task CheckAsync(
        HttpResponseMessage answer, string culture, string what, string action, IElement wrong,
        IReadOnlyList<(IElement Field, string Value)> posted)
    {
        if ((int)answer.StatusCode is < 400 or >= 500)
        {
            faults.Add($"{what} answers {answer.StatusCode}");
            return;
        }
        var page = await Html.OpenAsync(answer);
        var forms = page.QuerySelectorAll<IHtmlFormElement>("form[method=post]").Where(f => f.GetAttribute("action") == action).ToList();
        if (forms.MinBy(f => Lost(f, posted).Count()) is not { } back)
        {
            faults.Add($"{what} answers {answer.StatusCode} without its form: {page.Refused()}");
            return;
        }
        faults.AddRange(Lost(back, posted).Select(lost => $"{what} loses {lost}"));
        var said = back.QuerySelectorAll("[aria-invalid=true]").FirstOrDefault(f => NameOf(f) == NameOf(wrong));
        var beside = (said?.GetAttribute("aria-describedby") ?? "").Split(' ').Select(id => page.GetElementById(id)?.Words() ?? "").First();
        var summary = page.QuerySelector("main > .note.bad[autofocus]");
        if (beside.Length == 0 || summary?.QuerySelector($"a[href='#{said?.Id}']") is null)
        {
            faults.Add($"{what} says nothing beside its field: {page.Refused()}");
        }
        if (summary is null || culture == "zh-CN" && !Han().IsMatch(summary.Words().Replace(TooLong, "", StringComparison.Ordinal)))
        {
            faults.Add($"{what} says in another language: {summary?.Words()}");
        }
        if (said?.Closest("details:not([open])") is not null)
        {
            faults.Add($"{what} comes back folded");
        }
    }

    private static IEnumerable<string> Lost(IHtmlFormElement form, IReadOnlyList<(IElement Field, string Value)> posted)
    {
        foreach (var fields in posted.GroupBy(p => NameOf(p.Field)))
        {
            var back = form.QuerySelectorAll("input[name], textarea[name], select[name]").Where(f => NameOf(f) == fields.Key && IsTyped(f))
                .Select(ValueOf).ToList();
            if (!back.SequenceEqual(fields.Select(f => f.Value)))
            {
                yield return $"{fields.Key}: {string.Join(',', back.Select(b => b.Length > 20 ? b[..20] : b))}";
            }
        }
    }

    private static bool IsTyped(IElement field) => field is IHtmlTextAreaElement or IHtmlSelectElement
        or IHtmlInputElement { Type: not ("hidden" or "checkbox" or "radio" or "file" or "submit") };

    private static string NameOf(IElement field) => field.GetAttribute("name") ?? "";

    private static string ValueOf(IElement field) => field switch
    {
        IHtmlTextAreaElement area => area.Value,
        IHtmlSelectElement select => select.Value ?? "",
        _ => field.GetAttribute("value") ?? "",
    };

    private static string Sound(IElement field) => field switch
    {
        IHtmlSelectElement select => select.Options.LastOrDefault(o => !o.IsDisabled)?.Value ?? "",
        IHtmlInputElement { Type: "date" } => "2024-06-05",
        IHtmlInputElement { Type: "datetime-local" } => "2999-01-01T00:00",
        IHtmlInputElement { Type: "number" } => "3",
        IHtmlInputElement { Type: "email" } => "a@b.example",
        _ when field.HasAttribute("inputmode") => "7",
        _ => "typed",
    };

    private static string Mistake(IElement field) =>
        field is IHtmlInputElement { Type: "date" or "datetime-local" or "number" } ? "neither" : TooLong;

    /// <summary>Pages of one kind: opened once for each call.</summary>
    private static string Alike(string link) =>
        string.Join('/', link.Split('/').Select((part, i) =>
            i == 2 && link.StartsWith("/calls/", StringComparison.Ordinal) ? part : Id().Replace(part, "*")));

    private static string Pattern(string route) =>
        $"^{string.Join("[^/]+", FurnishedSite.Parameter().Split(route).Select(Regex.Escape))}$";

    [GeneratedRegex(@"^(?=.*\d)[A-Za-z0-9~.-]+|=[^&]*")]
    private static partial Regex Id();

    [GeneratedRegex(@"\.(xlsx|csv|json|docx|zip|pdf)(\?|$)|/files/|/attachments/|/packages/.")]
    private static partial Regex FileName();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();
}
