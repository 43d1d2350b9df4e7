using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Applications;

/// <summary>
/// The amount of each application of a round, in this order: base without tax → rate → cap → the highest of one project → floor → the unit's annual cap. The budget comes after, in
/// the allocation.
/// </summary>
/// <remarks>
/// Only applications that are otherwise eligible compete for a project's one payment and for a unit's annual cap. Within a unit the cap is filled by the larger amounts first, then by id: what the
/// unit gets in all is min(cap, sum) in any order, and a cut falls on the smallest application.
/// </remarks>
public static class Amounts
{
    /// <param name="isEligible">Whether the application passed everything but its amount.</param>
    public static IReadOnlyDictionary<ApplicationId, AmountChain> Of(Call call, IReadOnlyList<Application> applications, Func<Application, bool> isEligible)
    {
        var sorted = applications.OrderBy(a => a.Id).ToList();
        var chains = sorted.ToDictionary(a => a.Id, a => Alone(call, a));
        PayOnce(call.AmountGroups.OncePer, [.. sorted.Where(a => isEligible(a) && chains[a.Id].MissingAttribute is null)], chains);
        foreach (var cap in call.AmountGroups.AnnualCaps)
        {
            var bound = sorted.Where(a => isEligible(a) && chains[a.Id] is { MissingAttribute: null, PaidAs: null, NothingDue: false } chain && (cap.FloorAfter || !chain.BelowFloor)
                && a.Attributes.GetValueOrDefault(cap.By, "").Length > 0 && new AmountCase(cap.Where, null, null).Matches(a.Attributes));
            foreach (var unit in bound.GroupBy(a => Written.Key(a.Attributes[cap.By]), StringComparer.Ordinal))
            {
                Limit(call, cap, [.. unit], chains);
            }
        }
        return chains;
    }

    private static AmountChain Alone(Call call, Application application)
    {
        if (call.AmountRuleOf(application.Category) is { } rule)
        {
            return rule.Apply(application.RequestedAmount, application.Attributes);
        }
        // Without a rule the request stands, and a selection without money is no mistake.
        return application.RequestedAmount is null ? new AmountChain(Money.Zero, [], false, null) : new AmountRule().Apply(application.RequestedAmount, application.Attributes);
    }

    private static void PayOnce(IReadOnlyList<string> oncePer, IReadOnlyList<Application> applications, Dictionary<ApplicationId, AmountChain> chains)
    {
        if (oncePer.Count == 0)
        {
            return;
        }
        var named = applications.Where(a => oncePer.All(o => a.Attributes.GetValueOrDefault(o, "").Length > 0));
        foreach (var project in named.GroupBy(a => string.Join('\n', oncePer.Select(o => Written.Key(a.Attributes[o]))),
            StringComparer.Ordinal))
        {
            var paid = project.OrderByDescending(a => chains[a.Id].Amount).ThenBy(a => a.Id).First();
            foreach (var other in project.Where(a => a.Id != paid.Id))
            {
                chains[other.Id] = chains[other.Id] with { PaidAs = paid.Id, BelowFloor = false };
            }
        }
    }

    private static void Limit(Call call, AnnualCap cap, IReadOnlyList<Application> applications, Dictionary<ApplicationId, AmountChain> chains)
    {
        if (cap.AlreadyPaid is { } column && applications.Any(a => Paid(a) is null))
        {
            foreach (var application in applications)
            {
                chains[application.Id] = AmountChain.Missing(column);
            }
            return;
        }
        var already = applications.Max(a => Paid(a).GetValueOrDefault());
        var left = already >= cap.Max ? Money.Zero : cap.Max - already;
        foreach (var application in applications.OrderByDescending(a => chains[a.Id].Amount).ThenBy(a => a.Id))
        {
            var chain = chains[application.Id];
            var amount = Money.Min(chain.Amount, left);
            left -= amount;
            chains[application.Id] = chain with
            {
                Amount = amount,
                Steps = [.. chain.Steps, new AmountStep(AmountStepKind.AnnualCap, amount.ExactYuan)],
                BelowFloor = cap.FloorAfter && amount > Money.Zero && call.AmountRuleOf(application.Category)?.IsBelowFloor(amount, application.Attributes) == true,
                CappedOut = amount == Money.Zero,
            };
        }

        // Blank is nothing; what cannot be read may be anything, so that nobody's amount is known.
        Money? Paid(Application application) =>
            cap.AlreadyPaid is { } column && application.Attributes.GetValueOrDefault(column, "") is { Length: > 0 } text
                ? Written.Amount(text) : Money.Zero;
    }
}
