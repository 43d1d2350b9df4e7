using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Applications;

/// <summary>One proposal (申报项目) as a round file gives it.</summary>
/// <param name="Category">The call's category; ranked and funded on its own.</param>
/// <param name="Unit">Applicant unit; blank = unknown, which makes no conflict.</param>
/// <param name="UnitFormerNames">Earlier names of the unit, for finding conflicts.</param>
/// <param name="ExpertsNeeded">Beats the call's experts per application.</param>
/// <param name="SubmittedAt">UTC.</param>
/// <param name="Attributes">
/// Every column of applications.csv by its name, the known ones too: what quotas, tie-breaks and measured leaves refer to.
/// </param>
public sealed record Application(
    ApplicationId Id,
    string Title,
    CategoryCode Category,
    string Unit,
    string UnitCode,
    IReadOnlyList<string> UnitFormerNames,
    string Pi,
    IReadOnlyList<string> Partners,
    IReadOnlyList<string> Keywords,
    Money? RequestedAmount,
    int? ExpertsNeeded,
    DateTime? SubmittedAt,
    bool Eligible,
    IReadOnlyDictionary<string, string> Attributes)
{
    public const int LongestTitle = 1000;
    public const int LongestName = 200;

    /// <summary>
    /// What tells the project leader from namesakes; kept out of <see cref="Attributes"/>, which experts and packages show.
    /// </summary>
    public Person PiContacts { get; init; } = Person.Nobody;

    /// <summary>Team members (项目组成员), the leader not among them; kept out of the attributes too.</summary>
    public IReadOnlyList<Person> Team { get; init; } = [];

    /// <summary>Experts whom the applicant asks not to have, by id or as a person; kept out of the attributes too.</summary>
    public IReadOnlyList<string> ExcludedExperts { get; init; } = [];

    /// <summary>Where the money of an award goes; kept out of the attributes too.</summary>
    public Payee Payee { get; init; } = Payee.Unknown;

    /// <summary>
    /// What a file says of an application that is known already: the columns that the file has; of the others everything stays as it is.
    /// </summary>
    public Application Over(Application known, IReadOnlyCollection<string> columns)
    {
        var attributes = new Dictionary<string, string>(known.Attributes, StringComparer.Ordinal);
        foreach (var (column, value) in Attributes)
        {
            attributes[column] = value;
        }
        return this with
        {
            UnitCode = Has("unit_code") ? UnitCode : known.UnitCode,
            UnitFormerNames = Has("unit_former_names") ? UnitFormerNames : known.UnitFormerNames,
            Pi = Has("pi") ? Pi : known.Pi,
            Partners = Has("partners") ? Partners : known.Partners,
            Keywords = Has("keywords") ? Keywords : known.Keywords,
            RequestedAmount = Has("requested_amount") ? RequestedAmount : known.RequestedAmount,
            ExpertsNeeded = Has("experts_needed") ? ExpertsNeeded : known.ExpertsNeeded,
            SubmittedAt = Has("submitted_at") ? SubmittedAt : known.SubmittedAt,
            Eligible = Has("eligible") ? Eligible : known.Eligible,
            Attributes = attributes,
            PiContacts = new Person(
                "", Has("pi_id_number") ? PiContacts.IdNumber : known.PiContacts.IdNumber,
                Has("pi_phone") ? PiContacts.Phone : known.PiContacts.Phone,
                Has("pi_email") ? PiContacts.Email : known.PiContacts.Email),
            Team = Has("team_members") ? Team : known.Team,
            ExcludedExperts = Has("excluded_experts") ? ExcludedExperts : known.ExcludedExperts,
            Payee = new Payee(
                Has(Payee.HolderColumn) ? Payee.Holder : known.Payee.Holder, Has(Payee.BankColumn) ? Payee.Bank : known.Payee.Bank,
                Has(Payee.AccountColumn) ? Payee.Account : known.Payee.Account),
        };

        bool Has(string column) => columns.Contains(column);
    }

    /// <summary>The column that says that the applicant took it back (已撤回): it does not compete and holds no place.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>
    /// What a limit counts it by, as it is compared: the unit that the table brings a cell to, else the cell. Blank where the cell names
    /// nobody: nothing, a stroke, 无, or a slip in a credit code.
    /// </summary>
    public static string CountedBy(IReadOnlyDictionary<string, string> attributes, string column)
    {
        var source = LimitKey.ColumnIn(attributes, column);
        var said = attributes.GetValueOrDefault(source, "");
        return Written.SaysNothing(said) || Written.Denies(said) || (source == "unit_code" && Applications.UnitCode.IsBroken(said))
            ? "" : Written.Key(said);
    }

    /// <summary>Who leads it and who takes part.</summary>
    public IEnumerable<Person> People => Team.Prepend(PiContacts with { Name = Pi });

    public bool IsWithdrawn => Written.Truth(Attributes.GetValueOrDefault(Withdrawn)) == true;

    /// <summary>The review group (评审分组); blank = none is formed.</summary>
    public string Group => Attributes.GetValueOrDefault("panel", "");
}
