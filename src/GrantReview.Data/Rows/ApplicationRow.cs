using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GrantReview.Core.Acts;
using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Experts;
using GrantReview.Core.Payments;

namespace GrantReview.Data;

public sealed class ApplicationRow : Row
{
    private const string GroupColumn = "panel";

    public Guid CallId { get; init; }
    public string Code { get; init; } = "";
    public ApplicationId Number => new(Code);
    public CategoryCode CategoryCode => CategoryCode.OrNone(Category);
    public string Title { get; private set; } = "";
    public string Category { get; private set; } = "";
    public string Unit { get; private set; } = "";
    public string UnitCode { get; private set; } = "";
    public string UnitType { get; private set; } = "";
    public string Region { get; private set; } = "";
    public string Pi { get; private set; } = "";

    /// <summary>Joined with ';', as in the files.</summary>
    public string Partners { get; private set; } = "";
    public string Keywords { get; private set; } = "";
    public string UnitFormerNames { get; private set; } = "";

    /// <summary>What tells people from namesakes, as Person writes it; for finding conflicts, shown nowhere.</summary>
    public string PiContacts { get; private set; } = "";
    public string Team { get; private set; } = "";
    public string ExcludedExperts { get; private set; } = "";

    /// <summary>Where the money of an award goes, as Payee writes it; for finance alone.</summary>
    public string Payee { get; private set; } = "";

    public long? RequestedFen { get; private set; }
    public int? ExpertsNeeded { get; private set; }
    public DateTime? SubmittedAt { get; private set; }

    /// <summary>Neither a person nor the file refused it; whether it competes is <see cref="ApplicationStanding"/>'s to say.</summary>
    public bool Eligible { get; private set; } = true;
    public string? IneligibleReason { get; private set; }
    public Guid? ReviewedById { get; private set; }

    /// <summary>Every column of the imported file as a JSON object, the known ones too.</summary>
    public string Attributes { get; private set; } = "{}";

    public override Guid? CallOf => CallId;

    /// <summary>The review group; blank = none.</summary>
    public string Group => Columns.GetValueOrDefault(GroupColumn, "");

    /// <summary>Every column of the imported file by its name.</summary>
    public IReadOnlyDictionary<string, string> Columns => JsonSerializer.Deserialize<Dictionary<string, string>>(Attributes) ?? [];

    /// <summary>What files said of it, as an import that is taken back brings it again.</summary>
    public ApplicationValues Values => new(
        Title, Category, Unit, UnitCode, UnitType, Region, Pi, Partners, Keywords, UnitFormerNames, PiContacts, Team, ExcludedExperts,
        RequestedFen, ExpertsNeeded, SubmittedAt, Eligible, Attributes, Payee);

    /// <summary>
    /// Takes over what a file says; what a person decided stays. Of contacts and accounts the record says that they changed, not what they
    /// are.
    /// </summary>
    public Answer Import(ApplicationValues from, By by, CallStage stage)
    {
        var (before, after) = (Columns, from.Columns);
        var changed = after.Where(a => before.GetValueOrDefault(a.Key, "") != a.Value)
            .Concat(before.Where(a => !after.ContainsKey(a.Key)).Select(a => KeyValuePair.Create(a.Key, "")))
            .ToDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal);
        if ((from.PiContacts, from.Team, from.ExcludedExperts) != (PiContacts, Team, ExcludedExperts))
        {
            changed["contacts"] = "";
        }
        if (from.Payee != Payee)
        {
            changed[Core.Applications.Payee.AccountColumn] = "";
        }
        var answer = Do(
            new ApplicationLife.Import([.. changed.Keys.Order(StringComparer.Ordinal)], new FreeText(ImportedColumns.Write(changed)),
                from.Eligible), by, stage);
        if (answer.Refusal is null)
        {
            Copy(from);
        }
        return answer;
    }

    public Answer Import(Application from, By by, CallStage stage) => Import(ApplicationValues.From(from), by, stage);

    /// <summary>Puts the application into a review group, which is a column like those of the file.</summary>
    public void Regroup(string group)
    {
        if (Group != group)
        {
            Attributes = ImportedColumns.Write(new Dictionary<string, string>(Columns, StringComparer.Ordinal) { [GroupColumn] = group });
        }
    }

    /// <param name="ifAdmitted">See <see cref="ApplicationLife.Decide"/>.</param>
    public Answer Do(Act act, By by, CallStage stage, ApplicationStanding? ifAdmitted = null) =>
        Take(ApplicationLife.Decide(stage, act, by, ifAdmitted), by, fact =>
    {
        var after = ApplicationLife.Apply(new Admission(Eligible, new FreeText(IneligibleReason ?? ""), ReviewedById), fact);
        Eligible = after.IsAdmitted;
        IneligibleReason = after.Reason.IsBlank ? null : after.Reason.Text;
        ReviewedById = after.ReviewedBy;
    });

    /// <summary>What <see cref="PayeeLife"/> confirmed.</summary>
    internal void PayTo(Payee payee) => Payee = $"{payee}";

    private void Copy(ApplicationValues from)
    {
        Title = from.Title;
        Category = from.Category;
        Unit = from.Unit;
        UnitCode = from.UnitCode;
        UnitType = from.UnitType;
        Region = from.Region;
        Pi = from.Pi;
        Partners = from.Partners;
        Keywords = from.Keywords;
        UnitFormerNames = from.UnitFormerNames;
        RequestedFen = from.RequestedFen;
        ExpertsNeeded = from.ExpertsNeeded;
        SubmittedAt = from.SubmittedAt;
        PiContacts = from.PiContacts;
        Team = from.Team;
        ExcludedExperts = from.ExcludedExperts;
        Payee = from.Payee;
        Attributes = from.Attributes;
    }
}

