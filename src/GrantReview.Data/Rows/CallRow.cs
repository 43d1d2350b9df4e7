using GrantReview.Core.Acts;
using GrantReview.Core.Awards;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Payments;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;

namespace GrantReview.Data;

/// <summary>A call; where it stands changes by the facts of <see cref="CallLife"/> alone.</summary>
public sealed class CallRow : Row
{
    public string Code { get; init; } = "";
    public string NameEn { get; private set; } = "";
    public string NameZh { get; private set; } = "";
    public LocalText Name => new(NameEn, NameZh);
    public string? Template { get; init; }
    public CallState State { get; private set; } = CallState.Drafted;

    /// <summary>The resolved call.json: what every run, package and page reads.</summary>
    public string Settings { get; private set; } = "{}";

    /// <summary>
    /// How finance pays the awards, as JSON; blank = at once. No part of the settings: it decides nothing and may change after the awards.
    /// </summary>
    public string FinanceTerms { get; private set; } = "";

    public DateTime CreatedAt { get; init; }

    public override Guid? CallOf => Id;

    public Answer Do(Act act, By by, CallEvidence seen) => Take(CallLife.Decide(State, act, by, seen), by, fact =>
    {
        State = CallLife.Apply(State, fact);
        if (fact is CallLife.SettingsChanged changed)
        {
            (Settings, NameEn, NameZh) = (changed.Settings.Text ?? "{}", changed.NameEn, changed.NameZh);
        }
    });

    /// <summary>Its review groups, which stand in the applications and the settings.</summary>
    public Answer Do(Act act, By by, GroupingEvidence seen) => Take(GroupingLife.Decide(act, by, seen), by, _ => { });

    /// <summary>How the awards are paid, and that finance took them over.</summary>
    public Answer Do(Act act, By by, PaymentEvidence seen) => Take(PaymentLife.Decide(act, by, seen), by, fact =>
    {
        if (fact is PaymentLife.TermsSet set)
        {
            FinanceTerms = set.Terms.Text ?? "";
        }
    });

    /// <summary>The step that another life's act brings along.</summary>
    public Answer Follow(CallStage to, By by) => Do(new CallLife.Follow(to), by, CallEvidence.Free);
}

/// <summary>A version of a call's indicator tree; immutable once published, changed by cloning it.</summary>
public sealed class IndicatorTreeRow : Row
{
    public Guid CallId { get; init; }
    public int Number { get; init; }
    public string Content { get; private set; } = "{}";
    public DateTime? PublishedAt { get; private set; }

    public override Guid? CallOf => CallId;

    /// <summary>Writes the draft.</summary>
    public Answer Edit(string content, By by, CallState call) =>
        Take(
            TreeLife.Decide(new TreeState(PublishedAt), Number, call, new TreeLife.Edit(Sha256Of(content)), by), by,
            _ => Content = content);

    /// <param name="belowFull">A leaf that can never reach its full marks; null = every leaf can.</param>
    public Answer Publish(By by, CallState call, IndicatorCode? belowFull = null, bool hasScores = false) => Take(
        TreeLife.Decide(
            new TreeState(PublishedAt), Number, call, new TreeLife.Publish(Sha256Of(Content), belowFull, hasScores), by), by,
        fact => PublishedAt = TreeLife.Apply(new TreeState(PublishedAt), fact).PublishedAt);

    private static string Sha256Of(string content) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(content)));
}
