using System.Globalization;
using System.Text.RegularExpressions;
using GrantReview.Core.Applications;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Rounds;

/// <summary>
/// The columns of applications.csv that the call reads: every cell has the one meaning that its place asks for, or is a mistake. What
/// conditions read stays out: there a cell that cannot be read is a finding that asks a person.
/// </summary>
public sealed partial class RoundReader
{
    /// <summary>Requests this far below what one award may be are probably in 万元.</summary>
    private static readonly Money LargestDoubtful = Money.FromYuan(10_000);
    private const int DoubtfulFactor = 1_000;
    private const int MostWarnings = 20;

    /// <summary>Columns whose values are texts, whatever they look like.</summary>
    private static readonly HashSet<string> TextColumns =
        ["id", "title", "category", "unit", "unit_type", "unit_code", "region", "pi", "partners", "keywords", "panel", LibraryRule.Column];

    /// <summary>The table of applications with the columns that a call defines or reads beside the known ones.</summary>
    public static TableSchema SchemaOf(Call call, IndicatorTrees? trees)
    {
        var known = TableSchema.Applications.Required.Concat(TableSchema.Applications.Optional);
        return TableSchema.Applications with
        {
            Attributes = [.. call.Fields.Select(f => f.Code).Concat(ColumnsRead(call, trees)).Distinct().Except(known)],
            Sums = [.. SumsRead(call).Concat(call.Fields.Where(f => f.Type == FieldType.Money).Select(f => f.Code)).Distinct()],
            Shares = [.. call.AmountRules.Select(r => r.TaxRate).OfType<string>().Where(c => call.Fields.All(f => f.Code != c)).Distinct()],
            Fields = call.Fields,
        };
    }

    /// <summary>Every column that amounts, limits, quotas, tie-breaks, orders, rules and measured leaves of a call read.</summary>
    public static IReadOnlyList<string> ColumnsRead(Call call, IndicatorTrees? trees)
    {
        var conditions = call.Eligibility.Rules.Where(r => r.Use != RuleUse.None)
            .SelectMany(r => new[] { r.When, r.Condition }).OfType<Condition>();
        return
        [
            .. SumsRead(call)
                .Concat(call.Filters.SelectMany(f => f.Keys)).Concat(call.AmountRules.Select(r => r.TaxRate).OfType<string>())
                .Concat(call.AmountGroups.OncePer).Concat(call.AmountGroups.AnnualCaps.Select(c => c.By))
                .Concat(call.Allocation.Quotas.Select(q => q.Each).OfType<string>())
                .Concat(call.Allocation.Chain.Select(k => k.By).Where(by => trees?.Name(by) != true))
                .Concat(call.Categories.Select(c => c.Selection.TimeAttribute).OfType<string>())
                .Concat(conditions.SelectMany(c => c.Attributes))
                .Concat(trees?.All.SelectMany(t => t.Leaves).Select(l => l.Indicator.Scale?.Attribute).OfType<string>() ?? []).Distinct(),
        ];
    }

    private TableSchema Applications(Call? call, IndicatorTrees? trees) =>
        call is null || isPackage ? TableSchema.Applications with { IsExact = isPackage } : SchemaOf(call, trees);

    private static IEnumerable<string> SumsRead(Call call) =>
        call.AmountRules.SelectMany(SumsOf).Concat(call.AmountGroups.AnnualCaps.Select(c => c.AlreadyPaid)).OfType<string>();

    private static IEnumerable<string?> SumsOf(AmountRule rule) => [rule.Base, rule.Requested, rule.Bands?.Value, rule.Bands?.Before];

