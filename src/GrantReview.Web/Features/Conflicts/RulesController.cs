namespace GrantReview.Web.Features.Conflicts;

/// <param name="Draft">The call's settings.</param>
/// <param name="NeedsReason">Conflicts were found by the rules as they are.</param>
public sealed record RulesPage(CallRow Call, Draft Draft, bool CanEdit, bool NeedsReason)
{
    private static readonly Setting[] Rules =
        [.. CallSettings.All.Where(s => s.Path.StartsWith("conflicts.", StringComparison.Ordinal))];

    /// <summary>The grounds with a switch, which bears the name of its ground.</summary>
    public static IEnumerable<Setting> Grounds =>
        Rules.Where(s => s.Kind == SettingKind.YesNo && Enum.TryParse<ConflictGround>(s.Key, ignoreCase: true, out _));

    /// <summary>The years that count of a ground; null = all of them.</summary>
    public static Setting? YearsOf(Setting ground) => CallSettings.At($"{ground.Path}Years");

    /// <summary>Each rule with what it says, the years that count beside their ground.</summary>
    public static IEnumerable<(string Name, string Value)> Say(Call call) =>
        from setting in Rules
        where setting.Kind != SettingKind.Years
        let years = CallSettings.ValueOf(setting, call) == "true" ? YearsOf(setting) : null
        select (Text.Of(setting.Label), SettingText.Value(setting, call)
            + (years is null ? "" : Text.Of("List.Comma") + SettingText.Value(years, call)));
}

/// <summary>Which grounds keep experts and applications of the call apart, and how far each reaches.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class RulesController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/settings/conflicts")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) => View("Rules", new RulesPage(Call,
        Draft.Parse(Call.Settings), User.RunsCalls() && Call.State.Stage < CallStage.Scoring, await FoundAsync(cancellationToken) > 0));

    /// <summary>Stores the rules and finds again: what no rule explains any more goes, what persons decided stays decided.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/settings/conflicts")]
    public async Task<IActionResult> Save(string? reason, CancellationToken cancellationToken)
    {
        if (Call.State.Stage >= CallStage.Scoring)
        {
            return Refused(At("settings/conflicts"), "Settings.Frozen");
        }
        var draft = Draft.Parse(Call.Settings);
        draft.Take(Request.Form);
        List<Mistake> mistakes = [];
        var read = CallJson.Read(draft.Content, "call.json", TemplateFolder.Shipped, mistakes, []);
        var faults = (from field in Request.Form.Keys
                      let mistake = mistakes.Find(m => m.Column == Draft.PathOf(field))
                      where mistake is not null
                      select (field, mistake.What(Text.Culture))).ToDictionary();
        var before = await FoundAsync(cancellationToken);
        if ((before > 0 && string.IsNullOrWhiteSpace(reason)) || reason?.Length > Row.NoteLength)
        {
            faults[nameof(reason)] = Text.Of("Form.Needs");
        }
        if (read is null || faults.Count > 0)
        {
            return new RefusedForm(At("settings/conflicts"), Text.Of("Rule.Faults", faults.Count), StatusCodes.Status400BadRequest)
            {
                Mistakes = faults,
            };
        }
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await CallInAsync(db, cancellationToken);
            var settings = StoredRound.CallOf(call);
            var change = new CallLife.ChangeConflictRules(settings.Conflicts, read.Conflicts, FreeText.Given(reason));
            var answer = call.Do(change, by,
                CallEvidence.Free with { ConflictsFound = await StoredConflicts.FoundAsync(db, call.Id, cancellationToken) });
            if (answer.Refusal is not null)
            {
                return answer;
            }
            StoredRound.Keep(call, settings with { Conflicts = read.Conflicts }, by);
            return await StoredConflicts.FindAnewAsync(db, call, by, cancellationToken);
        }, cancellationToken);
        return refusal is not null ? RefusedForm.Of(At("settings/conflicts"), refusal)
            : Done(At("settings/conflicts"), "Rule.Saved", await FoundAsync(cancellationToken), before);
    }

    private Task<int> FoundAsync(CancellationToken cancellationToken) => StoredConflicts.FoundAsync(Db, Call.Id, cancellationToken);
}
