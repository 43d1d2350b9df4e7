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
        Said.Of("PaymentChanges.Changes"), RankingReport.TitleOf(call, Said.Of("PaymentChanges.Title")),
        [changes.Count == 0 ? Said.Of("PaymentChanges.NothingChanged") : Said.Of("PaymentChanges.Count", changes.Count)],
        [
            new("Report.Id", ColumnKind.Text, 14), new("PaymentChanges.What", ColumnKind.Text, 22),
            new("PaymentChanges.TakenOverLast", ColumnKind.Text, 44), new("PaymentChanges.Now", ColumnKind.Text, 44),
        ],
        [.. changes.Select(c =>
            (IReadOnlyList<ReportCell>)[c.Application is { } id ? new LocalText(id.Value) : Said.Of("PaymentChanges.Terms"), c.What,
            c.Before, c.After])]);

    private static IEnumerable<PaymentChange> OfAward(ApplicationId id, PaidAward? was, PaidAward? isNow)
    {
        (LocalText What, string Before, string After)[] differences =
        [
            (was is null ? Said.Of("PaymentChanges.NewAwardYuan") : isNow is null ? Said.Of("PaymentChanges.AwardLeftYuan")
                : Said.Of("PaymentChanges.AmountYuan"), Yuan(was), Yuan(isNow)),
            .. was is null || isNow is null ? Array.Empty<(LocalText, string, string)>() :
            [
                (Said.Of("PaymentChanges.Payee"), was.To.Holder, isNow.To.Holder),
                (Said.Of("PaymentChanges.Bank"), was.To.Bank, isNow.To.Bank),
                (Said.Of("PaymentChanges.Account"), was.To.Account, isNow.To.Account),
            ],
        ];
        return differences.Where(d => d.Before != d.After).Select(d => new PaymentChange(id, d.What, new(d.Before), new(d.After)));

        static string Yuan(PaidAward? award) => award?.Amount.Yuan.ToString("N2", CultureInfo.InvariantCulture) ?? "—";
    }

    private static IEnumerable<PaymentChange> OfTerms(FinanceTerms was, FinanceTerms isNow)
    {
        if (!was.Instalments.SequenceEqual(isNow.Instalments))
        {
            yield return new PaymentChange(null, Said.Of("PaymentChanges.Instalments"), Instalments(was), Instalments(isNow));
        }
        var (before, after) = (FinanceReport.Stated(was).ToList(), FinanceReport.Stated(isNow).ToList());
        foreach (var name in before.Concat(after).Select(t => t.Name).Distinct())
        {
            var (old, changed) = (Value(before, name), Value(after, name));
            if (old != changed)
            {
                yield return new PaymentChange(null, name, old, changed);
            }
        }

        static LocalText Instalments(FinanceTerms terms) =>
            Said.Clauses(terms.Instalments.Select((part, i) => FinanceReport.HeadingOf(i + 1, part)));
        static LocalText Value(List<(LocalText Name, LocalText Value)> terms, LocalText name) =>
            terms.Where(t => t.Name == name).Select(t => t.Value).FirstOrDefault(new LocalText("—"));
    }
}
