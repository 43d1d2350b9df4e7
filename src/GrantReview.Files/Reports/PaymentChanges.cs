using System.Globalization;
using GrantReview.Core.Applications;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Payments;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>One difference from the list taken over last.</summary>
/// <param name="Application">Null for the terms of the call.</param>
public sealed record PaymentChange(ApplicationId? Application, LocalText What, LocalText Before, LocalText After);

/// <summary>
/// What changed between two lists of one call: awards that came or went, sums, payees and accounts, by application; then the terms.
/// </summary>
public static class PaymentChanges
{
    public static IReadOnlyList<PaymentChange> Of(PaidList before, PaidList after)
    {
        var (was, isNow) = (before.Awards.ToDictionary(a => a.Application), after.Awards.ToDictionary(a => a.Application));
        return
        [
            .. was.Keys.Union(isNow.Keys).Order().SelectMany(id => OfAward(id, was.GetValueOrDefault(id), isNow.GetValueOrDefault(id))),
            .. before.Terms is { } terms && after.Terms is { } now ? OfTerms(terms, now) : [],
        ];
    }

    /// <summary>The changes as a sheet of the workbook.</summary>
    public static ReportSheet Sheet(Call call, IReadOnlyList<PaymentChange> changes) => new(
        new("Changes", "与上次接收的变化"), RankingReport.TitleOf(call, new("What changed since the list taken over last", "与上次接收名单的变化")),
        [changes.Count == 0 ? new("Nothing changed.", "没有变化。") : new($"{changes.Count} changes.", $"共{changes.Count}处变化。")],
        [
            new(new("No.", "项目编号"), ColumnKind.Text, 14), new(new("What", "变化内容"), ColumnKind.Text, 22),
            new(new("Taken over last", "上次"), ColumnKind.Text, 44), new(new("Now", "本次"), ColumnKind.Text, 44),
        ],
        [.. changes.Select(c =>
            (IReadOnlyList<ReportCell>)[c.Application is { } id ? new LocalText(id.Value) : new LocalText("Terms", "拨付安排"), c.What,
            c.Before, c.After])]);

    private static IEnumerable<PaymentChange> OfAward(ApplicationId id, PaidAward? was, PaidAward? isNow)
    {
        (LocalText What, string Before, string After)[] differences =
        [
            (was is null ? new("new award (yuan)", "新增项目（元）") : isNow is null ? new("award left (yuan)", "退出项目（元）")
                : new("amount (yuan)", "金额（元）"), Yuan(was), Yuan(isNow)),
            .. was is null || isNow is null ? Array.Empty<(LocalText, string, string)>() :
            [
                (new("payee", "收款单位"), was.To.Holder, isNow.To.Holder), (new("bank", "开户银行"), was.To.Bank, isNow.To.Bank),
                (new("account", "银行账号"), was.To.Account, isNow.To.Account),
            ],
        ];
        return differences.Where(d => d.Before != d.After).Select(d => new PaymentChange(id, d.What, new(d.Before), new(d.After)));

        static string Yuan(PaidAward? award) => award?.Amount.Yuan.ToString("N2", CultureInfo.InvariantCulture) ?? "—";
    }

    private static IEnumerable<PaymentChange> OfTerms(FinanceTerms was, FinanceTerms isNow)
    {
        if (!was.Instalments.SequenceEqual(isNow.Instalments))
        {
            yield return new PaymentChange(null, new("instalments", "分期安排"), Instalments(was), Instalments(isNow));
        }
        var (before, after) = (FinanceReport.Said(was).ToList(), FinanceReport.Said(isNow).ToList());
        foreach (var name in before.Concat(after).Select(t => t.Name).Distinct())
        {
            var (old, changed) = (Value(before, name), Value(after, name));
            if (old != changed)
            {
                yield return new PaymentChange(null, name, old, changed);
            }
        }

        static LocalText Instalments(FinanceTerms terms) => AmountWords.Joined(
            [.. terms.Instalments.Select(i => i.Heading)], "; ", "；");
        static LocalText Value(List<(LocalText Name, LocalText Value)> terms, LocalText name) =>
            terms.Where(t => t.Name == name).Select(t => t.Value).FirstOrDefault(new LocalText("—"));
    }
}
