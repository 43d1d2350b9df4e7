using System.Text;

namespace GrantReview.Web.Features.Conflicts;

/// <summary>What is posted of the rules.</summary>
public sealed class RulesForm
{
    public const int FirstYear = 1990;
    public const int LastYear = 2200;

    /// <summary>The grounds that are switched on.</summary>
    public List<ConflictGround> On { get; set; } = [];

    /// <summary>Ground → years of its window, as typed.</summary>
    public Dictionary<string, string?> Years { get; set; } = [];
    public ConflictReach Applicants { get; set; }
    public ConflictReach UnitApplies { get; set; }

    /// <summary>As typed; blank = the year of the latest submission.</summary>
    public string? AsOf { get; set; }
    public bool StrictUnitCodes { get; set; }
    public string? Reason { get; set; }

    public static IReadOnlyList<ConflictReach> ApplicantReaches { get; } =
        [ConflictReach.Application, ConflictReach.Group, ConflictReach.Call];
    public static IReadOnlyList<ConflictReach> UnitReaches { get; } = [ConflictReach.Off, ConflictReach.Group, ConflictReach.Call];

    /// <summary>The grounds with a switch, and the window of those that have one.</summary>
    public static IReadOnlyList<(ConflictGround Ground, bool On, int? Years)> SwitchesOf(ConflictSettings rules) =>
    [
        (ConflictGround.SameUnit, rules.SameUnit, null), (ConflictGround.FormerUnit, rules.FormerUnit, rules.FormerUnitYears),
        (ConflictGround.PartnerUnit, rules.PartnerUnit, null),
        (ConflictGround.RelatedUnit, rules.RelatedUnit, null), (ConflictGround.CoAuthor, rules.CoAuthor, rules.CoAuthorYears),
        (ConflictGround.CoProject, rules.CoProject, rules.CoProjectYears),
        (ConflictGround.AdvisorStudent, rules.AdvisorStudent, rules.AdvisorStudentYears), (ConflictGround.Family, rules.Family, null),
        (ConflictGround.Economic, rules.Economic, null),
        (ConflictGround.Shareholding, rules.Shareholding, null), (ConflictGround.SidePost, rules.SidePost, null),
        (ConflictGround.ExcludedByApplicant, rules.ExcludedByApplicant, null),
        (ConflictGround.EmailDomain, rules.EmailDomain, null), (ConflictGround.CoApplicant, rules.CoApplicant, null),
    ];

    public static RulesForm Of(ConflictSettings rules) => new()
    {
        On = [.. SwitchesOf(rules).Where(s => s.On).Select(s => s.Ground)],
        Years = SwitchesOf(rules).Where(s => s.Years is not null)
            .ToDictionary(s => $"{s.Ground}", s => s.Years?.ToString(CultureInfo.InvariantCulture)),
        Applicants = rules.Applicants, UnitApplies = rules.UnitApplies, AsOf = rules.AsOf?.ToString(CultureInfo.InvariantCulture),
        StrictUnitCodes = rules.StrictUnitCodes,
    };

