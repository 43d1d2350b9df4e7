using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using GrantReview.Core.Numbers;
using Microsoft.AspNetCore.Html;

namespace GrantReview.Web.Reading;

/// <summary>
/// The columns of a list: what its rows are sorted by and searched in, by the database or in memory, and what its download holds.
/// </summary>
/// <param name="caption">What the list is of.</param>
public sealed class ListColumns<T>(Func<string> caption)
{
    private readonly List<ListColumn<T>> columns = [];
    private string[] order = [];
    private Func<T, IEnumerable<string>>? searched;
    private (string Hint, Func<IQueryable<T>, string, IQueryable<T>> Find)? finder;

    public ListColumns(string caption) : this(() => Localisation.Text.Of(caption))
    {
    }

    /// <param name="text">As the list shows it; null = as it stands.</param>
    public ListColumns<T> Column<TValue>(string name, string heading, Expression<Func<T, TValue>> value,
        Func<TValue, string>? text = null) =>
        Column(name, () => Localisation.Text.Of(heading), value, text);

    /// <param name="heading">Known to the call alone.</param>
    public ListColumns<T> Column<TValue>(string name, LocalText heading, Expression<Func<T, TValue>> value,
        Func<TValue, string>? text = null) =>
        Column(name, () => Localisation.Text.Of(heading), value, text);

    /// <summary>A column that is read but not sorted by.</summary>
    public ListColumns<T> Text(string heading, Func<T, string> text) => Text(() => Localisation.Text.Of(heading), text);

    /// <summary>A column that is read but not sorted by, with a heading of its own.</summary>
    public ListColumns<T> Text(Func<string> heading, Func<T, string> text)
    {
        columns.Add(new ListColumn<T>.Said(heading, text));
        return this;
    }

    /// <summary>A column of marks: nobody sorts by it or looks for anything in it.</summary>
    /// <param name="ticks">Its scale, below the heading.</param>
    public ListColumns<T> Drawn(string heading, IHtmlContent ticks)
    {
        columns.Add(new ListColumn<T>.Said(() => Localisation.Text.Of(heading), _ => "") { Ticks = ticks });
        return this;
    }

    /// <summary>A column of marks that is sorted by what they show.</summary>
    public ListColumns<T> Drawn<TValue>(string name, string heading, Expression<Func<T, TValue>> value, IHtmlContent ticks)
    {
        columns.Add(new ListColumn<T>.Of<TValue>(name, () => Localisation.Text.Of(heading), value, null) { Ticks = ticks });
        return this;
    }

    /// <summary>The column added last gives way where room is short.</summary>
    /// <param name="priority">p2 gives way on a phone, p3 on a small screen.</param>
    public ListColumns<T> Yields(string priority)
    {
        columns[^1] = columns[^1] with { Priority = priority };
        return this;
    }

    /// <summary>
    /// The order where nobody asks for another, which also decides ties; a minus stands before what descends. In memory, where nothing is
    /// said, as given.
    /// </summary>
    public ListColumns<T> OrderedBy(params string[] names)
    {
        order = names;
        return this;
    }

    /// <summary>What is looked for is found otherwise than in the columns.</summary>
    /// <param name="hint">What to look for.</param>
    public ListColumns<T> FoundBy(string hint, Func<IQueryable<T>, string, IQueryable<T>> find)
    {
        finder = (hint, find);
        return this;
    }

    /// <summary>In memory: what is looked for is found in these words, not in the columns.</summary>
    public ListColumns<T> Searched(Func<T, IEnumerable<string>> words)
    {
        searched = words;
        return this;
    }

    /// <summary>The rows that are asked for, counted and read by the database.</summary>
    public Task<ListPart<T>> PartAsync(IQueryable<T> rows, ListRequest asked, CancellationToken cancellationToken) =>
        PartAsync(rows, asked, row => row, cancellationToken);

    /// <param name="show">What the page shows of a row.</param>
    public async Task<ListPart<TShown>> PartAsync<TShown>(
        IQueryable<T> rows, ListRequest asked, Expression<Func<T, TShown>> show, CancellationToken cancellationToken)
    {
        var found = Found(rows, asked);
        var total = await found.CountAsync(cancellationToken);
        var shown = asked with { Number = Math.Clamp(asked.Number, 1, asked.PartsOf(total)) };
        var part = total == 0 ? []
            : await Sorted(found, shown).Skip((shown.Number - 1) * asked.Length).Take(asked.Length).Select(show)
                .ToListAsync(cancellationToken);
        return new ListPart<TShown>(shown, caption(), total, Heads(shown),
            part) { Hint = Localisation.Text.Of(finder?.Hint ?? "List.Find") };
    }

