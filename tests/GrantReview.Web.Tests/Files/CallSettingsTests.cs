using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;
using GrantReview.Files;
using GrantReview.Files.Localisation;
using GrantReview.Files.Rounds;
using GrantReview.Testing;

namespace GrantReview.Web.Tests.Files;

/// <summary>
/// A setting is said once: what is read is what is written, and the schema and the README of the templates say the same.
/// GRANTREVIEW_WRITE_TABLES=1 writes both again.
/// </summary>
public class CallSettingsTests
{
    private static readonly JsonSerializerOptions Spaced =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    public static TheoryData<string> Typed => [.. CallSettings.All.Where(s => s.Kind != SettingKind.Other).Select(s => s.Path)];

    [Theory, MemberData(nameof(Typed))]
    public void Setting_ThatIsNotTheUsualOne_IsReadAndWritten(string path)
    {
        var setting = At(path);
        var other = Other(setting);
        var (call, mistakes) = Read(With(path, other));

        Assert.DoesNotContain(mistakes, m => m.Column == path);
        Assert.Equal(other, CallSettings.ValueOf(setting, call ?? Empty));
        Assert.NotEqual(setting.Usual, other);
    }

    [Theory, MemberData(nameof(Typed))]
    public void Setting_ThatCannotBe_IsAMistakeAtItsPath(string path)
    {
        var setting = At(path);
        if (setting.Kind == SettingKind.Text)
        {
            return;
        }

        var isFigure = setting.Kind is SettingKind.Whole or SettingKind.Years;
        var (_, mistakes) = Read(With(path, isFigure ? $"{setting.Bounds.Most + 1}" : "no such thing"));

        Assert.Contains(path, mistakes.Select(m => m.Column));
    }

    [Theory]
    [InlineData("scoring.decimal")]
    [InlineData("assignment.expertsPerApplications")]
    [InlineData("calibration.Method")]
    [InlineData("allocation.policy.tiebreak")]
    public void Key_ThatIsNoSetting_IsWarnedAbout(string path)
    {
        List<Mistake> warnings = [];

        _ = CallJson.Read(Encoding.UTF8.GetBytes(With(path, "3")), "call.json", TemplateFolder.Shipped, [], warnings);

        Assert.Equal([(path, "KeyUnknown")], warnings.Select(w => (w.Column, w.Code)));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh-CN")]
    public void Words_OfEverySettingAndChoice_AreThere(string language) => Assert.All(
        CallSettings.All.SelectMany(s => s.Choices.Select(c => c.Label).Append(s.Label).Append(s.Blank).Concat(s.Note is { } n ? [n] : [])),
        key => Assert.NotEmpty(Words.In(language, key)));

    [Fact]
    public void Schema_IsTheShippedOne()
    {
        var path = Path.Combine(Solution.Root, "templates", "calls", "call.schema.json");
        var text = File.ReadAllText(path).ReplaceLineEndings("\n");
        var made = text;
        foreach (var (section, schema) in CallSettings.Schema(key => Words.In("en", key)))
        {
            var key = section.Split('.')[^1];
            var depth = section.Contains('.', StringComparison.Ordinal) ? 8 : 4;
            var start = made.IndexOf($"\n{new string(' ', depth)}\"{key}\": {{", StringComparison.Ordinal) + depth + key.Length + 5;
            Assert.True(start > depth + key.Length + 5, $"The schema has no {section}.");
            made = made[..start] + Rendered(schema, depth) + made[EndOf(made, start)..];
        }
        if (Environment.GetEnvironmentVariable("GRANTREVIEW_WRITE_TABLES") == "1")
        {
            File.WriteAllText(path, made);
            return;
        }

        Assert.Equal(made, text);
    }

    [Fact]
    public void Readme_OfTheTemplates_HasEverySetting()
    {
        var path = Path.Combine(Solution.Root, "templates", "README.md");
        var text = File.ReadAllText(path).ReplaceLineEndings("\n");
        const string begin = "<!-- settings -->\n", end = "<!-- end of settings -->";
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal) + begin.Length, text.IndexOf(end, StringComparison.Ordinal));
        Assert.True(from > begin.Length && to >= from, "templates/README.md has no place for the settings.");
        var table = new StringBuilder("| key | 设置 | setting | values | usual |\n|---|---|---|---|---|\n");
        foreach (var s in CallSettings.All)
        {
            var usual = s.Usual.Length > 0 ? $"`{s.Usual}`" : "";
            table.Append(CultureInfo.InvariantCulture, $"| `{s.Path}` | {Said(s, "zh-CN")} | {Said(s, "en")} | {Values(s)} | {usual} |\n");
        }
        if (Environment.GetEnvironmentVariable("GRANTREVIEW_WRITE_TABLES") == "1")
        {
            File.WriteAllText(path, text[..from] + table + text[to..]);
            return;
        }

