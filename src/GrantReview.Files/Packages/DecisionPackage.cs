using System.Globalization;
using System.Text.Json.Nodes;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Files.Rounds;

namespace GrantReview.Files.Packages;

/// <summary>
/// The package of a decision or of the final awards: call, applications and verdicts as the evaluation's package has them, the list before
/// (as the package before has it), the record of who decided and each change with its reason, and the list that follows from both. It names
/// the hash of the package before.
/// </summary>
public static class DecisionPackage
{
    public const string Before = "inputs/awards-before.csv";
    public const string Record = "inputs/decision.json";
    public const string Awards = "outputs/awards.csv";
    private const string Changes = "outputs/changes.csv";

    /// <summary>Only where the rules of the call were set aside.</summary>
    private const string Exemptions = "outputs/exemptions.csv";

    /// <param name="evaluationPackage">The internal package of the evaluation that was decided on.</param>
    /// <exception cref="ArgumentException">
    /// The record is not in order (see <see cref="AwardDecision.Faults"/>), or the packages are not those it follows from.
    /// </exception>
    public static byte[] Write(AwardDecision decision, byte[] evaluationPackage, byte[] previousPackage)
    {
        if (decision.Faults() is { Count: > 0 } faults)
        {
            throw new ArgumentException(
                $"The record is not in order: {string.Join("; ", faults.Select(f => $"{CodeOf(f.Kind)} {SubjectOf(f)}"))}",
                nameof(decision));
        }
        if (!decision.Before.SequenceEqual(AwardsOf(previousPackage)))
        {
            throw new ArgumentException("The list before is not that of the package before.", nameof(decision));
        }
        var (evaluation, files) = ResultPackage.Open(evaluationPackage);
        var stage = decision.Stage == AwardStage.Final ? PackageStage.Final : PackageStage.Decision;
        return PackageManifest.ForNow(stage, evaluation.Call, ResultPackage.Sha256(previousPackage), null).Pack(
        [
            new(ResultPackage.CallFile, files[ResultPackage.CallFile]),
            new(ResultPackage.ApplicationsFile, files[ResultPackage.ApplicationsFile]),
            .. files.TryGetValue(ResultPackage.VerdictsFile, out var verdicts) ? [new OutputFile(ResultPackage.VerdictsFile, verdicts)]
                : System.Array.Empty<OutputFile>(),
            .. Files(decision),
        ]);
    }

    /// <summary>The list that a package says is awarded.</summary>
    /// <exception cref="ArgumentException">It holds no such list.</exception>
    public static IReadOnlyList<FundedApplication> AwardsOf(byte[] package)
    {
        List<Mistake> mistakes = [];
        var list = PackageZip.Read(package)?.GetValueOrDefault(Awards) is { } csv ? Rows(csv, Awards, mistakes) : null;
        return list is not null && mistakes.Count == 0 ? list
            : throw new ArgumentException("The package holds no list of awards.", nameof(package));
    }

    /// <summary>What follows from the record alone; with call and applications it is the whole package.</summary>
    internal static IReadOnlyList<OutputFile> Files(AwardDecision decision)
    {
        var ordered = decision with
        {
            Changes = [.. decision.Changes.OrderBy(c => c.Application)],
            Exemptions = [.. decision.Exemptions.OrderBy(e => e.Application)],
        };
        return
        [
            new(Before, List(ordered.Before)), new(Record, Json.Bytes(RecordOf(ordered))), new(Awards, List(ordered.After())),
            new(Changes, Csv.Write(["application", "from", "to", "reason"],
                ordered.Changes.Select(c =>
                    (IReadOnlyList<string?>)[c.Application.Value, c.From?.ToString(), c.To?.ToString(), Csv.Safe(c.Reason)]))),
            .. ordered.Exemptions.Count == 0 ? [] : new[] { ExemptionsFile(ordered.Exemptions) },
        ];
    }