    /// <summary>The rows that are asked for, of a list in memory.</summary>
    /// <param name="isPrinted">All of them may be asked for.</param>
    public ListPart<T> Part(IEnumerable<T> rows, ListRequest asked, bool isPrinted = false)
    {
        var words = searched ?? (row => columns.Select(c => c.TextOf(row)));
        List<T> found = [.. asked.Find.Length == 0 ? rows
            : rows.Where(r => words(r).Any(w => w.Contains(asked.Find, StringComparison.OrdinalIgnoreCase)))];
        var shown = asked with
        {
            Number = isPrinted && asked.Number == ListRequest.Whole ? ListRequest.Whole
                : Math.Clamp(asked.Number, 1, asked.PartsOf(found.Count)),
        };
        var ordered = SortOf(shown).Aggregate((IOrderedEnumerable<T>?)null, (before, by) => by.Column.Sort(found, before, by.IsDescending));
        IEnumerable<T> all = ordered is null ? found : ordered;
        var part = shown.Number == ListRequest.Whole ? all : all.Skip((shown.Number - 1) * asked.Length).Take(asked.Length);
        return new ListPart<T>(shown, caption(), found.Count, Heads(shown), [.. part]) { Hint = Localisation.Text.Of("List.Find"),
            IsPrinted = isPrinted };
    }

    /// <summary>All rows that are found, as a file that a spreadsheet opens.</summary>
    public async Task<byte[]> DownloadAsync(IQueryable<T> rows, ListRequest asked, CancellationToken cancellationToken) =>
        Csv.ForSpreadsheet(
            [.. columns.Select(c => c.Heading())],
            (await Sorted(Found(rows, asked), asked).ToListAsync(cancellationToken)).Select(r => columns.ConvertAll(c => c.CellOf(r))));

    private IQueryable<T> Found(IQueryable<T> rows, ListRequest asked)
    {
        if (asked.Find.Length == 0)
        {
            return rows;
        }
        if (finder is var (_, find))
        {
            return find(rows, asked.Find);
        }
        var row = Expression.Parameter(typeof(T), "row");
        var holds = columns.Select(c => c.Holds(row, asked.Find)).OfType<Expression>().DefaultIfEmpty(Expression.Constant(false))
            .Aggregate(Expression.OrElse);
        return rows.Where(Expression.Lambda<Func<T, bool>>(holds, row));
    }

    private IQueryable<T> Sorted(IQueryable<T> rows, ListRequest asked) => SortOf(asked)
        .Aggregate((IOrderedQueryable<T>?)null, (before, by) => by.Column.Sort(rows, before, by.IsDescending)) ?? rows;

    private IEnumerable<(ListColumn<T> Column, bool IsDescending)> SortOf(ListRequest asked)
    {
        var by = order.Select(n => (Column: columns.First(c => c.Name == n.TrimStart('-')), n.StartsWith('-')));
        return asked.Sort.Length > 0 && columns.FirstOrDefault(c => c.Name == asked.Sort) is { } column
            ? by.Where(b => b.Column != column).Prepend((column, asked.IsDescending)) : by;
    }

    private List<ListHead> Heads(ListRequest asked) =>
        columns.ConvertAll(
        c => new ListHead(c.Name, c.Heading(), c.IsNumber && c.Ticks is null, c.Name.Length > 0 && c.Name == asked.Sort, c.Ticks,
            c.Priority));

    /// <param name="heading">With a figure of the list.</param>
    public ListColumns<T> Column<TValue>(string name, Func<string> heading, Expression<Func<T, TValue>> value,
        Func<TValue, string>? text = null)
    {
        columns.Add(new ListColumn<T>.Of<TValue>(name, heading, value, text));
        return this;
    }
}

/// <param name="Name">Blank = nobody sorts by it.</param>
internal abstract record ListColumn<T>(string Name, Func<string> Heading, bool IsNumber)
{
    /// <summary>The scale of marks; null = it is no column of marks.</summary>
    public IHtmlContent? Ticks { get; init; }

    /// <summary>When it gives way; blank = never.</summary>
    public string Priority { get; init; } = "";

    public abstract string TextOf(T row);

    /// <summary>As a file holds it: what a spreadsheet would run as a formula is only text.</summary>
    public abstract string CellOf(T row);

