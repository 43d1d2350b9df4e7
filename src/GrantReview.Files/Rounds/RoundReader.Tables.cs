using GrantReview.Core.Applications;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Experts;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Rounds;

/// <summary>The rows of each table as what they stand for.</summary>
public sealed partial class RoundReader
{
    private List<Application> Applications(Table table, Call? call)
    {
        var cells = new CellReader(table.File, mistakes);
        var categories = call?.Categories.Select(c => c.Code.Value).ToHashSet(StringComparer.Ordinal) ?? [];
        _ = RowsById(table, "id");
        foreach (var number in (call?.Fields ?? []).Where(f => f.Type == FieldType.Id).Select(f => f.Code).Append("pi_id_number")
            .Distinct())
        {
            WarnOfIdNumbers(table, number);
        }
        return
        [
            .. table.Rows.Select(row =>
            {
                var category = cells.Required(row, "category", CellReader.LongestId);
                if (categories.Count > 0 && category.Length > 0 && !categories.Contains(category))
                {
                    mistakes.Add(
                        new Mistake(table.File, row.Number, "category", "UnknownCategory", category,
                        string.Join(", ", categories.Order(StringComparer.Ordinal))));
                }
                _ = cells.Truth(row, Application.Withdrawn, blank: false);
                return new Application(
                    cells.Application(row, "id"), cells.Required(row, "title", Application.LongestTitle),
                    CategoryCode.OrNone(category),
                    cells.Limited(row, "unit", Application.LongestName), cells.Limited(row, "unit_code", CellReader.LongestId),
                    Items(row["unit_former_names"]),
                    cells.Limited(row, "pi", Application.LongestName), Items(row["partners"]), Items(row["keywords"]),
                    cells.Amount(row, "requested_amount"), cells.Whole(row, "experts_needed", 0, 1000), cells.Instant(row, "submitted_at"),
                    cells.Admitted(row, "eligible"),
                    row.Cells.Where(c => !TableSchema.Confidential.Contains(c.Key))
                        .ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal))
                {
                    PiContacts = new Person("", row["pi_id_number"], row["pi_phone"], row["pi_email"]),
                    Team = [.. Items(row["team_members"]).Select(Person.Parse)],
                    ExcludedExperts = Items(row["excluded_experts"]),
                    Payee = Payee.Of(
                        cells.Limited(row, Payee.HolderColumn, Application.LongestName),
                        cells.Limited(row, Payee.BankColumn, Application.LongestName),
                        cells.Limited(row, Payee.AccountColumn, CellReader.LongestId)),
                };
            }),
        ];
    }

    private List<Expert> Experts(Table table)
    {
        var cells = new CellReader(table.File, mistakes);
        _ = RowsById(table, "id");
        _ = RowsById(table, TableSchema.Alias);
        CheckIdNumbers(table, []);
        CheckPeople(table);
        WarnOfIdNumbers(table, "id_number");
        return
        [
            .. table.Rows.Select(row => new Expert(
                cells.Expert(row, "id"), cells.Required(row, "name", Application.LongestName),
                cells.Limited(row, "unit", Application.LongestName),
                cells.Limited(row, "unit_code", CellReader.LongestId), Items(row["former_units"]), row["region"], row["kind"],
                Items(row["keywords"]),
                cells.Whole(row, "max_load", 0, 100_000), cells.Whole(row, "min_load", 0, 100_000))
            {
                Contacts = new Person("", row["id_number"], row["phone"], row["email"]),
                Alias = cells.Whole(row, TableSchema.Alias, 1, 100_000),
            }),
        ];
    }

    private List<Organisation> Organisations(Table table, bool strict)
    {
        var cells = new CellReader(table.File, mistakes);
        _ = RowsById(table, "unit");
        CheckUnitCodes(table, strict);
        return
        [
            .. table.Rows.Select(row => new Organisation(
                cells.Required(row, "unit", Application.LongestName), cells.Limited(row, "unit_code", CellReader.LongestId),
                Items(row["aliases"]),
                Items(row["former_names"]), cells.Limited(row, "parent", Application.LongestName))),
        ];
    }

    private List<EarlierAward> Earlier(Table table, Call? call)
    {
        var cells = new CellReader(table.File, mistakes);
        // Of this policy's categories or of another's: what names none here counts for none, which is said.
        warnings.AddRange(table.Rows
            .Where(r => call is not null && call.Categories.All(c => c.Code.Value != CategoryOf(r["category"], call)))
            .DistinctBy(r => Written.Key(r["category"])).Take(MostWarnings).Select(r => new Mistake(
                table.File, r.Number, "category", "ValueOfNoRule", CellReader.Shown(r["category"]),
                string.Join(", ", call?.Categories.Select(c => c.Name.Zh) ?? []))));
        return
        [
            .. table.Rows.Select(row => new EarlierAward(
                cells.Required(row, "call", CellReader.LongestId), cells.Application(row, "application"),
                CategoryCode.OrNone(CategoryIn(row)),
                cells.Required(row, "unit_code", CellReader.LongestId),
                cells.Limited(row, "project", Application.LongestTitle), RequiredAmount(row),
                cells.Whole(row, "year", 1990, 2200) ?? Missing(row))),
        ];

        string CategoryIn(TableRow row) => cells.Required(row, "category", CellReader.LongestId) is var written && call is not null
            ? CategoryOf(written, call) : written;

        Money RequiredAmount(TableRow row)
        {
            _ = cells.Required(row, "amount");
            return cells.Amount(row, "amount").GetValueOrDefault();
        }

        int Missing(TableRow row)
        {
            _ = cells.Required(row, "year");
            return 0;
        }
    }

    private List<Relation> RelationsOf(Table table, Dictionary<string, int> experts)
    {
        var cells = new CellReader(table.File, mistakes);
        var relations = new List<Relation>();
        foreach (var row in table.Rows)
        {
            CheckExpert(table, row, experts);
            var (other, kind, year) = (cells.Required(row, "person_or_unit", Application.LongestName), cells.Required(row, "kind"),
                cells.Whole(row, "year", 1900, 2200));
            if (Relations.GroundOf(kind) is { } ground)
            {
                relations.Add(new Relation(row.Expert, other, ground, year));
            }
            else if (kind.Length > 0)
            {
                mistakes.Add(
                    new Mistake(table.File, row.Number, "kind", "ChoiceUnknown", CellReader.Shown(kind),
                    string.Join(", ", Relations.Kinds)));
            }
        }
        return relations;
    }

    private List<IdentityAnswer> Answers(Table table, Dictionary<string, int> applications, Dictionary<string, int> experts)
    {
        var cells = new CellReader(table.File, mistakes);
        var seen = new Dictionary<IdentityQuestion, int>();
        var answers = new List<IdentityAnswer>();
        foreach (var row in table.Rows)
        {
            CheckPair(table, row, applications, experts);
            var about = row["about"].Length == 0 ? IdentityQuestion.Self : row["about"];
            var question = new IdentityQuestion(row.Expert, row.Application, cells.Required(row, "name", Application.LongestName), about);
            _ = cells.Required(row, "same");
            if (about != IdentityQuestion.Self && !Relations.Kinds.Contains(about))
            {
                mistakes.Add(
                    new Mistake(table.File, row.Number, "about", "ChoiceUnknown", CellReader.Shown(about),
                    string.Join(", ", Relations.Kinds.Prepend(IdentityQuestion.Self))));
            }
            if (!seen.TryAdd(question, row.Number))
            {
                mistakes.Add(
                    new Mistake(table.File, row.Number, "", "PairTwice", question.Application.Value, question.Expert.Value,
                    $"{seen[question]}"));
            }
            answers.Add(new IdentityAnswer(question, cells.Truth(row, "same", blank: true)));
        }
        return answers;
    }

    /// <summary>A package's lists are written with semicolons, and what stands between them is one item.</summary>
    private IReadOnlyList<string> Items(string text) =>
        isPackage ? text.Split([';', '；', '、', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : Written.List(text);
}
