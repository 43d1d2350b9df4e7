using GrantReview.Core.Acts;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;

namespace GrantReview.Data;

/// <summary>What somebody objects in the public notice (异议), under a real name that only supervisors see.</summary>
public sealed class ObjectionRow(Guid callId, string name, string contact, string content) : Row
{
    public Guid CallId { get; private set; } = callId;

    /// <summary>From 1 in its call: what others know it by.</summary>
    public int Number { get; private set; }

    /// <summary>Null = about the list as a whole.</summary>
    public Guid? ApplicationId { get; private set; }
    public string Name { get; private set; } = name;
    public string Contact { get; private set; } = contact;
    public string Content { get; private set; } = content;
    public DateOnly ReceivedOn { get; private set; }
    public Guid RecordedById { get; private set; }
    public ObjectionState State { get; private set; } = ObjectionState.None;

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by, CallStage stage) =>
        Take(ObjectionLife.Decide(State, stage, Name, act, by), by, fact =>
        {
            State = ObjectionLife.Apply(State, fact);
            if (fact is ObjectionLife.Recorded recorded)
            {
                Number = recorded.Number;
                ApplicationId = recorded.Application;
                ReceivedOn = recorded.ReceivedOn;
                RecordedById = recorded.By;
            }
        });
}

/// <summary>A list that finance took over: what was paid out by it, so that a later one shows what changed.</summary>
public sealed class ExportRow(Guid callId, Guid decisionId, string awards, Guid byId, DateTime at) : Row
{
    public Guid CallId { get; private set; } = callId;
    public Guid DecisionId { get; private set; } = decisionId;

    /// <summary>What is paid to whom and on which terms, as JSON.</summary>
    public string Awards { get; private set; } = awards;
    public Guid ById { get; private set; } = byId;
    public DateTime At { get; private set; } = at;
}
