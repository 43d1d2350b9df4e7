using System.Net;
using System.Text;
using GrantReview.Web.Tests.Hosting;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Web.Tests.Pages;

/// <summary>
/// What no form and no script of the site sends, posted to every act by who may do it: whatever the answer is, it is none of
/// 500.
/// </summary>
public sealed class HostileInputTests(FurnishedSite furnished) : IClassFixture<FurnishedSite>
{
    private const string Form = "application/x-www-form-urlencoded";

    /// <summary>Written into every field of a form.</summary>
    private static readonly (string Name, string Value)[] Values =
    [
        ("a null byte", "%00x%00"), ("half a character", "%ED%A0%80"), ("a formula", "%3Dcmd%7C%27+%2FC+calc%27%21A0"),
        ("5,000 characters", new string('7', 5_000)), ("200,000 characters", new string('x', 200_000)),
        ("a number without end", "1e400"), ("a long number", new string('9', 60)), ("not a number", "NaN"), ("below zero", "-1"),
        ("the first day", "0001-01-01T00:00"), ("the last day", "9999-12-31T23:59"), ("an id", $"{Guid.Empty}"),
        ("a JSON 10,000 deep", string.Concat(Enumerable.Repeat("%5B", 10_000).Concat(Enumerable.Repeat("%5D", 10_000)))),
            ("a broken JSON", "%7B%22a%22:"), ("null", "null"),
    ];

    /// <summary>Whole bodies, with what they say that they are.</summary>
    private static readonly (string Name, string Type, string Body)[] Bodies =
    [
        ("nothing", Form, ""), ("a form of signs", Form, "&&==&%&[]=&[0].x=1&a[b][c]=%"),
            ("1,100 fields", Form, string.Concat(Enumerable.Repeat("reason=x&", 1_100))),
        ("JSON instead of a form", "application/json", """{"reason":"x"}"""), ("an empty JSON", "application/json", ""),
        ("null", "application/json", "null"), ("a list", "application/json", "[]"), ("a text", "application/json", "\"x\""),
        ("a broken JSON", "application/json", """{"field":"""),
        ("a JSON 10,000 deep", "application/json", new string('[', 10_000) + new string(']', 10_000)),
        ("nulls in JSON", "application/json", """{"field":null,"value":null,"seen":null,"operation":null}"""),
        ("a long name in JSON", "application/json", $$"""{"field":"{{new string('x', 200_000)}}","value":"\u0000","seen":-1,"operation":"x"}"""),
        ("plain text", "text/plain", "reason=x"), ("XML", "application/xml", "<a/>"), ("no type", "", "x"),
            ("a type that is none", "x", "x"),
        ("half a multipart", "multipart/form-data; boundary=b",
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.csv\"\r\n\r\nid"),
        ("a multipart without its mark", "multipart/form-data", "x"),
        ("an empty file", "multipart/form-data; boundary=b", File("x.csv", "")),
        ("a file that is no workbook", "multipart/form-data; boundary=b", File("x.xlsx", "PK\u0003\u0004 and nothing else")),
        ("a file of null bytes", "multipart/form-data; boundary=b", File("x.csv", new string('\0', 300))),
        ("a file with a bad name", "multipart/form-data; boundary=b", File(new string('x', 5_000) + ".csv", "id,name\n1,x\n")),
    ];

    [Fact]
    public async Task Post_OfWhatNoFormSends_IsNeverAnErrorOfTheSite()
    {
        var fields = furnished.Site.Services.GetRequiredService<IActionDescriptorCollectionProvider>().ActionDescriptors.Items
            .OfType<ControllerActionDescriptor>().ToLookup(a => $"/{a.AttributeRouteInfo?.Template?.TrimStart('/')}",
                a => a.Parameters.SelectMany(FieldsOf));
        List<string> faults = [];
        foreach (var doors in Doors.All.Where(d => d.Method == "POST").GroupBy(d => d.May[0]))
        {
            var visitor = await furnished.Site.VisitAsync(doors.Key);
            var token = await visitor.TokenAsync("/");
            foreach (var door in doors)
            {
                var names = fields[door.Route].SelectMany(f => f).Distinct().ToList();
                foreach (var (name, value) in Values)
                {
                    await TryAsync(visitor, token, door, name, Form, string.Join('&', names.Select(n => $"{n}={value}")));
                }
                foreach (var (name, type, body) in Bodies)
                {
                    await TryAsync(visitor, token, door, name, type, body);
                }
            }
        }
        Assert.True(faults.Count == 0, $"{faults.Count} answers of 500:\n{string.Join("\n", faults)}");

        async Task TryAsync(Visitor visitor, string token, Door door, string name, string type, string body)
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (type.Length > 0)
            {
                content.Headers.TryAddWithoutValidation("Content-Type", type);
            }
            using var answer = await visitor.SendAsync(token, furnished.UrlOf(door), content);
            if (answer.StatusCode >= HttpStatusCode.InternalServerError)
            {
                faults.Add($"{door}: {name}");
            }
        }
    }

    /// <summary>The names under which an act reads: its own parameters, and what its forms hold.</summary>
    private static IEnumerable<string> FieldsOf(ParameterDescriptor parameter) =>
        parameter.ParameterType.Assembly == typeof(Program).Assembly && parameter.ParameterType.IsClass
            ? parameter.ParameterType.GetProperties().Where(p => p.CanWrite).Select(p => p.Name) : [parameter.Name];

    private static string File(string name, string content) =>
        $"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n--b--\r\n";
}
