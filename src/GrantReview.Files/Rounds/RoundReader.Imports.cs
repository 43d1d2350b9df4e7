using System.Net.Mail;
using GrantReview.Core.Accounts;
using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Experts;
using GrantReview.Core.Payments;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Rounds;

/// <summary>What reading one table gave: its rows, or every mistake that kept them from being read.</summary>
/// <param name="Columns">Those that the file has; the others are not spoken of.</param>
public sealed record ReadRows<T>(IReadOnlyList<T> Rows, IReadOnlyList<string> Columns, IReadOnlyList<Mistake> Mistakes,
    IReadOnlyList<Mistake> Warnings)
{
    /// <summary>What was seen of the file, whether or not it could be read.</summary>
    public TableSight Sight { get; init; } = new();
}

/// <summary>A line of an expert's own scores.</summary>
/// <param name="Indicator">The code of a leaf, or the name of a question beside the tree.</param>
/// <param name="Seen">Two words: the saves of score and reason that the line was filled in over.</param>
public sealed record OwnScoreLine(int Row, string Application, string Indicator, string Score, string Reason, string Seen);

/// <summary>One table alone, as a page imports it.</summary>
public sealed partial class RoundReader
{
    /// <param name="trees">Their measured leaves read columns, too; null = the call has none yet.</param>
    /// <param name="layout">Null = everything is found.</param>
    public static ReadRows<Application> ReadApplications(byte[] content, string name, Call call, IndicatorTrees? trees,
        TableLayout? layout = null) =>
        new RoundReader(TemplateFolder.Shipped, isPackage: false) { layout = layout ?? TableLayout.Found }.ImportApplications(content, name,
            call, trees);

    /// <summary>The applications of a package.</summary>
    internal static ReadRows<Application> ReadPackaged(byte[] content, string name, Call call) =>
        new RoundReader(TemplateFolder.Shipped, isPackage: true).ImportApplications(content, name, call, null);

    private ReadRows<Application> ImportApplications(byte[] content, string name, Call call, IndicatorTrees? trees) =>
        Import(content, name, Applications(call, trees), written =>
        {
            var table = Coded(written, call);
            CheckColumns(table, call, trees);
            return Applications(table, call);
        });

    /// <summary>A tree as JSON, CSV or in a workbook.</summary>
    public static ReadRows<IndicatorTree> ReadTree(byte[] content, string name, ScoringSettings scoring)
    {
        if (!name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return Import<IndicatorTree>(content, name, TableSchema.Indicators, (reader, table) =>
                TreeJson.Read(table, scoring, reader.mistakes) is { } read ? [read] : []);
        }
        List<Mistake> mistakes = [];
        return new ReadRows<IndicatorTree>(TreeJson.Read(content, name, scoring, mistakes) is { } tree ? [tree] : [], [], mistakes, []);
    }

    public static ReadRows<Verdict> ReadVerdicts(
        byte[] content, string name, Call call, IReadOnlyList<Application> applications) =>
        Import(content, name, TableSchema.Verdicts, (reader, table) => VerdictTable.Read(
            table, Places(applications.Select(a => a.Id.Value)), call, reader.mistakes));

    /// <param name="known">Experts who are there already: nobody else may have the id number of one whom the file leaves as it is.</param>
    /// <param name="layout">Null = everything is found.</param>
    public static ReadRows<Expert> ReadExperts(byte[] content, string name, IReadOnlyCollection<Expert> known,
        TableLayout? layout = null) =>
        Import(content, name, TableSchema.ExpertsWithAccounts, (reader, table) =>
        {
            reader.CheckIdNumbers(table, known);
            return reader.Experts(table);
        }, layout);

    /// <summary>The accounts that a file of experts names, each with its row; an expert without one is left out.</summary>
    public static IReadOnlyList<(ExpertId Expert, string UserName, int Row)> ReadAccountsOfExperts(
        byte[] content, string name, TableLayout? layout = null) =>
            Import(content, name, TableSchema.ExpertsWithAccounts, (reader, table) =>
        {
            reader.CheckUserNames(table);
            return table.Rows.Where(r => r[TableSchema.UserName].Length > 0)
                .Select(r => (ExpertId.Of(r["id"]).GetValueOrDefault(), r[TableSchema.UserName], r.Number)).ToList();
        }, layout).Rows;

    /// <summary>People who sign in, each with its row.</summary>
    public static ReadRows<(AccountEntry Entry, int Row)> ReadAccounts(byte[] content, string name) =>
        Import(content, name, TableSchema.Accounts, (reader, table) =>
        {
            var cells = new CellReader(table.File, reader.mistakes);
            reader.CheckUserNames(table);
            return table.Rows.Select(row => (new AccountEntry(
                cells.Required(row, TableSchema.UserName, AccountEntry.LongestUserName),
                cells.Required(row, "name", AccountEntry.LongestName),
                reader.Email(row, cells), cells.Limited(row, "unit", Application.LongestName)), row.Number)).ToList();
        });

