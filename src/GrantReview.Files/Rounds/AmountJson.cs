using System.Text.Json.Nodes;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Rounds;

/// <summary>
/// How awards' amounts come about, in call.json: amount rules, what concerns one unit's applications together, what decides in a category.
/// </summary>
internal static class AmountJson
{
    private static readonly Dictionary<string, SelectionBasis> Bases =
        new() { ["score"] = SelectionBasis.Score, ["time"] = SelectionBasis.Time, ["conditions"] = SelectionBasis.Conditions };
    private static readonly Dictionary<string, bool> FloorPlaces = new() { ["before"] = false, ["after"] = true };

    public static AmountRule Read(Json json, JsonObject rule, string path)
    {
        var floor = json.Object(rule, "floor", path);
        var rate = json.Rational(rule, "rate", path);
        var basis = json.Text(rule, "base", path);
        if (rate is not null && string.IsNullOrWhiteSpace(basis))
        {
            json.Fault($"{path}.base", "Required");
        }
        return new AmountRule
        {
            Fixed = json.Money(rule, "fixed", path), Rate = rate, Base = basis, TaxRate = json.Text(rule, "taxRate", path),
            Requested = json.Text(rule, "requested", path), Cap = json.Money(rule, "cap", path),
            Cases = ReadCases(json, rule, path),
            Bands = json.Object(rule, "bands", path) is { } bands ? ReadBands(json, bands, $"{path}.bands") : null,
            Floor = json.Money(floor, "below", $"{path}.floor"), FloorExempt = json.Values(floor, "exempt", $"{path}.floor"),
        };
    }

    private static List<AmountCase> ReadCases(Json json, JsonObject rule, string path)
    {
        var cases = new List<AmountCase>();
        foreach (var (item, at) in json.Objects(rule, "cases", path))
        {
            // A case that matches everything would hide those below it; without any attribute there is nothing to ask for either.
            if (cases.Count > 0 ? cases[^1].Where.Count == 0 : json.Values(item, "where", at).Count == 0)
            {
                json.Fault($"{at}.where", "CaseHidden");
            }
            cases.Add(new AmountCase(json.Values(item, "where", at), json.Money(item, "fixed", at), json.Money(item, "cap", at)));
        }
        return cases;
    }

    private static AmountBands ReadBands(Json json, JsonObject bands, string path)
    {
        var steps = json.Objects(bands, "steps", path)
            .Select(s => (json.Money(s.Item, "from", s.Path) ?? Money.Zero, json.Money(s.Item, "sum", s.Path) ?? Money.Zero)).ToList();
        if (steps.Count == 0 || steps.DistinctBy(s => s.Item1).Count() < steps.Count)
        {
            json.Fault($"{path}.steps", "BandsBroken");
        }
        return new AmountBands(CallJson.Required(json, bands, "value", path), json.Text(bands, "before", path), steps);
    }

    public static JsonObject Write(AmountRule rule) => CallJson.Compact(new JsonObject
    {
        ["fixed"] = rule.Fixed?.ToString(), ["rate"] = rule.Rate is { } rate ? rate.ToExactText() : null, ["base"] = rule.Base,
        ["taxRate"] = rule.TaxRate,
        ["requested"] = rule.Requested, ["cap"] = rule.Cap?.ToString(),
        ["cases"] = rule.Cases.Count == 0 ? null
            : new JsonArray(
            [.. rule.Cases.Select(c =>
            CallJson.Compact(
            new JsonObject { ["where"] = CallJson.Write(c.Where), ["fixed"] = c.Fixed?.ToString(), ["cap"] = c.Cap?.ToString() }))]),
        ["bands"] = rule.Bands is not { } bands ? null : CallJson.Compact(new JsonObject
        {
            ["value"] = bands.Value, ["before"] = bands.Before,
            ["steps"] =
                new JsonArray([.. bands.Bands.Select(b => new JsonObject { ["from"] = b.From.ToString(), ["sum"] = b.Sum.ToString() })]),
        }),
        ["floor"] =
            rule.Floor is null ? null : new JsonObject { ["below"] = rule.Floor.ToString(), ["exempt"] = CallJson.Write(rule.FloorExempt) },
    });

    public static AmountGroups ReadGroups(Json json, JsonObject? groups)
    {
        const string path = "amountGroups";
        return new AmountGroups(json.Texts(groups, "oncePer", path),
            [.. json.Objects(groups, "annualCaps", path).Select(c => new AnnualCap(
                CallJson.Required(json, c.Item, "by", c.Path), json.Values(c.Item, "where", c.Path),
                ReadRequiredMoney(json, c.Item, "max", c.Path), json.Text(c.Item, "alreadyPaid", c.Path),
                json.Choice(c.Item, "floor", c.Path, FloorPlaces) ?? false))]);
    }

