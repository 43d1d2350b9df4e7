using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Applications;

/// <summary>
/// The amount of each application of a round, in this order: base without tax → rate → cap → the highest of one project → floor → the
/// unit's annual cap. The budget comes after, in the allocation.
/// </summary>
/// <remarks>
/// Only applications that are otherwise eligible compete for a project's one payment and for a unit's annual cap. Within a unit the cap is
/// filled by the larger amounts first, then by id: what the unit gets in all is min(cap, sum) in any order, and a cut falls on the smallest
/// application.
/// </remarks>
public static class Amounts
{
    /// <param name="isEligible">Whether the application passed everything but its amount.</param>
    /// <param name="blanksAreNo">By the rules of packages of schema 1: a blank cell is read as nothing, none or no.</param>
    public static IReadOnlyDictionary<ApplicationId, AmountChain> Of(
        Call call, IReadOnlyList<Application> applications, Func<Application, bool> isEligible, bool blanksAreNo = false)
    {
        var sorted = applications.OrderBy(a => a.Id).ToList();
        var asking = blanksAreNo
            ? [] : sorted.Where(a => a.RequestedAmount is not null).Select(a => a.Category).ToHashSet();
        var chains = sorted.ToDictionary(a => a.Id, a => Alone(call, a, asking, blanksAreNo));
        PayOnce(call.AmountGroups.OncePer, [.. sorted.Where(a => isEligible(a) && chains[a.Id].MissingAttribute is null)], chains);
        foreach (var cap in call.AmountGroups.AnnualCaps)
        {
            var bound = sorted.Where(a => isEligible(a) && chains[a.Id] is { MissingAttribute: null, PaidAs: null, NothingDue: false } chain
                && (cap.FloorAfter || !chain.BelowFloor)
                && UnitOf(cap, a).Length > 0 && AttributeFilter.Holds(cap.Where, a.Attributes) == true).ToList();
            var paid = PaidBefore(cap, blanksAreNo ? bound : sorted);
            foreach (var unit in bound.GroupBy(a => UnitOf(cap, a), StringComparer.Ordinal))
            {
                Limit(call, cap, [.. unit], chains, paid(unit.Key), blanksAreNo);
            }
        }
        return chains;
    }

    /// <summary>
    /// What each unit got already by the rows of a file or by the earlier awards, by the key of the unit; null = no row that speaks of it
    /// can be read.
    /// </summary>
    public static Func<string, Money?> PaidBefore(AnnualCap cap, IReadOnlyList<Application> applications)
    {
        var summed = applications.Where(a => a.Attributes.ContainsKey(EarlierAwards.SummedOf(cap)))
            .ToLookup(a => UnitOf(cap, a), a => Written.Amount(a.Attributes[EarlierAwards.SummedOf(cap)]), StringComparer.Ordinal);
        if (cap.AlreadyPaid is not { } column)
        {
            return unit => summed[unit].Max() ?? Money.Zero;
        }
        var rows = applications.Where(a => a.Attributes.ContainsKey(column))
            .ToLookup(a => UnitOf(cap, a), a => a.Attributes[column], StringComparer.Ordinal);
        return unit => rows[unit].Where(text => !string.IsNullOrWhiteSpace(text)).Select(Written.Amount).ToList() switch
        {
            { Count: > 0 } said => said.Contains(null) ? null : said.Concat(summed[unit]).Max(),
            _ => summed[unit].Max() ?? (rows.Contains(unit) ? null : Money.Zero),
        };
    }

    /// <summary>The unit whose payments of a year are capped, as it is compared; blank where the application names none.</summary>
    public static string UnitOf(AnnualCap cap, Application application) => Application.CountedBy(application.Attributes, cap.By);

    /// <param name="asking">Categories in which somebody names a sum, so that a blank one is not known.</param>
    private static AmountChain Alone(Call call, Application application, HashSet<CategoryCode> asking, bool blanksAreNo)
    {
        if (call.AmountRuleOf(application.Category) is { } rule)
        {
            return rule.Apply(application.RequestedAmount, application.Attributes, blanksAreNo);
        }
        // Without a rule the request stands, and a selection without money is no mistake.
        return application.RequestedAmount is null && !asking.Contains(application.Category)
            ? new AmountChain(Money.Zero, [], false, null)
            : new AmountRule().Apply(application.RequestedAmount, application.Attributes);
    }

    private static void PayOnce(IReadOnlyList<string> oncePer, IReadOnlyList<Application> applications,
        Dictionary<ApplicationId, AmountChain> chains)
    {
        if (oncePer.Count == 0)
        {
            return;
        }
        foreach (var paid in applications.Where(a => !string.IsNullOrWhiteSpace(a.Attributes.GetValueOrDefault(EarlierAwards.PaidAs))))
        {
            chains[paid.Id] = chains[paid.Id] with
            {
                PaidAs = new ApplicationId(paid.Attributes[EarlierAwards.PaidAs]), BelowFloor = false,
            };
        }
        var named = applications.Where(a =>
            chains[a.Id].PaidAs is null && oncePer.All(o => Application.CountedBy(a.Attributes, o).Length > 0));
        foreach (var project in named.GroupBy(
            a => string.Join('\n', oncePer.Select(o => Application.CountedBy(a.Attributes, o))), StringComparer.Ordinal))
        {
            var paid = project.OrderByDescending(a => chains[a.Id].Amount).ThenBy(a => a.Id).First();
            foreach (var other in project.Where(a => a.Id != paid.Id))
            {
                chains[other.Id] = chains[other.Id] with { PaidAs = paid.Id, BelowFloor = false };
            }
        }
    }

    private static void Limit(
        Call call, AnnualCap cap, IReadOnlyList<Application> applications, Dictionary<ApplicationId, AmountChain> chains, Money? paid,
        bool blanksAreNo)
    {
        if ((paid ?? (blanksAreNo && HasNoFigure() ? Money.Zero : null)) is not { } already)
        {
            foreach (var application in applications)
            {
                chains[application.Id] = AmountChain.Missing(cap.AlreadyPaid ?? cap.By);
            }
            return;
        }
        var left = already >= cap.Max ? Money.Zero : cap.Max - already;
        foreach (var application in applications.OrderByDescending(a => chains[a.Id].Amount).ThenBy(a => a.Id))
        {
            var chain = chains[application.Id];
            var amount = Money.Min(chain.Amount, left);
            left -= amount;
            var rule = cap.FloorAfter && amount > Money.Zero ? call.AmountRuleOf(application.Category) : null;
            if (!blanksAreNo && rule?.ExemptionUnknown(amount, application.Attributes) is { } exemption)
            {
                chains[application.Id] = AmountChain.Missing(exemption);
                continue;
            }
            chains[application.Id] = chain with
            {
                Amount = amount,
                Steps = [.. chain.Steps, new AmountStep(AmountStepKind.AnnualCap, amount.ExactYuan)],
                BelowFloor = rule?.IsBelowFloor(amount, application.Attributes) == true,
                CappedOut = amount == Money.Zero,
            };
        }

        bool HasNoFigure() => applications.All(a => string.IsNullOrWhiteSpace(a.Attributes.GetValueOrDefault(cap.AlreadyPaid ?? "")));
    }
}
