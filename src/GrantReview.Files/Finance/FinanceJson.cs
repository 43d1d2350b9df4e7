using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;

namespace GrantReview.Files.Finance;

/// <summary>The terms of payment of a call, and what finance took over, as JSON.</summary>
public static class FinanceJson
{
    private const string File = "finance.json";
    private static readonly Dictionary<string, PaymentChannel> Channels = new()
    {
        ["unstated"] = PaymentChannel.Unstated, ["direct"] = PaymentChannel.Direct, ["lower-treasury"] = PaymentChannel.LowerTreasury,
    };

    public static string Write(FinanceTerms terms) => Object(terms).ToJsonString(Json.Indented);

    /// <summary>A blank text or an empty object: paid at once.</summary>
    /// <exception cref="FormatException">It is not what <see cref="Write(FinanceTerms)"/> wrote.</exception>
    public static FinanceTerms ReadTerms(string text)
    {
        List<Mistake> mistakes = [];
        var terms = string.IsNullOrWhiteSpace(text) ? FinanceTerms.Once
            : Terms(Json.Parse(Encoding.UTF8.GetBytes(text), File, mistakes), new Json(File, mistakes), mistakes);
        return mistakes.Count == 0 ? terms : throw new FormatException(string.Join("; ", mistakes.Select(m => m.Say("en"))));
    }

    public static string Write(PaidList list)
    {
        var json = new JsonObject
        {
            ["awards"] = new JsonObject(list.Awards.OrderBy(a => a.Application)
                .Select(a => KeyValuePair.Create(a.Application.Value, (JsonNode?)new JsonObject
            {
                ["amount"] = a.Amount.ToString(), ["payee"] = a.To.Holder, ["bank"] = a.To.Bank, ["account"] = a.To.Account,
            }))),
        };
        if (list.Terms is { } terms)
        {
            json["terms"] = Object(terms);
        }
        return json.ToJsonString(Json.Indented);
    }

    /// <summary>Also the older form, { application: fen }, which knew neither payees nor terms.</summary>
    /// <param name="known">What stands for the payees that an older list does not know.</param>
    /// <exception cref="FormatException">It is neither.</exception>
    public static PaidList ReadList(string text, IReadOnlyDictionary<ApplicationId, PaidAward> known)
    {
        List<Mistake> mistakes = [];
        var json = new Json(File, mistakes);
        var root = Json.Parse(Encoding.UTF8.GetBytes(text), File, mistakes);
        PaidList list;
        if (root?["awards"] is JsonObject awards)
        {
            list = new PaidList(
                [.. awards.Select(a => a.Key)
                    .Select(id => json.Object(awards, id, "awards") is var award
                    ? new PaidAward(IdOf(id), json.Money(award, "amount", id) ?? default, new Payee(
                        json.Text(award, "payee", id) ?? "", json.Text(award, "bank", id) ?? "", json.Text(award, "account", id) ?? ""))
                        : throw new FormatException(id))],
                root["terms"] is JsonObject terms ? Terms(terms, json, mistakes) : null);
        }
        else
        {
            list = new PaidList(
                [.. (root ?? [])
                .Select(a =>
                (known.GetValueOrDefault(IdOf(a.Key)) ?? new PaidAward(IdOf(a.Key), default, Payee.Unknown)) with { Amount =
                new Money(a.Value?.GetValue<long>() ?? 0) })], null);
        }
        return mistakes.Count == 0 ? list : throw new FormatException(string.Join("; ", mistakes.Select(m => m.Say("en"))));
    }

    private static ApplicationId IdOf(string key) => ApplicationId.Of(key) ?? throw new FormatException("An award of no application.");

    private static JsonObject Object(FinanceTerms terms) => new()
    {
        ["instalments"] = new JsonArray(
            [.. terms.Instalments.Select(i =>
            new JsonObject { ["percent"] = (i.Share * 100).ToExactText(),
            ["dueOn"] = i.DueOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) })]),
        ["inTenThousands"] = terms.InTenThousands, ["budgetYear"] = terms.BudgetYear, ["subjectCode"] = terms.SubjectCode,
        ["documentNumber"] = terms.DocumentNumber,
        ["channel"] = Channels.First(c => c.Value == terms.Channel).Key, ["treasury"] = terms.Treasury,
    };

    private static FinanceTerms Terms(JsonObject? root, Json json, List<Mistake> mistakes)
    {
        if (root is null || root.Count == 0)
        {
            return FinanceTerms.Once;
        }
        var parts = FinanceTerms.Parts(
            [.. json.Objects(root, "instalments", "")
            .Select(i => ((json.Rational(i.Item, "percent", i.Path) ?? Rational.Zero) / 100, DayOf(i.Item)))]);
        if (parts is null)
        {
            mistakes.Add(new Mistake(File, null, "instalments", "JsonExpected", "100 %"));
        }
        return new FinanceTerms(parts ?? FinanceTerms.Once.Instalments, json.Truth(root, "inTenThousands", "") ?? false,
            json.Text(root, "budgetYear", "") ?? "", json.Text(root, "subjectCode", "") ?? "",
            json.Text(root, "documentNumber", "") ?? "", json.Choice(root, "channel", "", Channels) ?? PaymentChannel.Unstated,
            json.Text(root, "treasury", "") ?? "");
    }

    private static DateOnly? DayOf(JsonObject item) =>
        DateOnly.TryParseExact(item["dueOn"]?.ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day : null;
}