    /// <summary>One line for each rule that an exemption sets aside.</summary>
    private static OutputFile ExemptionsFile(IReadOnlyList<Exemption> exemptions) => new(Exemptions, Csv.Write(
        ["application", "clause", "rule", "subject", "is", "limit", "other"],
        exemptions.SelectMany(e => e.Breaches.Select(b => (IReadOnlyList<string?>)
            [e.Application.Value, Csv.Safe(e.Clause), RuleCodes[b.Rule], Csv.Safe(SubjectOf(b)), Size(b, b.Is), Size(b, b.Limit),
                OtherOf(b)]))));

    /// <summary>The application or quota that a breach is about.</summary>
    internal static string SubjectOf(AwardBreach breach) => breach.Application?.Value ?? breach.Quota?.Value ?? "";

    private static string? OtherOf(AwardBreach breach) => breach.Beside?.Value ?? breach.OfCall?.Value;

    /// <summary>The application or person that a fault is about; blank = the whole record.</summary>
    internal static string SubjectOf(DecisionFault fault) => fault.Application?.Value ?? fault.Person ?? "";

    internal static string CodeOf(AwardRule rule) => RuleCodes[rule];

    internal static string CodeOf(DecisionFaultKind kind) => FaultCodes[kind];

    private static readonly Dictionary<DecisionFaultKind, string> FaultCodes = new()
    {
        [DecisionFaultKind.MeetingMissing] = "meeting-missing",
        [DecisionFaultKind.MinutesMissing] = "minutes-missing",
        [DecisionFaultKind.AttendeesMissing] = "attendees-missing",
        [DecisionFaultKind.RecusalWithoutReason] = "recusal-without-reason",
        [DecisionFaultKind.RecusedAndAttending] = "recused-and-attending",
        [DecisionFaultKind.ChangeWithoutReason] = "change-without-reason",
        [DecisionFaultKind.ChangeFromSomethingElse] = "change-from-something-else",
        [DecisionFaultKind.ChangeOfNothing] = "change-of-nothing",
        [DecisionFaultKind.AmountNegative] = "amount-negative",
        [DecisionFaultKind.ExemptionWithoutClause] = "exemption-without-clause",
        [DecisionFaultKind.ChangedTwice] = "changed-twice",
    };

    private static readonly Dictionary<AwardRule, string> RuleCodes = new()
    {
        [AwardRule.Eligibility] = "eligibility", [AwardRule.MinimumScore] = "minimum-score", [AwardRule.Ties] = "ties",
        [AwardRule.Amount] = "amount",
        [AwardRule.Cap] = "cap", [AwardRule.Floor] = "floor", [AwardRule.Exclusive] = "exclusive", [AwardRule.Order] = "order",
        [AwardRule.Verdict] = "verdict", [AwardRule.OfCall] = "rule",
    };

    private static JsonObject JsonOf(Exemption exemption) => new()
    {
        ["application"] = exemption.Application.Value, ["clause"] = exemption.Clause,
        ["breaches"] = new JsonArray([.. exemption.Breaches.Select(b => new JsonObject
        {
            ["rule"] = RuleCodes[b.Rule], ["subject"] = SubjectOf(b), ["measure"] = b.Measure is { } measure ? MeasureCodes[measure] : null,
            ["is"] = Size(b, b.Is), ["limit"] = Size(b, b.Limit), ["other"] = OtherOf(b),
        })]),
    };

    private static IReadOnlyList<Exemption> ReadExemptions(Json json, JsonObject root)
    {
        var rules = RuleCodes.ToDictionary(r => r.Value, r => r.Key, StringComparer.Ordinal);
        var measures = MeasureCodes.ToDictionary(m => m.Value, m => m.Key, StringComparer.Ordinal);
        return [.. json.Objects(root, "exemptions", "").Select(e => new Exemption(
            json.Application(e.Item, "application", e.Path), json.Text(e.Item, "clause", e.Path) ?? "",
            [.. json.Objects(e.Item, "breaches", e.Path).Select(b => BreachOf(b.Item, b.Path))]))];

        AwardBreach BreachOf(JsonObject item, string path)
        {
            var rule = json.Choice(item, "rule", path, rules) ?? default;
            var (subject, other) = (json.Text(item, "subject", path), json.Text(item, "other", path));
            var isOfQuota = rule is AwardRule.Cap or AwardRule.Floor;
            var isOfCall = rule is AwardRule.Verdict or AwardRule.OfCall;
            var breach = new AwardBreach(
                rule, isOfQuota ? null : ApplicationId.Of(subject), isOfQuota ? QuotaId.Of(subject) : null)
            {
                Measure = json.Choice(item, "measure", path, measures),
                Beside = isOfCall ? null : ApplicationId.Of(other), OfCall = isOfCall ? RuleId.Of(other) : null,
            };
            return breach with { Is = Size("is"), Limit = Size("limit") };

            long? Size(string key) => breach.IsOfMoney ? json.Money(item, key, path)?.Fen : json.Whole(item, key, path, 0, int.MaxValue);
        }
    }