    /// <summary>Whether the cell holds a text, for the database; null = it cannot say.</summary>
    public abstract Expression? Holds(ParameterExpression row, string text);

    public abstract IOrderedQueryable<T> Sort(IQueryable<T> rows, IOrderedQueryable<T>? before, bool descending);

    public abstract IOrderedEnumerable<T> Sort(IEnumerable<T> rows, IOrderedEnumerable<T>? before, bool descending);

    internal sealed record Said(Func<string> Heading, Func<T, string> Say) : ListColumn<T>("", Heading, false)
    {
        public override string TextOf(T row) => Say(row);

        public override string CellOf(T row) => Csv.Safe(Say(row));

        public override Expression? Holds(ParameterExpression row, string text) => null;

        public override IOrderedQueryable<T> Sort(IQueryable<T> rows, IOrderedQueryable<T>? before, bool descending) =>
            throw new InvalidOperationException("Nobody sorts by what is only said.");

        public override IOrderedEnumerable<T> Sort(IEnumerable<T> rows, IOrderedEnumerable<T>? before, bool descending) =>
            throw new InvalidOperationException("Nobody sorts by what is only said.");
    }

    internal sealed record Of<TValue>(string Name, Func<string> Heading, Expression<Func<T, TValue>> Value, Func<TValue, string>? Say)
        : ListColumn<T>(Name, Heading, Numbers.Contains(Bare))
    {
        private static readonly Type Bare = Nullable.GetUnderlyingType(typeof(TValue)) ?? typeof(TValue);
        private static readonly Type[] Numbers =
            [typeof(int), typeof(long), typeof(double), typeof(decimal), typeof(Rational), typeof(Money)];
        private static readonly MethodInfo Lower = ((Func<string>)"".ToLower).Method;
        private static readonly MethodInfo Has = ((Func<string, bool>)"".Contains).Method;

        private readonly Lazy<Func<T, TValue>> read = new(Value.Compile);

        public override string TextOf(T row) => Say is null ? $"{read.Value(row)}" : Say(read.Value(row));

        public override string CellOf(T row) => IsNumber ? TextOf(row) : Csv.Safe(TextOf(row));

        /// <summary>A text by its letters, a closed list of words by those of its words that hold it.</summary>
        public override Expression? Holds(ParameterExpression row, string text)
        {
            var value = new Put(Value.Parameters[0], row).Visit(Value.Body);
            if (Bare == typeof(string))
            {
                return Expression.Call(Expression.Call(value, Lower), Has, Expression.Constant(text.ToLowerInvariant()));
            }
            TValue[] words = Bare == typeof(bool) ? [.. new[] { true, false }.Cast<TValue>()] : Bare.IsEnum
                ? [.. Enum.GetValues(Bare).Cast<TValue>()] : [];
            var holding = words.Where(w => Say is not null && Say(w).Contains(text, StringComparison.OrdinalIgnoreCase)).ToList();
            return holding.Count == 0 ? null
                : holding.Select(w => (Expression)Expression.Equal(value, Expression.Constant(w, typeof(TValue))))
                    .Aggregate(Expression.OrElse);
        }

        /// <summary>What is not known stands last, whichever way the list is sorted and whatever the database thinks.</summary>
        public override IOrderedQueryable<T> Sort(IQueryable<T> rows, IOrderedQueryable<T>? before, bool descending)
        {
            if (Bare != typeof(TValue))
            {
                var unknown = Expression.Lambda<Func<T, bool>>(Expression.Equal(Value.Body, Expression.Constant(null, typeof(TValue))),
                    Value.Parameters);
                before = before is null ? rows.OrderBy(unknown) : before.ThenBy(unknown);
            }
            return (before, descending) switch
            {
                (null, false) => rows.OrderBy(Value),
                (null, true) => rows.OrderByDescending(Value),
                (_, false) => before.ThenBy(Value),
                _ => before.ThenByDescending(Value),
            };
        }

        public override IOrderedEnumerable<T> Sort(IEnumerable<T> rows, IOrderedEnumerable<T>? before, bool descending)
        {
            bool IsUnknown(T row) => read.Value(row) is null;
            var known = before is null ? rows.OrderBy(IsUnknown) : before.ThenBy(IsUnknown);
            return descending ? known.ThenByDescending(read.Value) : known.ThenBy(read.Value);
        }
    }

    /// <summary>Puts one parameter for another.</summary>
    private sealed class Put(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
