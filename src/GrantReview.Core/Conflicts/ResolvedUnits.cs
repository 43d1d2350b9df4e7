using GrantReview.Core.Applications;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Conflicts;

/// <summary>
/// Brings the units that limits count by, and those that quotas and other filters name, to one writing: aliases, former names and names
/// without a code are the unit of the officer's table. What the table does not know stays as it is written.
/// </summary>
public static class ResolvedUnits
{
    private const string Unit = "unit";
    private const string UnitCode = "unit_code";

    /// <summary>
    /// The applications with <see cref="LimitKey"/> columns where the table says something else than the cell; what a file says in such a
    /// column is not taken.
    /// </summary>
    public static IReadOnlyList<Application> Of(
        Call call, IReadOnlyList<Application> applications, IReadOnlyCollection<Organisation> organisations)
    {
        var accepted = call.Filters.Concat(CountsOf(call).Select(c => c.Where)).SelectMany(f => f)
            .SelectMany(w => w.Value.Select(value => (Column: w.Key, Value: value))).Distinct().ToLookup(w => w.Column, w => w.Value);
        List<string> columns = [.. CountedBy(call).Concat(accepted.Select(a => a.Key)).Distinct()];
        if (columns.Count == 0 || (organisations.Count == 0 && !applications.Any(a => columns.Exists(c => SaysItself(a, c)))))
        {
            return applications;
        }
        var index = new UnitIndex(organisations);
        var namedBy = accepted.ToDictionary(
            a => a.Key, a => a.SelectMany(v => index.Of(v).Listed.Select(row => (Row: row, Value: v))).ToLookup(n => n.Row, n => n.Value));
        var table = organisations.ToList();
        // A unit whose row has no code is counted by the code that its applications name, so that they stay one.
        var codes = applications.Where(a => a.UnitCode.Length > 0)
            .SelectMany(a => RowsOf(a, UnitCode).Select(r => (Row: r, Code: Written.Key(a.UnitCode))))
            .GroupBy(c => c.Row).ToDictionary(g => g.Key, g => g.Select(c => c.Code).Min(StringComparer.Ordinal) ?? "");
        return [.. applications.Select(Resolved)];

        Application Resolved(Application application)
        {
            var attributes = new Dictionary<string, string>(application.Attributes, StringComparer.Ordinal);
            foreach (var column in columns)
            {
                attributes.Remove(LimitKey.ColumnOf(column));
                attributes.Remove(LimitKey.NamedOf(column));
                if (RowsOf(application, column) is not [var row, ..] rows)
                {
                    continue;
                }
                if (KeyOf(row, column) is var key && key != Written.Key(Said(application, column)))
                {
                    attributes[LimitKey.ColumnOf(column)] = key;
                }
                if (namedBy.TryGetValue(column, out var named)
                    && rows.SelectMany(r => named[r]).Where(v => !Written.Says(Said(application, column), v)).Distinct()
                        .Order(StringComparer.Ordinal).ToList() is { Count: > 0 } others)
                {
                    attributes[LimitKey.NamedOf(column)] = string.Join(';', others);
                }
            }
            return application with { Attributes = attributes };
        }

        List<int> RowsOf(Application application, string column)
        {
            var keys = column is Unit or UnitCode ? index.Of(application.Unit, application.UnitCode) : index.Of(Said(application, column));
            return [.. keys.Listed.Order()];
        }

        string KeyOf(int row, string column) => column == UnitCode
            ? Written.Key(table[row].Code) is { Length: > 0 } code ? code : codes.GetValueOrDefault(row, Written.Key(table[row].Name))
            : Written.Key(table[row].Name);
    }

    /// <summary>Every column by which a limit of the call counts.</summary>
    private static IEnumerable<string> CountedBy(Call call) =>
        CountsOf(call).Select(c => c.By).Concat(call.AmountGroups.OncePer).Concat(call.AmountGroups.AnnualCaps.Select(c => c.By))
            .Concat(call.Allocation.Quotas.Select(q => q.Each).OfType<string>());

    private static IEnumerable<Measure.Applications> CountsOf(Call call) =>
        call.Eligibility.Rules.SelectMany(r => new[] { r.When, r.Condition }).OfType<Condition>().SelectMany(c => c.Counts);

    /// <summary>The file says in a column of ours what nobody but the table may say.</summary>
    private static bool SaysItself(Application application, string column) =>
        Said(application, LimitKey.ColumnOf(column)).Length > 0 || Said(application, LimitKey.NamedOf(column)).Length > 0;

    private static string Said(Application application, string column) => application.Attributes.GetValueOrDefault(column, "");
}