    private static Money ReadRequiredMoney(Json json, JsonObject item, string key, string path)
    {
        if (item[key] is null)
        {
            json.Fault(Json.Join(path, key), "Required");
        }
        return json.Money(item, key, path) ?? Money.Zero;
    }

    public static JsonObject? Write(AmountGroups groups) =>
        groups.OncePer.Count == 0 && groups.AnnualCaps.Count == 0 ? null : new JsonObject
    {
        ["oncePer"] = new JsonArray([.. groups.OncePer.Select(o => JsonValue.Create(o))]),
        ["annualCaps"] = new JsonArray([.. groups.AnnualCaps.Select(c => CallJson.Compact(new JsonObject
        {
            ["by"] = c.By, ["where"] = CallJson.Write(c.Where), ["max"] = c.Max.ToString(), ["alreadyPaid"] = c.AlreadyPaid,
            ["floor"] = CallJson.NameOf(FloorPlaces, c.FloorAfter),
        }))]),
    };

    public static Category ReadCategory(Json json, JsonObject item, string path)
    {
        var code = CallJson.Required(json, item, "code", path);
        return new Category(CategoryCode.OrNone(code), json.Local(item, "name", path) ?? new LocalText(code),
            json.Object(item, "amount", path) is { } rule ? Read(json, rule, $"{path}.amount") : null)
        {
            Selection = json.Object(item, "selection", path) is { } selection ? ReadSelection(json, selection, $"{path}.selection")
                : Selection.ByScore,
            Indicators = ReadTreeName(json, item, path),
            OtherSources =
            [
                .. json.Objects(item, "otherSources", path).Select(s => new OtherSource(
                    CallJson.Required(json, s.Item, "code", s.Path),
                    json.Local(s.Item, "name", s.Path) ?? new LocalText(json.Text(s.Item, "code", s.Path) ?? ""),
                    Read(json, json.Object(s.Item, "amount", s.Path) ?? [], $"{s.Path}.amount"))),
            ],
        };
    }

    private static string? ReadTreeName(Json json, JsonObject item, string path)
    {
        var name = json.Text(item, "indicators", path);
        if (name is null || TreesJson.IsName(name))
        {
            return name;
        }
        json.Fault($"{path}.indicators", "TreeNameBroken", CellReader.Shown(name));
        return null;
    }

    public static JsonObject Write(Category category) => CallJson.Compact(new JsonObject
    {
        ["code"] = category.Code.Value, ["name"] = CallJson.Write(category.Name),
        ["amount"] = category.Amount is null ? null : Write(category.Amount),
        ["selection"] = category.Selection == Selection.ByScore ? null : CallJson.Compact(new JsonObject
        {
            ["by"] = CallJson.NameOf(Bases, category.Selection.Basis), ["time"] = category.Selection.TimeAttribute,
            ["places"] = category.Selection.Places,
            ["placesTaken"] = category.Selection.PlacesTaken == 0 ? null : category.Selection.PlacesTaken,
            ["placesSummed"] = category.Selection.PlacesSummed == 0 ? null : category.Selection.PlacesSummed,
        }),
        ["indicators"] = category.Indicators,
        ["otherSources"] = category.OtherSources.Count == 0 ? null
            : new JsonArray(
            [.. category.OtherSources.Select(s =>
            new JsonObject { ["code"] = s.Code, ["name"] = CallJson.Write(s.Name), ["amount"] = Write(s.Amount) })]),
    });

    private static Selection ReadSelection(Json json, JsonObject selection, string path)
    {
        var read = new Selection(json.Choice(selection, "by", path, Bases) ?? SelectionBasis.Score, json.Text(selection, "time", path),
            json.Whole(selection, "places", path, 0, 100), json.Whole(selection, "placesTaken", path, 0, 100) ?? 0)
        {
            PlacesSummed = json.Whole(selection, "placesSummed", path, 0, 100_000) ?? 0,
        };
        if (read.Basis == SelectionBasis.Time && string.IsNullOrWhiteSpace(read.TimeAttribute))
        {
            json.Fault($"{path}.time", "Required");
        }
        if (read.Basis == SelectionBasis.Time && read.Places is null)
        {
            json.Fault($"{path}.places", "Required");
        }
        return read;
    }
}