/// <summary>What a file says of an application, as its row keeps it; lists are joined with ';'.</summary>
public sealed record ApplicationValues(
    string Title, string Category, string Unit, string UnitCode, string UnitType, string Region, string Pi, string Partners,
    string Keywords,
    string UnitFormerNames, string PiContacts, string Team, string ExcludedExperts, long? RequestedFen, int? ExpertsNeeded,
    DateTime? SubmittedAt, bool Eligible, string Attributes, string Payee)
{
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> Columns => JsonSerializer.Deserialize<Dictionary<string, string>>(Attributes) ?? [];

    public static ApplicationValues From(Application application) => new(
        application.Title, application.Category.Value, application.Unit, application.UnitCode,
        application.Attributes.GetValueOrDefault("unit_type", ""), application.Attributes.GetValueOrDefault("region", ""), application.Pi,
        string.Join(';', application.Partners), string.Join(';', application.Keywords), string.Join(';', application.UnitFormerNames),
        $"{application.PiContacts}", string.Join(';', application.Team), string.Join(';', application.ExcludedExperts),
        application.RequestedAmount?.Fen, application.ExpertsNeeded, application.SubmittedAt, application.Eligible,
        ImportedColumns.Write(application.Attributes), $"{application.Payee}");
}

/// <summary>Columns of an imported file as JSON, in one order, readable.</summary>
internal static class ImportedColumns
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IReadOnlyDictionary<string, string> columns) =>
        JsonSerializer.Serialize(columns.OrderBy(a => a.Key, StringComparer.Ordinal).ToDictionary(a => a.Key, a => a.Value), Plain);
}

/// <summary>A verdict on what a rule says of an application; it changes by the facts of <see cref="VerdictLife"/> alone.</summary>
/// <param name="application">The code, or <see cref="Verdict.Everyone"/>: a verdict does not hang on a row that an import makes.</param>
public sealed class VerdictRow(Guid callId, string application, string rule) : Row
{
    public Guid CallId { get; private set; } = callId;
    public string Application { get; private set; } = application;
    public string Rule { get; private set; } = rule;
    public VerdictState State { get; private set; } = VerdictState.None;

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by, VerdictEvidence seen) =>
        Take(VerdictLife.Decide(State, act, by, seen), by, fact => State = VerdictLife.Apply(State, fact));
}

public sealed class ExpertRow : Row
{
    public Guid CallId { get; init; }
    public string Code { get; private set; } = "";
    public ExpertId Number => new(Code);
    public string Name { get; private set; } = "";
    public string Unit { get; private set; } = "";
    public string UnitCode { get; private set; } = "";
    public string FormerUnits { get; private set; } = "";
    public string Region { get; private set; } = "";
    public string Kind { get; private set; } = "";
    public string Keywords { get; private set; } = "";
    /// <summary>As Person writes it; for finding conflicts, shown nowhere.</summary>
    public string Contacts { get; private set; } = "";
    public int? MinLoad { get; private set; }
    public int? MaxLoad { get; private set; }

    /// <summary>The account with which the expert signs in.</summary>
    public Guid? UserId { get; private set; }

    /// <summary>Another account that waits for a second person.</summary>
    public AccountRequest? AccountRequest { get; private set; }

    /// <summary>Null until one is drawn, when the scores are first opened.</summary>
    public AliasRow? Alias { get; private set; }

    /// <summary>When the expert declared conflicts and competence for the whole list; sheets are closed until then.</summary>
    public DateTime? DeclaredAt { get; private set; }

    /// <summary>A later deadline for this expert alone; null = the call's.</summary>
    public DateTime? ExtendedUntil { get; private set; }

    public override Guid? CallOf => CallId;