    /// <summary>
    /// The table with values of code lists by their codes, whatever word stands for them, so that all readers see one. What a closed list
    /// does not have is a mistake; what an open one does not have counts as another value, which is said.
    /// </summary>
    private Table Coded(Table table, Call? call)
    {
        if (isPackage || call is null)
        {
            return table;
        }
        var fields = call.Fields.Where(f => f.Codes.Count > 0 && table.Columns.Contains(f.Code)).ToList();
        foreach (var field in fields)
        {
            var unknown = table.Rows.SelectMany(r => field.Unknown(r[field.Code]).Select(value => new Mistake(
                table.File, r.Number, field.Code, field.Type == FieldType.Code ? "ChoiceUnknown" : "ValueOfNoRule",
                CellReader.Shown(value), string.Join(", ", field.Codes.Select(c => c.Label.Zh)))));
            if (field.Type == FieldType.Code)
            {
                mistakes.AddRange(unknown);
            }
            else
            {
                // A value that many rows have is said once, at the first of them.
                warnings.AddRange(unknown.GroupBy(m => Written.Key(m.Arguments[0])).Select(value => value.First()).Take(MostWarnings));
            }
        }
        return new Table(table.File, table.Columns, [.. table.Rows.Select(Read)]) { Places = table.Places };

        TableRow Read(TableRow row)
        {
            var cells =
                new Dictionary<string, string>(row.Cells, StringComparer.Ordinal) { ["category"] = CategoryOf(row["category"], call) };
            foreach (var field in fields)
            {
                cells[field.Code] = field.Read(cells[field.Code]);
            }
            return row with { Cells = cells };
        }
    }

    /// <summary>
    /// The code of the category that a cell names by its code or its name; what names none, or more than one, stays as it is.
    /// </summary>
    private static string CategoryOf(string written, Call call)
    {
        var named = call.Categories.Any(c => c.Code.Value == written) ? [] : call.Categories.Where(
            c => Written.Says(written, c.Code.Value) || Written.Says(written, c.Name.Zh) || Written.Says(written, c.Name.En)).ToList();
        return named is [var one] ? one.Code.Value : written;
    }

    private static CategoryCode CategoryOf(TableRow row) => CategoryCode.OrNone(row["category"]);

    private void CheckColumns(Table table, Call call, IndicatorTrees? trees)
    {
        if (isPackage)
        {
            return;
        }
        var cells = new CellReader(table.File, mistakes);
        foreach (var row in table.Rows)
        {
            var category = CategoryOf(row);
            foreach (var rule in RulesFor(call, category))
            {
                CheckAmount(cells, row, rule);
            }
            _ = cells.Amount(row, "min_amount");
            _ = cells.Truth(row, Application.Withdrawn, blank: false);
            foreach (var column in call.AmountGroups.AnnualCaps.Select(c => c.AlreadyPaid).OfType<string>())
            {
                _ = cells.Amount(row, column);
            }
            foreach (var column in call.Categories.Where(c => c.Code == category).Select(c => c.Selection.TimeAttribute)
                .OfType<string>())
            {
                _ = cells.Instant(row, column);
            }
            foreach (var scale in trees?.Of(category)?.Leaves.Select(l => l.Indicator.Scale).OfType<MeasuredScale>() ?? [])
            {
                _ = cells.OptionalNumber(row, scale.Attribute);
            }
        }
        CheckAnswers(table, call, cells);
        foreach (var key in call.Allocation.Chain.Where(k => trees?.Name(k.By) != true && !TextColumns.Contains(k.By)))
        {
            CheckOrder(table, key.By, cells);
        }
        WarnOfBlanks(table, call, trees);
        if (!mistakes.Exists(m => m.Column == "requested_amount" && TableSight.IsUnitAsked(m)))
        {
            WarnOfAmounts(table, call);
        }
    }

    private static IEnumerable<AmountRule> RulesFor(Call call, CategoryCode category) =>
        (call.Categories.FirstOrDefault(c => c.Code == category)?.OtherSources.Select(s => s.Amount) ?? [])
            .Append(call.AmountRuleOf(category)).OfType<AmountRule>();

