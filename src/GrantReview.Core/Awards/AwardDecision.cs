using GrantReview.Core.Numbers;

namespace GrantReview.Core.Awards;

/// <summary>The record of a meeting that decides (集体审议): what, when, who, who left the room and why, the number of the minutes.</summary>
public sealed record Deliberation(
    string Meeting, DateOnly HeldOn, string MinutesNumber, IReadOnlyList<string> Attendees, IReadOnlyList<Recusal> Recused)
{
    /// <summary>One item a line, blank lines left out.</summary>
    public static IReadOnlyList<string> Lines(string? text) =>
        (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

/// <param name="Applications">What the person left the room for; empty = for all.</param>
public sealed record Recusal(string Name, string Reason, IReadOnlyList<ApplicationId> Applications)
{
    private static readonly char[] Fields = [';', '；'];
    private static readonly char[] Items = [',', '，', '、'];

    /// <summary>"name; reason; P01, P02": the applications are left out where the person left for all.</summary>
    public static Recusal Parse(string line)
    {
        var parts = line.Split(Fields, 3, StringSplitOptions.TrimEntries);
        var applications = (parts.ElementAtOrDefault(2) ?? "")
            .Split(Items, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new Recusal(parts[0], parts.ElementAtOrDefault(1) ?? "", [.. applications.Select(a => new ApplicationId(a))]);
    }
}

/// <summary>
/// A change that breaks rules of the call (例外): the clause or reason that allows it, and what it breaks. One person asked for it, another
/// confirmed it, and it stands in everything that the list goes into.
/// </summary>
/// <param name="Application">The change by which the rules are broken.</param>
public sealed record Exemption(ApplicationId Application, string Clause, IReadOnlyList<AwardBreach> Breaches);

/// <summary>One change from the list before, with its reason: a discretion is a recorded act, never a silent constraint.</summary>
/// <param name="From">The award before; null = none.</param>
/// <param name="To">The award after; null = none.</param>
public sealed record AwardChange(ApplicationId Application, Money? From, Money? To, string Reason);

/// <summary>Which step of the way a list of awards stands at.</summary>
public enum AwardStage
{
    /// <summary>What the deliberation made of the proposal.</summary>
    Decision,

    /// <summary>What public notice, objections, withdrawals and promotions made of the decision.</summary>
    Final,
}

/// <summary>The list before, the changes with their reasons, and who decided on them; the list after follows by arithmetic.</summary>
public sealed record AwardDecision(
    AwardStage Stage, IReadOnlyList<FundedApplication> Before, Deliberation Deliberation, IReadOnlyList<AwardChange> Changes)
{
    /// <summary>The notice that was put up; null before it.</summary>
    public NoticePeriod? Notice { get; init; }

    /// <summary>What this list, or the one that it follows, was allowed beyond the rules of the call; by application.</summary>
    public IReadOnlyList<Exemption> Exemptions { get; init; } = [];

    /// <summary>
    /// Of a decision: those without a proposed award whom an earlier meeting turned down and this one does not take in; by id.
    /// </summary>
    public IReadOnlyList<ApplicationId> TurnedDown { get; init; } = [];

    /// <summary>Of a final list, in the order in which they happened; null = its record is of a time before they were written.</summary>
    public IReadOnlyList<Replacement>? Replacements { get; init; }

    /// <summary>Those whom a meeting left without an award: nobody passes them over.</summary>
    public IEnumerable<ApplicationId> TakenOut => TurnedDown.Concat(Changes.Where(c => c.To is null).Select(c => c.Application));

    /// <summary>The list after: in the order of the list before, then those who came in, in the order of the changes.</summary>
    public IReadOnlyList<FundedApplication> After()
    {
        var changes = Changes.ToDictionary(c => c.Application);
        var kept = Before.Where(b => !changes.TryGetValue(b.Id, out var c) || c.To is not null)
            .Select(b => changes.TryGetValue(b.Id, out var c) ? b with { Amount = c.To.GetValueOrDefault() } : b);
        var known = Before.Select(b => b.Id).ToHashSet();
        return
        [
            .. kept,
            .. Changes.Where(c => c.To is not null && !known.Contains(c.Application))
                .Select(c => new FundedApplication(c.Application, c.To.GetValueOrDefault())),
        ];
    }

    /// <summary>What the record lacks or contradicts; nothing means that it may be frozen.</summary>
    public IReadOnlyList<DecisionFault> Faults()
    {
        var before = Before.ToDictionary(b => b.Id, b => b.Amount);
        List<DecisionFault> faults = [];
        Add(string.IsNullOrWhiteSpace(Deliberation.Meeting), DecisionFaultKind.MeetingMissing);
        Add(string.IsNullOrWhiteSpace(Deliberation.MinutesNumber), DecisionFaultKind.MinutesMissing);
        Add(Deliberation.Attendees.All(string.IsNullOrWhiteSpace), DecisionFaultKind.AttendeesMissing);
        foreach (var recusal in Deliberation.Recused)
        {
            Add(string.IsNullOrWhiteSpace(recusal.Reason), DecisionFaultKind.RecusalWithoutReason, person: recusal.Name);
            Add(recusal.Applications.Count == 0 && Deliberation.Attendees.Contains(recusal.Name), DecisionFaultKind.RecusedAndAttending,
                person: recusal.Name);
        }
        foreach (var change in Changes)
        {
            Add(string.IsNullOrWhiteSpace(change.Reason), DecisionFaultKind.ChangeWithoutReason, change.Application);
            Add(change.From != (before.TryGetValue(change.Application, out var was) ? was : null),
                DecisionFaultKind.ChangeFromSomethingElse,
                change.Application);
            Add(change.From == change.To, DecisionFaultKind.ChangeOfNothing, change.Application);
            Add(change.To < Money.Zero, DecisionFaultKind.AmountNegative, change.Application);
        }
        foreach (var exemption in Exemptions)
        {
            Add(string.IsNullOrWhiteSpace(exemption.Clause), DecisionFaultKind.ExemptionWithoutClause, exemption.Application);
        }
        foreach (var twice in Changes.CountBy(c => c.Application).Where(c => c.Value > 1))
        {
            Add(true, DecisionFaultKind.ChangedTwice, twice.Key);
        }
        return faults;

        void Add(bool isFault, DecisionFaultKind kind, ApplicationId? application = null, string? person = null)
        {
            if (isFault)
            {
                faults.Add(new DecisionFault(kind, application, person));
            }
        }
    }
}

/// <summary>What is wrong with a record.</summary>
public enum DecisionFaultKind
{
    MeetingMissing, MinutesMissing, AttendeesMissing, RecusalWithoutReason, RecusedAndAttending, ChangeWithoutReason,
    ChangeFromSomethingElse, ChangeOfNothing, AmountNegative, ExemptionWithoutClause, ChangedTwice,
}

/// <summary>Of the whole record where it names neither an application nor a person.</summary>
public sealed record DecisionFault(DecisionFaultKind Kind, ApplicationId? Application = null, string? Person = null);