    /// <summary>From when on the server takes no score of this expert; null = no deadline.</summary>
    public DateTime? ClosesAt(CallState call) =>
        call.ScoringClosesAt is { } closes && ExtendedUntil is { } until && until > closes ? until : call.ScoringClosesAt;

    /// <param name="listed">The applications that wait for the expert.</param>
    public Answer Declare(Act act, By by, CallState call, IReadOnlyCollection<Guid> listed) =>
        Take(DeclarationLife.Decide(DeclaredAt, act, by, call, listed), by, fact => DeclaredAt = DeclarationLife.Apply(fact));

    /// <summary>Gives the expert the number in 专家n for ever.</summary>
    public void Draw(int number) =>
        Alias = Alias is null ? new AliasRow(CallId, Id, number) : throw new InvalidOperationException("An alias is drawn once.");

    /// <summary>Links the account.</summary>
    public Answer Do(Act act, By by, AccountLinkEvidence seen) =>
        Take(AccountLinkLife.Decide(new AccountLink(UserId, AccountRequest), CallId, act, by, seen), by, fact =>
        {
            var link = AccountLinkLife.Apply(new AccountLink(UserId, AccountRequest), fact);
            (UserId, AccountRequest) = (link.Account, link.Request);
        });

    /// <summary>What files said of the expert, as an import that is taken back brings it again.</summary>
    public ExpertValues Values => new(Code, Name, Unit, UnitCode, FormerUnits, Region, Kind, Keywords, Contacts, MinLoad, MaxLoad);

    /// <summary>Takes over what a file says; the record says that contacts changed, not what they are.</summary>
    public Answer Import(ExpertValues from, By by, CallStage stage)
    {
        var before = Values.Fields;
        var changed = from.Fields.Where(f => before[f.Key] != f.Value).ToDictionary(StringComparer.Ordinal);
        if (from.Contacts != Contacts)
        {
            changed["contacts"] = "";
        }
        var act = new ExpertLife.Import([.. changed.Keys.Order(StringComparer.Ordinal)], new FreeText(ImportedColumns.Write(changed)));
        return Take(ExpertLife.Decide(stage, act, by), by, _ => Copy(from));
    }

    public Answer Import(Expert from, By by, CallStage stage) => Import(ExpertValues.From(from), by, stage);

    /// <summary>The import that brought the expert is taken back.</summary>
    public Answer Do(ExpertLife.Remove act, By by, CallStage stage) => Take(ExpertLife.Decide(stage, act, by), by, _ => { });

    /// <summary>A later deadline for this expert.</summary>
    public Answer Do(ExtensionLife.Extend act, By by, CallState call) =>
        Take(ExtensionLife.Decide(call, ClosesAt(call), act, by), by, fact => ExtendedUntil = ((ExtensionLife.Extended)fact).Until);

    private void Copy(ExpertValues from)
    {
        Code = from.Code;
        Name = from.Name;
        Unit = from.Unit;
        UnitCode = from.UnitCode;
        FormerUnits = from.FormerUnits;
        Contacts = from.Contacts;
        Region = from.Region;
        Kind = from.Kind;
        Keywords = from.Keywords;
        MinLoad = from.MinLoad;
        MaxLoad = from.MaxLoad;
    }
}

/// <summary>What a file says of an expert, as the row keeps it; lists are joined with ';'.</summary>
public sealed record ExpertValues(
    string Code, string Name, string Unit, string UnitCode, string FormerUnits, string Region, string Kind, string Keywords,
    string Contacts,
    int? MinLoad, int? MaxLoad)
{
    /// <summary>By the names of their columns, contacts not among them.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> Fields => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["id"] = Code, ["name"] = Name, ["unit"] = Unit, ["unit_code"] = UnitCode, ["former_units"] = FormerUnits, ["region"] = Region,
        ["kind"] = Kind, ["keywords"] = Keywords, ["max_load"] = $"{MaxLoad}", ["min_load"] = $"{MinLoad}",
    };

    public static ExpertValues From(Expert expert) => new(
        expert.Id.Value, expert.Name, expert.Unit, expert.UnitCode, string.Join(';', expert.FormerUnits), expert.Region, expert.Kind,
        string.Join(';', expert.Keywords), $"{expert.Contacts}", expert.MinLoad, expert.MaxLoad);
}

/// <summary>How well an expert said to know an application's field, until the expert declares again.</summary>
public sealed class CompetenceRow(Guid callId, Guid applicationId, Guid expertId, Competence competence) : Row
{
    public Guid CallId { get; private set; } = callId;
    public Guid ApplicationId { get; private set; } = applicationId;
    public Guid ExpertId { get; private set; } = expertId;
    public Competence Competence { get; private set; } = competence;
}