    private void CheckAmount(CellReader cells, TableRow row, AmountRule rule)
    {
        foreach (var column in SumsOf(rule).OfType<string>().Where(c => c != "requested_amount"))
        {
            if (cells.OptionalNumber(row, column) is { Sign: < 0 })
            {
                mistakes.Add(new Mistake(cells.File, row.Number, column, "NotAnAmount", CellReader.Shown(row[column])));
            }
        }
        if (rule.TaxRate is { } rate && row[rate].Length > 0 && Written.Share(row[rate]) is null)
        {
            mistakes.Add(new Mistake(cells.File, row.Number, rate, "NotAShare", CellReader.Shown(row[rate])));
        }
        // A table of sums is a closed list: a value that it does not have would leave no amount.
        foreach (var (column, accepted) in rule.Cases.Count == 0 || rule.Cases.Any(c => c.Where.Count == 0) ? []
            : rule.Cases.SelectMany(c => c.Where).GroupBy(w => w.Key, (key, values) =>
                (key, values.SelectMany(v => v.Value).Distinct().ToList())))
        {
            if (row[column].Length > 0 && rule.Cases.All(c => c.Where.ContainsKey(column)) && !Written.SaysAny(row[column], accepted))
            {
                mistakes.Add(new Mistake(cells.File, row.Number, column, "ChoiceUnknown", CellReader.Shown(row[column]),
                    string.Join(", ", accepted)));
            }
        }
    }

    /// <summary>Where a setting asks for yes or no, a cell answers yes or no.</summary>
    private static void CheckAnswers(Table table, Call call, CellReader cells)
    {
        foreach (var column in call.Filters.SelectMany(f => f).Where(w => w.Value.All(Written.AsksYesOrNo)).Select(w => w.Key).Distinct())
        {
            foreach (var row in table.Rows)
            {
                _ = cells.Truth(row, column, blank: false);
            }
        }
    }

    /// <summary>A column that breaks ties is compared as one kind: where one cell is a number or a time, all are.</summary>
    private static void CheckOrder(Table table, string column, CellReader cells)
    {
        var given = table.Rows.Where(r => r[column].Length > 0).ToList();
        var isNumbers = given.Exists(r => Written.ReadNumber(r[column], out _) is not NumberFault.NotANumber
            && !LooksLikeTime().IsMatch(r[column]));
        var isTimes = !isNumbers && given.Exists(r => Times.Read(r[column]) is not null || LooksLikeTime().IsMatch(r[column]));
        foreach (var row in given)
        {
            // Eight digits are a day only where the others are days.
            if (isNumbers && Times.Read(row[column]) is not null && given.TrueForAll(r => Times.Read(r[column]) is not null))
            {
                return;
            }
            if (isNumbers)
            {
                _ = cells.OptionalNumber(row, column);
            }
            else if (isTimes)
            {
                _ = cells.Instant(row, column);
            }
        }
    }

    [GeneratedRegex(@"^\s*(\d{1,4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,4}|\d{1,2}\s*[:：]\s*\d{2}"
        + @"|\d{1,2}\s*月\s*\d{1,2}\s*[日号]|(\d{1,2}\s*[日号]\s*)?\D{0,2}\d{1,2}\s*[时点]\s*(\d{1,2}\s*分?|整|半)?\s*\z)",
        RegexOptions.NonBacktracking)]
    private static partial Regex LooksLikeTime();

    /// <summary>A blank figure leaves a leaf without points and an award without an amount; that is said.</summary>
    private void WarnOfBlanks(Table table, Call call, IndicatorTrees? trees)
    {
        foreach (var (tree, leaf) in (trees?.All ?? []).SelectMany(t => t.Leaves.Select(l => (t, l))))
        {
            List<TableRow> measured = leaf.Indicator is { Scale: null } or { AllowsNotApplicable: true } ? []
                : [.. table.Rows.Where(r => call.SelectionOf(CategoryOf(r)).Basis == SelectionBasis.Score
                    && trees?.Of(CategoryOf(r)) == tree)];
            var column = leaf.Indicator.Scale?.Attribute ?? "";
            if (measured.Count > 0 && !table.Columns.Contains(column))
            {
                warnings.Add(new Mistake(table.File, null, column, "AttributeMissing", leaf.Code.Value, column));
                continue;
            }
            WarnOfRows("MeasureBlank", column, [.. measured.Where(r => r[column].Length == 0)], leaf.Code.Value);
        }
        foreach (var column in call.AmountRules.SelectMany(SumsOf).OfType<string>().Distinct())
        {
            WarnOfRows("AmountBlank", column, [.. table.Rows
                .Where(r => r[column].Length == 0
                    && RulesFor(call, CategoryOf(r)).Any(a => SumsOf(a).Contains(column)))]);
        }

        void WarnOfRows(string code, string column, List<TableRow> rows, params string[] arguments)
        {
            if (rows.Count > 0)
            {
                warnings.Add(new Mistake(
                    table.File, null, column, code, [string.Join(", ", rows.Take(MostWarnings)
                        .Select(r => r["id"])) + (rows.Count > MostWarnings ? " …" : ""), .. arguments]));
            }
        }
    }