        Assert.Equal(table.ToString(), text[from..to]);

        static string Said(Setting s, string language) => s.Note is not { } note ? Words.In(language, s.Label)
            : $"{Words.In(language, s.Label)}{(language == "en" ? ": " : "：")}{Words.In(language, note)}";

        static string Values(Setting s) => s.Kind switch
        {
            SettingKind.Whole or SettingKind.Years => $"{s.Bounds.Least}–{s.Bounds.Most}",
            SettingKind.YesNo => "`true`, `false`",
            SettingKind.Choice => string.Join(", ", s.Choices.Select(c => $"`{c.Name}`")),
            SettingKind.Share => "0–1",
            SettingKind.Number => "`\"1.5\"`",
            SettingKind.Text => "text",
            _ => "list",
        };
    }

    private static Call Empty => Read("""{ "code": "C" }""").Call ?? throw new InvalidOperationException("A code is all that is needed.");

    private static Setting At(string path) => CallSettings.At(path) ?? throw new InvalidOperationException(path);

    private static string Other(Setting setting) => setting.Kind switch
    {
        SettingKind.Whole or SettingKind.Years =>
            setting.Usual == $"{setting.Bounds.Least}" ? $"{setting.Bounds.Most}" : $"{setting.Bounds.Least}",
        SettingKind.YesNo => setting.Usual == "true" ? "false" : "true",
        SettingKind.Choice => setting.Choices.Select(c => c.Name).First(n => n != setting.Usual),
        SettingKind.Share => "0.25",
        SettingKind.Number => "1.5",
        _ => "§ 12",
    };

    /// <summary>A call with one setting, and with what that one needs.</summary>
    private static string With(string path, string value)
    {
        var call = new JsonObject { ["code"] = "C" };
        foreach (var (at, text) in Needs(path))
        {
            Put(at, text);
        }
        Put(path, value);
        return call.ToJsonString();

        void Put(string at, string text)
        {
            var owner = call;
            foreach (var part in at.Split('.')[..^1])
            {
                owner[part] ??= new JsonObject();
                owner = (JsonObject)owner[part]!;
            }
            owner[at.Split('.')[^1]] = text;
        }
    }

    private static (string At, string Text)[] Needs(string path) => path switch
    {
        "allocation.library.reading" or "allocation.library.reason" =>
            [("allocation.library.reading", "none"), ("allocation.library.reason", "§ 1")],
        "assignment.panelMin" or "assignment.panelMax" => [("assignment.panels", "formed"), ("assignment.panelMin", "1")],
        "calibration.undecidedLottery" => [("calibration.method", "mixed-model")],
        "calibration.lottery" => [("calibration.method", "mixed-model"), ("calibration.undecidedLottery", "§ 1")],
        "calibration.smoothness" => [("calibration.lottery", "linear"), ("calibration.undecidedLottery", "§ 1")],
        _ => [],
    };

    private static (Call? Call, List<Mistake> Mistakes) Read(string json)
    {
        List<Mistake> mistakes = [];
        return (CallJson.Read(Encoding.UTF8.GetBytes(json), "call.json", TemplateFolder.Shipped, mistakes, []), mistakes);
    }

    /// <summary>A line for each property.</summary>
    private static string Rendered(JsonObject schema, int depth)
    {
        var (inner, line) = (new string(' ', depth + 2), new string(' ', depth + 4));
        var properties = string.Join(",\n", (JsonObject)schema["properties"]! is var all
            ? all.Select(p => $"{line}\"{p.Key}\": {InOneLine(p.Value!)}") : []);
        return $"{{\n{inner}\"type\": \"object\", \"additionalProperties\": false,\n{inner}\"properties\": {{\n{properties}\n{inner}}}\n"
            + $"{new string(' ', depth)}}}";
    }

    private static string InOneLine(JsonNode node) =>
        string.Join(' ', node.ToJsonString(Spaced).Split('\n', StringSplitOptions.TrimEntries));

    private static int EndOf(string json, int start)
    {
        var open = 0;
        for (var at = start; ; at++)
        {
            open += json[at] == '{' ? 1 : json[at] == '}' ? -1 : 0;
            if (open == 0)
            {
                return at + 1;
            }
        }
    }
}
