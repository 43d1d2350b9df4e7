using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using GrantReview.Core.Assignments;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;

namespace GrantReview.Files.Evaluations;

/// <summary>
/// Reasons as files have them: as text, where a full quota is its id alone, and as an object {"code", …} that tells a quota named like a
/// code from the code. Objects are read back.
/// </summary>
public static class ReasonCodes
{
    private static readonly Dictionary<Type, string> Codes = new()
    {
        [typeof(Reason.Ineligible)] = "ineligible",
        [typeof(Reason.IneligibleByRule)] = "ineligible-by-rule",
        [typeof(Reason.OpenRule)] = "open",
        [typeof(Reason.Veto)] = "veto",
        [typeof(Reason.NothingDue)] = "nothing-due",
        [typeof(Reason.AmountBelowFloor)] = "below-floor",
        [typeof(Reason.PaidAs)] = "paid-as",
        [typeof(Reason.AnnualCap)] = "annual-cap",
        [typeof(Reason.AmountUnknown)] = "amount-unknown",
        [typeof(Reason.TimeUnknown)] = "time-unknown",
        [typeof(Reason.TooLate)] = "first-by-time",
        [typeof(Reason.TiePastLastPlace)] = "tie-past-last-place",
        [typeof(Reason.FewerScores)] = "fewer-scores",
        [typeof(Reason.TooFewToTrim)] = "too-few-to-trim",
        [typeof(Reason.LeavesNotScored)] = "leaves-not-scored",
        [typeof(Reason.PanelsUndecided)] = "panels-undecided",
        [typeof(Reason.NotCalibrated)] = "not-calibrated",
        [typeof(Reason.FromLibrary)] = "library",
        [typeof(Reason.DrawnByLot)] = "lot",
        [typeof(Reason.DrawnByChance)] = "chance",
        [typeof(Reason.DecidedById)] = "decided-by-id",
        [typeof(Reason.QuotaFull)] = "quota-full",
        [typeof(Reason.FloorReserved)] = "floor-reserved",
        [typeof(Reason.ClosedByTie)] = "closed-by-tie",
        [typeof(Reason.BelowMinimum)] = "minScore",
        [typeof(Reason.Exclusive)] = "exclusive",
        [typeof(Reason.LostTieBreak)] = "lost-tie-break",
        [typeof(Reason.LostLottery)] = "lost-lottery",
        [typeof(Reason.TieAtCut)] = "tie-at-cut",
        [typeof(Reason.AfterStop)] = "after-stop",
        [typeof(Reason.LowerTotal)] = "lower-total",
        [typeof(AllocationRule.OfQuota)] = "quota",
        [typeof(AllocationRule.MinimumScore)] = "minScore",
        [typeof(AllocationRule.Ties)] = "ties",
        [typeof(AllocationChange.OfQuota)] = "quota",
        [typeof(AllocationChange.OfMinimumScore)] = "minScore",
        [typeof(AllocationChange.OfTies)] = "ties",
        [typeof(UnmetReason.FewWithoutConflict)] = "few-without-conflict",
        [typeof(UnmetReason.LoadsFull)] = "loads-full",
        [typeof(UnmetReason.LoadsOrUnitsFull)] = "loads-or-units-full",
        [typeof(UnmetReason.KindFloor)] = "kind",
        [typeof(UnmetReason.RegionFloor)] = "region",
        [typeof(UnmetReason.MinLoad)] = "min-load",
        [typeof(UnmetReason.Contradiction)] = "contradiction",
        [typeof(UnmetReason.ByHand)] = "by-hand",
    };

    private static readonly Dictionary<ShortageKind, string> Shortages = new()
    {
        [ShortageKind.Candidates] = "candidates",
        [ShortageKind.KindCandidates] = "kind-candidates",
        [ShortageKind.RegionCandidates] = "region-candidates",
        [ShortageKind.Units] = "units",
        [ShortageKind.Seats] = "seats",
        [ShortageKind.MinLoads] = "min-loads",
        [ShortageKind.MinLoad] = "min-load",
        [ShortageKind.Kind] = "kind",
        [ShortageKind.Region] = "region",
        [ShortageKind.KindFloors] = "kind-floors",
        [ShortageKind.RegionFloors] = "region-floors",
        [ShortageKind.FixedKind] = "fixed-kind",
        [ShortageKind.FixedRegion] = "fixed-region",
        [ShortageKind.Cut] = "cut",
        [ShortageKind.Crossing] = "crossing",
        [ShortageKind.NotFound] = "not-found",
        [ShortageKind.AffinityNotFinite] = "affinity-not-finite",
        [ShortageKind.IdTwice] = "id-twice",
        [ShortageKind.MinAboveMax] = "min-above-max",
        [ShortageKind.PanelNeedsDiffer] = "panel-needs-differ",
        [ShortageKind.FixedUnknown] = "fixed-unknown",
        [ShortageKind.FixedConflict] = "fixed-conflict",
        [ShortageKind.FixedAboveNeed] = "fixed-above-need",
        [ShortageKind.FixedAboveUnitCap] = "fixed-above-unit-cap",
        [ShortageKind.FixedAboveLoad] = "fixed-above-load",
        [ShortageKind.Draw] = "draw",
    };

