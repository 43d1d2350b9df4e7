using GrantReview.Core.Applications;

namespace GrantReview.Core.Experts;

/// <summary>A person who scores (评审专家).</summary>
/// <param name="Unit">Blank = unknown, which makes no conflict.</param>
/// <param name="FormerUnits">Each as "name" or "name@year", the year in which the expert left.</param>
/// <param name="Kind">academic, industry, finance … as the call names them; blank = any.</param>
/// <param name="MaxLoad">Null = the call's cap, else unlimited.</param>
public sealed record Expert(
    ExpertId Id,
    string Name,
    string Unit,
    string UnitCode,
    IReadOnlyList<string> FormerUnits,
    string Region,
    string Kind,
    IReadOnlyList<string> Keywords,
    int? MaxLoad,
    int? MinLoad)
{
    /// <summary>What tells the expert from namesakes.</summary>
    public Person Contacts { get; init; } = Person.Nobody;

    /// <summary>The number in 专家n where one was drawn for the call (匿名编号); null = none was.</summary>
    public int? Alias { get; init; }

    public Person Person => Contacts with { Name = Name };

    /// <summary>
    /// What a file says of an expert who is known already: the columns that the file has; of the others everything stays as it is.
    /// </summary>
    public Expert Over(Expert known, IReadOnlyCollection<string> columns)
    {
        return this with
        {
            UnitCode = Has("unit_code") ? UnitCode : known.UnitCode,
            FormerUnits = Has("former_units") ? FormerUnits : known.FormerUnits,
            Region = Has("region") ? Region : known.Region,
            Kind = Has("kind") ? Kind : known.Kind,
            Keywords = Has("keywords") ? Keywords : known.Keywords,
            MaxLoad = Has("max_load") ? MaxLoad : known.MaxLoad,
            MinLoad = Has("min_load") ? MinLoad : known.MinLoad,
            Contacts = new Person(
                "", Has("id_number") ? Contacts.IdNumber : known.Contacts.IdNumber, Has("phone") ? Contacts.Phone : known.Contacts.Phone,
                Has("email") ? Contacts.Email : known.Contacts.Email),
        };

        bool Has(string column) => columns.Contains(column);
    }
}