    /// <summary>20 yuan is no request where an award may be 2,500,000 or the others ask for hundreds of thousands.</summary>
    private void WarnOfAmounts(Table table, Call call)
    {
        var asked = table.Rows.Select(r => (Row: r, Amount: Written.Amount(r["requested_amount"]))).Where(a => a.Amount > Money.Zero)
            .ToList();
        if (asked.Count == 0)
        {
            return;
        }
        var most = call.AmountRules
            .SelectMany(r => new[] { r.Fixed, r.Cap, r.Floor }.Concat(r.Cases.SelectMany(c => new[] { c.Fixed, c.Cap })))
            .Append(asked.Select(a => a.Amount).Order().ElementAt(asked.Count / 2)).Max().GetValueOrDefault();
        foreach (var (row, amount) in asked.Where(a => a.Amount < LargestDoubtful
            && a.Amount.GetValueOrDefault().Fen * DoubtfulFactor < most.Fen).Take(MostWarnings))
        {
            warnings.Add(new Mistake(table.File, row.Number, "requested_amount", "AmountDoubtful", amount.GetValueOrDefault().ToString(),
                most.Yuan.ToString("N0", CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>
    /// A person twice in the pool would score twice: the same name with the same phone or e-mail is one; with the same unit it may be.
    /// </summary>
    private void CheckPeople(Table table)
    {
        if (isPackage)
        {
            return;
        }
        foreach (var namesakes in table.Rows.Select(r => (Row: r, Person: new Person(r["name"], r["id_number"], r["phone"], r["email"])))
            .GroupBy(p => p.Person.NameKey, StringComparer.Ordinal).Where(g => g.Key.Length > 0 && g.Count() > 1))
        {
            var seen = new List<(TableRow Row, Person Person)>();
            foreach (var one in namesakes)
            {
                var twin = seen.Find(s => (s.Person.Compare(one.Person) == SamePerson.Yes
                    && (one.Person.IdText.Length == 0 || s.Person.IdText != one.Person.IdText)) || AreAlike(s.Row, one.Row));
                if (twin.Row is not null)
                {
                    var isOne = twin.Person.Compare(one.Person) == SamePerson.Yes;
                    (isOne ? mistakes : warnings).Add(new Mistake(table.File, one.Row.Number, "name", isOne ? "PersonTwice" : "PersonAlike",
                        one.Row["name"], twin.Row["id"], $"{twin.Row.Number}"));
                }
                seen.Add(one);
            }

            bool AreAlike(TableRow a, TableRow b) => a["unit"].Length > 0 && Written.Stem(a["unit"]) == Written.Stem(b["unit"])
                && new Person(a["name"], a["id_number"]).Compare(new Person(b["name"], b["id_number"])) == SamePerson.Ask;
        }
    }

    /// <summary>An id number that cannot be right proves nothing, which is said.</summary>
    private void WarnOfIdNumbers(Table table, string column)
    {
        foreach (var row in isPackage ? [] : table.Rows.Where(r => new Person("", r[column]).HasBrokenIdNumber).Take(MostWarnings))
        {
            warnings.Add(new Mistake(table.File, row.Number, column, "IdNumberBroken"));
        }
    }
}