    private static readonly Type[] Closed = [typeof(Reason), typeof(AllocationRule), typeof(AllocationChange), typeof(UnmetReason)];

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowOutOfOrderMetadataProperties = true, RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameByCode } },
        Converters = { new ScoreConverter() },
    };

    /// <summary>The text of the contract: "places" for a full quota of that id, "fewer-scores:1/3", "decided-by-id".</summary>
    public static string TextOf(Reason reason)
    {
        var code = Codes[reason.GetType()];
        return reason switch
        {
            Reason.QuotaFull(var quota) => quota.Value,
            Reason.OfQuota { Quota: var quota } => $"{code}:{quota}",
            Reason.IneligibleByRule(var rule) => $"ineligible:{rule}",
            Reason.OpenRule(var rule) => $"{code}:{rule}",
            Reason.Veto(var indicator) => $"{code}:{indicator}",
            Reason.PaidAs(var application) => $"{code}:{application}",
            Reason.Exclusive(var application) => $"{code}:{application}",
            Reason.AfterStop(var application) => $"{code}:{application}",
            Reason.AmountUnknown(var attribute) => $"{code}:{attribute}",
            Reason.TimeUnknown(var attribute) => $"{code}:{attribute}",
            Reason.TooLate(var earlier, var places) => $"{code}:{earlier}/{places}",
            Reason.TiePastLastPlace(var places) => $"{code}:{places}",
            Reason.FewerScores(var given, var needed) => $"{code}:{given}/{needed}",
            Reason.TooFewToTrim(var given) => $"{code}:{given}",
            Reason.PanelsUndecided(var panels) => $"{code}:{panels}",
            Reason.FromLibrary(var year) => $"{code}:{year}",
            Reason.DrawnByLot(var place, var of) => $"{code}:{place}/{of}",
            Reason.DrawnByChance(var chance, _) => $"{code}:{chance.ToExactText()}",
            _ => code,
        };
    }

    /// <summary>The typed form: [{"code": "quota-full", "quota": "minScore"}, {"code": "minScore", "score": "50", "line": "60"}].</summary>
    public static JsonArray DetailsOf(IEnumerable<Reason> reasons) =>
        new([.. reasons.Select(r => JsonSerializer.SerializeToNode(r, Options))]);

    /// <exception cref="JsonException">A code or a key that is not known, or a missing one.</exception>
    public static IReadOnlyList<Reason> ReadDetails(string json) => JsonSerializer.Deserialize<List<Reason>>(json, Options) ?? [];

    /// <summary>Whether the text of a reason says that a rule of the call or a veto refused the application.</summary>
    public static bool IsOfRefusal(string text) => text.Split(':')[0] is var code
        && (code == Codes[typeof(Reason.Ineligible)] || (code == Codes[typeof(Reason.Veto)] && code.Length < text.Length));

    /// <summary>Why a need is unmet as text: "few-without-conflict:1", "kind:finance"; blank where a person changed the plan.</summary>
    public static string TextOf(UnmetReason why)
    {
        var code = Codes[why.GetType()];
        return why switch
        {
            UnmetReason.FewWithoutConflict(var free) => $"{code}:{free}",
            UnmetReason.KindFloor(var kind) => $"{code}:{kind}",
            UnmetReason.RegionFloor(var region) => $"{code}:{region}",
            UnmetReason.MinLoad(var expert) => $"{code}:{expert}",
            UnmetReason.ByHand => "",
            _ => code,
        };
    }

    public static JsonNode? DetailOf(UnmetReason why) => JsonSerializer.SerializeToNode(why, Options);

    /// <exception cref="JsonException">A code or a key that is not known, or a missing one.</exception>
    public static UnmetReason? ReadUnmet(JsonNode? detail) => detail.Deserialize<UnmetReason>(Options);

    public static string TextOf(ShortageKind kind) => Shortages[kind];

    /// <summary>The id or name; blank = the whole round.</summary>
    public static string TextOf(ShortageSubject subject) => subject switch
    {
        ShortageSubject.OfApplication(var application) => application.Value,
        ShortageSubject.OfExpert(var expert) => expert.Value,
        ShortageSubject.OfGroup(var name) => name,
        _ => "",
    };

    /// <summary>A rule of an allocation as text: a quota's id, minScore or ties.</summary>
    public static string TextOf(AllocationRule rule) => rule is AllocationRule.OfQuota(var quota) ? quota.Value : Codes[rule.GetType()];

    public static JsonNode? DetailOf(AllocationRule rule) => JsonSerializer.SerializeToNode(rule, Options);

    /// <summary>A closed type is written with its code.</summary>
    internal static void NameByCode(JsonTypeInfo type)
    {
        if (Closed.Contains(type.Type))
        {
            type.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "code" };
            foreach (var (reason, code) in Codes.Where(c => c.Key.IsSubclassOf(type.Type)))
            {
                type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(reason, code));
            }
        }
    }

    private sealed class ScoreConverter : JsonConverter<Rational>
    {
        public override Rational Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return Rational.Parse(reader.GetString() ?? "");
            }
            catch (FormatException e)
            {
                throw new JsonException(e.Message, e);
            }
        }

        public override void Write(Utf8JsonWriter writer, Rational value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToExactText());
    }
}
