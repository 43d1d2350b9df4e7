using GrantReview.Core.Acts;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;

namespace GrantReview.Data;

/// <summary>A call; where it stands changes by the facts of <see cref="CallLife"/> alone.</summary>
public sealed class CallRow : Row
{
    public string Code { get; set; } = "";
    public string NameEn { get; set; } = "";
    public string NameZh { get; set; } = "";
    public string? Template { get; set; }
    public CallState State { get; private set; } = CallState.Drafted;

    /// <summary>The resolved call.json: what every run, package and page reads.</summary>
    public string Settings { get; set; } = "{}";

    /// <summary>How finance pays the awards, as JSON; blank = at once. No part of the settings: it decides nothing and may change after the awards.</summary>
    public string FinanceTerms { get; set; } = "";

    public DateTime CreatedAt { get; set; }

    public override Guid? CallOf => Id;

    public Answer Do(Act act, By by, CallEvidence seen) =>
        Take(CallLife.Decide(State, act, by, seen), by, fact => State = CallLife.Apply(State, fact));

    /// <summary>Its review groups, which stand in the applications and the settings.</summary>
    public Answer Do(Act act, By by, GroupingEvidence seen) => Take(GroupingLife.Decide(act, by, seen), by, _ => { });

    /// <summary>The step that another life's act brings along.</summary>
    public Answer Follow(CallStage to, By by) => Do(new CallLife.Follow(to), by, CallEvidence.Free);
}

/// <summary>A version of a call's indicator tree; immutable once published, changed by cloning it.</summary>
public sealed class IndicatorTreeRow : Row
{
    public Guid CallId { get; set; }
    public int Number { get; set; }
    public string Content { get; private set; } = "{}";
    public DateTime? PublishedAt { get; private set; }

    public override Guid? CallOf => CallId;

    /// <summary>Writes the draft.</summary>
    public Answer Edit(string content, By by, CallStage stage) =>
        Take(TreeLife.Decide(new TreeState(PublishedAt), Number, stage, new TreeLife.Edit(Sha256Of(content)), by), by, _ => Content = content);

    public Answer Publish(By by, CallStage stage) => Take(
        TreeLife.Decide(new TreeState(PublishedAt), Number, stage, new TreeLife.Publish(Sha256Of(Content)), by), by,
        fact => PublishedAt = TreeLife.Apply(new TreeState(PublishedAt), fact).PublishedAt);

    private static string Sha256Of(string content) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(content)));
}