    private static readonly Dictionary<QuotaMeasure, string> MeasureCodes = new()
    {
        [QuotaMeasure.Count] = "count", [QuotaMeasure.Amount] = "amount",
    };

    /// <summary>Yuan, or places.</summary>
    private static string? Size(AwardBreach breach, long? size) => size is not { } value ? null
        : breach.IsOfMoney ? new Money(value).ToString() : value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The record that a package was frozen of.</summary>
    /// <exception cref="ArgumentException">It holds none.</exception>
    public static AwardDecision RecordOf(byte[] package) =>
        Read(PackageZip.Read(package) ?? [], []) ?? throw new ArgumentException("The package holds no record.", nameof(package));

    internal static AwardDecision? Read(Dictionary<string, byte[]> files, List<Mistake> mistakes)
    {
        var count = mistakes.Count;
        foreach (var name in new[] { Before, Record }.Where(n => !files.ContainsKey(n)))
        {
            mistakes.Add(new Mistake(name, null, "", "PackageFileMissing"));
        }
        if (mistakes.Count > count || Json.Parse(files[Record], Record, mistakes) is not { } root)
        {
            return null;
        }
        var json = new Json(Record, mistakes);
        var deliberation = json.Object(root, "deliberation", "");
        var notice = json.Object(root, "notice", "");
        var decision = new AwardDecision(
            json.Choice(root, "stage", "",
                new Dictionary<string, AwardStage> { ["decision"] = AwardStage.Decision, ["final"] = AwardStage.Final })
                ?? AwardStage.Decision,
            Rows(files[Before], Before, mistakes),
            new Deliberation(
                json.Text(deliberation, "meeting", "deliberation") ?? "", Day(json, deliberation, "heldOn", "deliberation") ?? default,
                json.Text(deliberation, "minutesNumber", "deliberation") ?? "",
                Texts(deliberation, "attendees"),
                [.. json.Objects(deliberation, "recused", "deliberation")
                    .Select(r =>
                    new Recusal(json.Text(r.Item, "name", r.Path) ?? "", json.Text(r.Item, "reason", r.Path) ?? "",
                    Ids(json, r.Item, "applications", r.Path)))]),
            [.. json.Objects(root, "changes", "").Select(c => new AwardChange(
                json.Application(c.Item, "application", c.Path), json.Money(c.Item, "from", c.Path), json.Money(c.Item, "to", c.Path),
                json.Text(c.Item, "reason", c.Path) ?? ""))])
        {
            Notice = Day(json, notice, "published", "notice") is { } published
                ? new NoticePeriod(published,
                    [.. Texts(notice, "workingDays")
                    .Select(d => DateOnly.TryParseExact(d, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                    ? day : default)]) : null,
            Exemptions = ReadExemptions(json, root), TurnedDown = Ids(json, root, "turnedDown", ""),
            Replacements = root.ContainsKey("replacements")
                ? [.. json.Objects(root, "replacements", "").Select(r => ReplacementOf(json, r.Item, r.Path))] : null,
        };
        return mistakes.Count == count ? decision : null;
    }

    /// <summary>A list of awards; an application that stands in it twice is a mistake.</summary>
    internal static IReadOnlyList<FundedApplication> Rows(byte[] csv, string file, List<Mistake> mistakes)
    {
        var rows = TableReader.ReadCsv(csv, TableSchema.Exact("awards", ["application", "amount"]), file, mistakes)?.Rows ?? [];
        var cells = new CellReader(file, mistakes);
        var seen = new Dictionary<ApplicationId, int>();
        List<FundedApplication> awards = [];
        foreach (var row in rows)
        {
            var application = cells.Application(row, "application");
            if (!Money.TryParse(row["amount"], out var amount) || amount < Money.Zero)
            {
                mistakes.Add(new Mistake(file, row.Number, "amount", "NotAnAmount", row["amount"]));
            }
            else if (!seen.TryAdd(application, row.Number))
            {
                mistakes.Add(new Mistake(file, row.Number, "application", "IdTwice", application.Value, $"{seen[application]}"));
            }
            awards.Add(new FundedApplication(application, amount));
        }
        return awards;
    }

    private static JsonObject RecordOf(AwardDecision decision)
    {
        var record = new JsonObject
        {
            ["stage"] = decision.Stage == AwardStage.Final ? "final" : "decision",
            ["deliberation"] = new JsonObject
            {
                ["meeting"] = decision.Deliberation.Meeting, ["heldOn"] = Day(decision.Deliberation.HeldOn),
                ["minutesNumber"] = decision.Deliberation.MinutesNumber,
                ["attendees"] = Array(decision.Deliberation.Attendees),
                ["recused"] = new JsonArray(
                    [.. decision.Deliberation.Recused.Select(r =>
                    new JsonObject { ["name"] = r.Name, ["reason"] = r.Reason,
                    ["applications"] = Array([.. r.Applications.Select(a => a.Value)]) })]),
            },
            ["changes"] = new JsonArray([.. decision.Changes.Select(c => new JsonObject
            {
                ["application"] = c.Application.Value, ["from"] = c.From?.ToString(), ["to"] = c.To?.ToString(), ["reason"] = c.Reason,
            })]),
        };
        if (decision.Notice is { } notice)
        {
            record["notice"] =
                new JsonObject { ["published"] = Day(notice.Published), ["workingDays"] = Array([.. notice.Counted.Select(Day)]) };
        }
        if (decision.Exemptions.Count > 0)
        {
            record["exemptions"] = new JsonArray([.. decision.Exemptions.Select(JsonOf)]);
        }
        if (decision.TurnedDown.Count > 0)
        {
            record["turnedDown"] = Array([.. decision.TurnedDown.Select(a => a.Value)]);
        }
        if (decision.Replacements is { } replacements)
        {
            record["replacements"] = new JsonArray([.. replacements.Select(r => new JsonObject
            {
                ["withdrawn"] = r.Withdrawn.Value, ["promoted"] = r.Promoted?.Id.Value, ["amount"] = r.Promoted?.Amount.ToString(),
            })]);
        }
        return record;
    }

    private static Replacement ReplacementOf(Json json, JsonObject item, string path) => new(
        json.Application(item, "withdrawn", path),
        ApplicationId.Of(json.Text(item, "promoted", path)) is { } comes
            ? new FundedApplication(comes, json.Money(item, "amount", path).GetValueOrDefault()) : null);

    private static byte[] List(IReadOnlyList<FundedApplication> awards) =>
        Csv.Write(["application", "amount"], awards.Select(a => (IReadOnlyList<string?>)[a.Id.Value, a.Amount.ToString()]));

    private static JsonArray Array(IReadOnlyList<string> texts) => new([.. texts.Select(t => JsonValue.Create(t))]);
    private static IReadOnlyList<string> Texts(JsonObject? parent, string key) =>
        [.. (parent?[key] as JsonArray ?? []).Select(t => t?.ToString() ?? "")];
    private static ApplicationId[] Ids(Json json, JsonObject parent, string key, string path)
    {
        ApplicationId[] ids = [.. Texts(parent, key).Select(t => ApplicationId.Of(t).GetValueOrDefault())];
        if (ids.Contains(default))
        {
            json.Fault(Json.Join(path, key), "Required");
        }
        return ids;
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? Day(Json json, JsonObject? parent, string key, string path)
    {
        if (json.Text(parent, key, path) is not { } text)
        {
            return null;
        }
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }
        json.Fault(Json.Join(path, key), "NotADate", text);
        return null;
    }
}