    /// <summary>A user name is one person's, in whatever case it is written.</summary>
    private void CheckUserNames(Table table)
    {
        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in table.Rows.Where(r => r[TableSchema.UserName].Length > 0))
        {
            var userName = row[TableSchema.UserName];
            if (!AccountEntry.IsUserName(userName))
            {
                mistakes.Add(new Mistake(table.File, row.Number, TableSchema.UserName, "UserNameInvalid", CellReader.Shown(userName)));
            }
            else if (!seen.TryAdd(userName, row.Number))
            {
                mistakes.Add(new Mistake(table.File, row.Number, TableSchema.UserName, "UserNameTwice", userName, $"{seen[userName]}"));
            }
        }
    }

    private string Email(TableRow row, CellReader cells)
    {
        var email = cells.Limited(row, "email", AccountEntry.LongestEmail);
        if (email.Length > 0 && !(MailAddress.TryCreate(email, out var address) && address.Address == email))
        {
            mistakes.Add(new Mistake(cells.File, row.Number, "email", "EmailInvalid", CellReader.Shown(email)));
        }
        return email;
    }

    /// <param name="experts">Ids of the call's experts.</param>
    public static ReadRows<Relation> ReadRelations(byte[] content, string name, IEnumerable<ExpertId> experts) =>
        Import(content, name, TableSchema.Relations, (reader, table) => reader.RelationsOf(table, Places(experts.Select(e => e.Value))));

    public static ReadRows<Organisation> ReadUnits(byte[] content, string name, bool strictCodes) =>
        Import(content, name, TableSchema.Units, (reader, table) => reader.Organisations(table, strictCodes));

    /// <summary>Answers to questions of identity.</summary>
    public static ReadRows<IdentityAnswer> ReadAnswers(byte[] content, string name, IEnumerable<ApplicationId> applications,
        IEnumerable<ExpertId> experts) =>
        Import(content, name, TableSchema.Identities, (reader, table) => reader.Answers(
            table, Places(applications.Select(a => a.Value)), Places(experts.Select(e => e.Value))));

    /// <summary>How well experts fit applications of the call.</summary>
    public static ReadRows<Affinity> ReadAffinities(byte[] content, string name, IEnumerable<ApplicationId> applications,
        IEnumerable<ExpertId> experts) =>
        Import(content, name, TableSchema.Affinity, (reader, table) =>
        {
            reader.CheckPairs(table, Places(applications.Select(a => a.Value)), Places(experts.Select(e => e.Value)));
            return reader.AffinitiesOf(table);
        });

    /// <summary>
    /// The pairs of a plan, each with its row; pairs of applications or experts that the call does not have are mistakes.
    /// </summary>
    public static ReadRows<(Assignment Pair, int Row)> ReadSeats(byte[] content, string name, IEnumerable<ApplicationId> applications,
        IEnumerable<ExpertId> experts) =>
        Import(content, name, TableSchema.Seats, (reader, table) =>
        {
            reader.CheckPairs(table, Places(applications.Select(a => a.Value)), Places(experts.Select(e => e.Value)));
            return table.Rows.Select(r => (new Assignment(r.Application, r.Expert), r.Number)).ToList();
        });

    /// <summary>Review groups: every application stands in the file once; a blank group means none.</summary>
    public static ReadRows<(ApplicationId Application, string Group)> ReadGroups(byte[] content, string name,
        IReadOnlyCollection<ApplicationId> applications) =>
        Import(content, name, TableSchema.Groups, (reader, table) =>
        {
            var known = applications.ToHashSet();
            var cells = new CellReader(table.File, reader.mistakes);
            var rows = reader.RowsById(table, "application");
            var groups = table.Rows.Select(row =>
            {
                var application = cells.Application(row, "application");
                if (application != default && !known.Contains(application))
                {
                    reader.mistakes.Add(
                        new Mistake(table.File, row.Number, "application", "NotAdmitted", CellReader.Shown(application.Value)));
                }
                return (application, cells.Limited(row, "panel", CellReader.LongestId));
            }).ToList();
            reader.mistakes.AddRange(applications.Where(a => !rows.ContainsKey(a.Value)).Order()
                .Select(a => new Mistake(table.File, null, "application", "GroupMissing", a.Value)));
            return groups;
        });

    /// <summary>What an expert filled in; what of it can be taken is the sheet's to say.</summary>
    public static ReadRows<OwnScoreLine> ReadOwnScores(byte[] content, string name) =>
        Import(content, name, TableSchema.OwnScores, (_, table) =>
            table.Rows.Select(r => new OwnScoreLine(r.Number, r["application"], r["indicator"], r["score"], r["reason"], r["seen"]))
                .ToList());

    /// <summary>What a bank says of payments; a row without an account is no payment, and one without an amount is a mistake.</summary>
    public static ReadRows<BankRow> ReadBankReturn(byte[] content, string name) =>
        Import(content, name, TableSchema.BankReturn, (reader, table) =>
        {
            var cells = new CellReader(table.File, reader.mistakes);
            return table.Rows.Select(row =>
            {
                _ = cells.Required(row, "amount", CellReader.LongestId);
                var day = cells.Instant(row, "paid_on");
                return new BankRow(
                    row.Number, row["holder"], cells.Required(row, "account", CellReader.LongestId),
                    cells.Amount(row, "amount") ?? default, row["status"], row["remark"], row["reason"],
                    day is { } at ? Times.DayOf(new DateTimeOffset(at, TimeSpan.Zero)) : null);
            }).ToList();
        });

    private static Dictionary<string, int> Places(IEnumerable<string> ids) => ids.ToDictionary(id => id, _ => 0, StringComparer.Ordinal);

    private TableLayout layout = TableLayout.Found;

    private static ReadRows<T> Import<T>(
        byte[] content, string name, TableSchema schema, Func<RoundReader, Table, List<T>> read, TableLayout? layout = null)
    {
        var reader = new RoundReader(TemplateFolder.Shipped, isPackage: false) { layout = layout ?? TableLayout.Found };
        return reader.Import(content, name, schema, table => read(reader, table));
    }

    private ReadRows<T> Import<T>(byte[] content, string name, TableSchema schema, Func<Table, List<T>> read)
    {
        var sight = new TableSight();
        var table = IsText(content, name) ? TableReader.ReadCsv(content, schema, name, mistakes, warnings, layout, sight)
            : ReadSheet(content, name, schema, sight);
        var rows = table is null ? [] : read(table);
        return new ReadRows<T>(mistakes.Count > 0 ? [] : rows, table?.Columns ?? [], Shown(), [.. warnings.Distinct()]) { Sight = sight };
    }

    /// <summary>What the bytes are counts and not what the file is called: offices' systems export text as .xls.</summary>
    private static bool IsText(byte[] content, string name) =>
        !content.AsSpan().StartsWith("PK"u8) && (name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase)
            || (content.AsSpan().TrimStart("\uFEFF \r\n\t"u8) is [not (byte)'<', ..] && TableReader.Decode(content, name, []) is not null));

    /// <summary>
    /// Of a workbook, or of the tables of a document: the sheet that a person names, else that of the table's name, else the visible one
    /// whose header fits best; that others were left unread is said.
    /// </summary>
    private Table? ReadSheet(byte[] content, string name, TableSchema schema, TableSight sight)
    {
        if (DocumentTables.Read(content) is { } tables)
        {
            return ReadSheet(name, schema, sight, [.. tables.Select(t => t.Name)], [], n => tables.First(t => t.Name == n));
        }
        using var workbook = Workbook.Open(content, name, mistakes);
        return workbook is null ? null
            : ReadSheet(name, schema, sight, [.. workbook.Names], [.. workbook.HiddenNames], n => workbook.Read(n, mistakes));
    }

    private Table? ReadSheet(string name, TableSchema schema, TableSight sight, IReadOnlyList<string> names,
        IReadOnlyList<string> hiddenNames, Func<string, SheetLines?> read)
    {
        var lines = new TableLines(schema, layout with { HeaderRow = null });
        var fits = names.Concat(hiddenNames).ToDictionary(n => n, n => read(n) is { } sheet ? lines.Fit(sheet.Lines) : 0);
        if (mistakes.Count > 0)
        {
            return null;
        }
        sight.Sheets = names;
        if ((names.FirstOrDefault(n => n == layout.Sheet) ?? names.FirstOrDefault(schema.IsSheet) ?? names.MaxBy(n => fits[n]))
            is not { } chosen)
        {
            mistakes.Add(new Mistake(name, null, "", "SheetMissing"));
            return null;
        }
        sight.Sheet = chosen;
        var unread = names.Where(n => n != chosen && fits[n] > 0 && layout.Sheet is null).ToList();
        var hidden = hiddenNames.Where(n => fits[n] > 0).ToList();
        if (unread.Count > 0)
        {
            warnings.Add(new Mistake(name, null, "", "SheetChosen", chosen, string.Join(", ", unread)));
        }
        warnings.AddRange(hidden.Select(n => new Mistake(name, null, "", "SheetHidden", n)));
        return read(chosen) is { } sheet ? TableReader.ReadSheet(sheet, schema, name, mistakes, warnings, layout, sight) : null;
    }
}
