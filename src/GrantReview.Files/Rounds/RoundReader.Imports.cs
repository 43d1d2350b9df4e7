using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Experts;

namespace GrantReview.Files.Rounds;

/// <summary>One table alone, as a page imports it.</summary>
public sealed partial class RoundReader
{
    public static (IReadOnlyList<Application> Applications, IReadOnlyList<Mistake> Mistakes) ReadApplications(byte[] content, string name, Call call) =>
        Import(content, name, TableSchema.Applications, (reader, table) => reader.Applications(table, call));

    public static (IReadOnlyList<Verdict> Verdicts, IReadOnlyList<Mistake> Mistakes) ReadVerdicts(
        byte[] content, string name, Call call, IReadOnlyList<Application> applications) =>
        Import(content, name, TableSchema.Verdicts, (reader, table) => VerdictTable.Read(
            table, Places(applications.Select(a => a.Id)), call, reader.mistakes));

    /// <param name="known">Experts who are there already: nobody else may have the id number of one whom the file leaves as it is.</param>
    public static (IReadOnlyList<Expert> Experts, IReadOnlyList<Mistake> Mistakes) ReadExperts(byte[] content, string name, IReadOnlyCollection<Expert> known) =>
        Import(content, name, TableSchema.Experts, (reader, table) =>
        {
            reader.CheckIdNumbers(table, known);
            return reader.Experts(table);
        });

    /// <param name="experts">Ids of the call's experts.</param>
    public static (IReadOnlyList<Relation> Relations, IReadOnlyList<Mistake> Mistakes) ReadRelations(byte[] content, string name, IEnumerable<string> experts) =>
        Import(content, name, TableSchema.Relations, (reader, table) => reader.RelationsOf(table, Places(experts)));

    public static (IReadOnlyList<Organisation> Units, IReadOnlyList<Mistake> Mistakes) ReadUnits(byte[] content, string name, bool strictCodes) =>
        Import(content, name, TableSchema.Units, (reader, table) => reader.Organisations(table, strictCodes));

    /// <summary>Answers to questions of identity.</summary>
    public static (IReadOnlyList<IdentityAnswer> Answers, IReadOnlyList<Mistake> Mistakes) ReadAnswers(byte[] content, string name, IEnumerable<string> applications, IEnumerable<string> experts) =>
        Import(content, name, TableSchema.Identities, (reader, table) => reader.Answers(table, Places(applications), Places(experts)));

    /// <summary>The pairs of a plan, each with its row; pairs of applications or experts that the call does not have are mistakes.</summary>
    public static (IReadOnlyList<(Assignment Pair, int Row)> Pairs, IReadOnlyList<Mistake> Mistakes) ReadSeats(byte[] content, string name, IEnumerable<string> applications, IEnumerable<string> experts) =>
        Import(content, name, TableSchema.Seats, (reader, table) =>
        {
            reader.CheckPairs(table, Places(applications), Places(experts));
            return table.Rows.Select(r => (new Assignment(r["application"], r["expert"]), r.Number)).ToList();
        });

    /// <summary>Review groups: every application stands in the file once; a blank group means none.</summary>
    public static (IReadOnlyList<(string Application, string Group)> Groups, IReadOnlyList<Mistake> Mistakes) ReadGroups(byte[] content, string name, IReadOnlyCollection<string> applications) =>
        Import(content, name, TableSchema.Groups, (reader, table) =>
        {
            var known = Places(applications);
            var cells = new CellReader(table.File, reader.mistakes);
            var rows = reader.RowsById(table, "application");
            var groups = table.Rows.Select(row =>
            {
                var application = cells.Required(row, "application");
                if (application.Length > 0 && !known.ContainsKey(application))
                {
                    reader.mistakes.Add(new Mistake(table.File, row.Number, "application", "NotAdmitted", CellReader.Shown(application)));
                }
                return (application, cells.Limited(row, "panel", CellReader.LongestId));
            }).ToList();
            reader.mistakes.AddRange(applications.Where(a => !rows.ContainsKey(a)).Order(StringComparer.Ordinal).Select(a => new Mistake(table.File, null, "application", "GroupMissing", a)));
            return groups;
        });

    private static Dictionary<string, int> Places(IEnumerable<string> ids) => ids.ToDictionary(id => id, _ => 0, StringComparer.Ordinal);

    private static (IReadOnlyList<T> Rows, IReadOnlyList<Mistake> Mistakes) Import<T>(byte[] content, string name, TableSchema schema, Func<RoundReader, Table, List<T>> read)
    {
        var reader = new RoundReader(TemplateFolder.Shipped, isPackage: false);
        Table? table;
        if (name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
        {
            table = TableReader.ReadCsv(content, schema, name, reader.mistakes);
        }
        else
        {
            using var workbook = TableReader.OpenWorkbook(content, name, reader.mistakes);
            var sheet = workbook?.Worksheets.FirstOrDefault(s => s.Name == schema.Name || s.Name == schema.File || s.Name == schema.ChineseName) ?? workbook?.Worksheets.First();
            table = sheet is null ? null : TableReader.ReadSheet(sheet, schema, name, reader.mistakes);
        }
        var rows = table is null ? [] : read(reader, table);
        return (reader.mistakes.Count > 0 ? [] : rows, reader.Shown());
    }
}