    /// <param name="faults">Gets every field that cannot be read, by its name, with the sentence beside it.</param>
    public ConflictSettings Read(IDictionary<string, string> faults)
    {
        if (!ApplicantReaches.Contains(Applicants))
        {
            faults[nameof(Applicants)] = Text.Of("Form.Invalid");
        }
        if (!UnitReaches.Contains(UnitApplies))
        {
            faults[nameof(UnitApplies)] = Text.Of("Form.Invalid");
        }
        return new ConflictSettings
        {
            AsOf = string.IsNullOrWhiteSpace(AsOf) ? null : Whole(nameof(AsOf), AsOf, FirstYear, LastYear),
            SameUnit = On.Contains(ConflictGround.SameUnit), FormerUnit = On.Contains(ConflictGround.FormerUnit),
            FormerUnitYears = Window(ConflictGround.FormerUnit),
            PartnerUnit = On.Contains(ConflictGround.PartnerUnit), RelatedUnit = On.Contains(ConflictGround.RelatedUnit),
            Applicants = Applicants, UnitApplies = UnitApplies,
            CoAuthor = On.Contains(ConflictGround.CoAuthor), CoAuthorYears = Window(ConflictGround.CoAuthor),
            CoProject = On.Contains(ConflictGround.CoProject), CoProjectYears = Window(ConflictGround.CoProject),
            AdvisorStudent = On.Contains(ConflictGround.AdvisorStudent), AdvisorStudentYears = Window(ConflictGround.AdvisorStudent),
            Family = On.Contains(ConflictGround.Family),
            Economic = On.Contains(ConflictGround.Economic), Shareholding = On.Contains(ConflictGround.Shareholding),
            SidePost = On.Contains(ConflictGround.SidePost),
            ExcludedByApplicant = On.Contains(ConflictGround.ExcludedByApplicant), EmailDomain = On.Contains(ConflictGround.EmailDomain),
            CoApplicant = On.Contains(ConflictGround.CoApplicant), StrictUnitCodes = StrictUnitCodes,
        };

        int Window(ConflictGround ground) => Whole(
            $"years[{ground}]", Years.GetValueOrDefault($"{ground}") ?? "", 0, ConflictSettings.AnyTime);

        int Whole(string field, string text, int min, int max)
        {
            if (int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            {
                return value;
            }
            faults[field] = Text.Of("Rule.BadWhole", min, max);
            return min;
        }
    }
}

/// <param name="NeedsReason">Conflicts were found by the rules as they are.</param>
public sealed record RulesPage(CallRow Call, RulesForm Form, bool CanEdit, bool NeedsReason);

/// <summary>Which grounds keep experts and applications of the call apart, and how far each reaches.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class RulesController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/settings/conflicts")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Rules", await PageAsync(cancellationToken));

    /// <summary>Stores the rules and finds again: what no rule explains any more goes, what persons decided stays decided.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/settings/conflicts")]
    public async Task<IActionResult> Save(RulesForm form, CancellationToken cancellationToken)
    {
        if (Call.State.Stage >= CallStage.Scoring)
        {
            return Refused(At("settings/conflicts"), "Settings.Frozen");
        }
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        var changed = form.Read(faults);
        var before = await FoundAsync(cancellationToken);
        if ((before > 0 && string.IsNullOrWhiteSpace(form.Reason)) || form.Reason?.Length > Row.NoteLength)
        {
            faults[nameof(form.Reason)] = Text.Of("Form.Needs");
        }
        if (faults.Count > 0)
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
            var change = new CallLife.ChangeConflictRules(settings.Conflicts, changed, FreeText.Given(form.Reason));
            var answer = call.Do(change, by,
                CallEvidence.Free with { ConflictsFound = await StoredConflicts.FoundAsync(db, call.Id, cancellationToken) });
            if (answer.Refusal is not null)
            {
                return answer;
            }
            StoredRound.Keep(call, settings with { Conflicts = changed }, by);
            return await StoredConflicts.FindAnewAsync(db, call, by, cancellationToken);
        }, cancellationToken);
        if (refusal is not null)
        {
            return RefusedForm.Of(At("settings/conflicts"), refusal);
        }
        return Done(At("settings/conflicts"), "Rule.Saved", await FoundAsync(cancellationToken), before);
    }

    private async Task<RulesPage> PageAsync(CancellationToken cancellationToken) => new(
        Call, RulesForm.Of(StoredRound.CallOf(Call).Conflicts), User.RunsCalls() && Call.State.Stage < CallStage.Scoring,
        await FoundAsync(cancellationToken) > 0);

    private Task<int> FoundAsync(CancellationToken cancellationToken) => StoredConflicts.FoundAsync(Db, Call.Id, cancellationToken);
}
