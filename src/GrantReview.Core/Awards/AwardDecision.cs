using GrantReview.Core.Numbers;

namespace GrantReview.Core.Awards;

/// <summary>The record of a meeting that decides (集体审议): what, when, who, who left the room and why, the number of the minutes.</summary>
public sealed record Deliberation(string Meeting, DateOnly HeldOn, string MinutesNumber, IReadOnlyList<string> Attendees, IReadOnlyList<Recusal> Recused);

/// <param name="Applications">What the person left the room for; empty = for all.</param>
public sealed record Recusal(string Name, string Reason, IReadOnlyList<string> Applications);

/// <summary>One change from the list before, with its reason: a discretion is a recorded act, never a silent constraint.</summary>
/// <param name="From">The award before; null = none.</param>
/// <param name="To">The award after; null = none.</param>
public sealed record AwardChange(string Application, Money? From, Money? To, string Reason);

/// <summary>Which step of the way a list of awards stands at.</summary>
public enum AwardStage
{
    /// <summary>What the deliberation made of the proposal.</summary>
    Decision,

    /// <summary>What public notice, objections, withdrawals and promotions made of the decision.</summary>
    Final,
}

/// <summary>The list before, the changes with their reasons, and who decided on them; the list after follows by arithmetic.</summary>
public sealed record AwardDecision(AwardStage Stage, IReadOnlyList<FundedApplication> Before, Deliberation Deliberation, IReadOnlyList<AwardChange> Changes)
{
    /// <summary>The notice that was put up; null before it.</summary>
    public NoticePeriod? Notice { get; init; }

    /// <summary>The list after: in the order of the list before, then those who came in, in the order of the changes.</summary>
    public IReadOnlyList<FundedApplication> After()
    {
        var changes = Changes.ToDictionary(c => c.Application, StringComparer.Ordinal);
        var kept = Before.Where(b => !changes.TryGetValue(b.Id, out var c) || c.To is not null).Select(b => changes.TryGetValue(b.Id, out var c) ? b with { Amount = c.To.GetValueOrDefault() } : b);
        var known = Before.Select(b => b.Id).ToHashSet(StringComparer.Ordinal);
        return [.. kept, .. Changes.Where(c => c.To is not null && !known.Contains(c.Application)).Select(c => new FundedApplication(c.Application, c.To.GetValueOrDefault()))];
    }

    /// <summary>What the record lacks or contradicts; nothing means that it may be frozen.</summary>
    public IReadOnlyList<DecisionFault> Faults()
    {
        var before = Before.ToDictionary(b => b.Id, b => b.Amount, StringComparer.Ordinal);
        List<DecisionFault> faults = [];
        Add(string.IsNullOrWhiteSpace(Deliberation.Meeting), "meeting-missing", "");
        Add(string.IsNullOrWhiteSpace(Deliberation.MinutesNumber), "minutes-missing", "");
        Add(Deliberation.Attendees.All(string.IsNullOrWhiteSpace), "attendees-missing", "");
        foreach (var recusal in Deliberation.Recused)
        {
            Add(string.IsNullOrWhiteSpace(recusal.Reason), "recusal-without-reason", recusal.Name);
            Add(recusal.Applications.Count == 0 && Deliberation.Attendees.Contains(recusal.Name), "recused-and-attending", recusal.Name);
        }
        foreach (var change in Changes)
        {
            Add(string.IsNullOrWhiteSpace(change.Reason), "change-without-reason", change.Application);
            Add(change.From != (before.TryGetValue(change.Application, out var was) ? was : null), "change-from-something-else", change.Application);
            Add(change.From == change.To, "change-of-nothing", change.Application);
            Add(change.To < Money.Zero, "amount-negative", change.Application);
        }
        foreach (var twice in Changes.CountBy(c => c.Application).Where(c => c.Value > 1))
        {
            Add(true, "changed-twice", twice.Key);
        }
        return faults;

        void Add(bool isFault, string code, string subject)
        {
            if (isFault)
            {
                faults.Add(new DecisionFault(code, subject));
            }
        }
    }

    /// <summary>Quotas that the list after breaks although the proposal kept them: shown beside the decision, which may have its reason.</summary>
    public IReadOnlyList<QuotaLoad> Breaks(AllocationProblem problem)
    {
        var attributes = problem.Applications.ToDictionary(a => a.Id, a => a.Attributes, StringComparer.Ordinal);
        var after = After().Where(f => attributes.ContainsKey(f.Id)).ToList();
        return
        [
            .. problem.Quotas.OrderBy(q => q.Id)
                .Select(q => new QuotaLoad(q.Id, after.Where(f => q.Matches(attributes[f.Id])).Sum(f => q.Measure == Settings.QuotaMeasure.Count ? 1 : f.Amount.Fen), q.Max, q.Min))
                .Where(l => l.Used > l.Max || l.Used < l.Min),
        ];
    }
}

/// <summary>
/// meeting-missing, minutes-missing, attendees-missing, recusal-without-reason, recused-and-attending, change-without-reason, change-from-something-else,
/// change-of-nothing, amount-negative, changed-twice.
/// </summary>
/// <param name="Subject">An application or a person; blank = the whole record.</param>
public sealed record DecisionFault(string Code, string Subject);
