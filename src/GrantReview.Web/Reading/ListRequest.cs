using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.WebUtilities;

namespace GrantReview.Web.Reading;

/// <summary>
/// A list as its reader asks for it. It stands in the address, so that it works without script, survives an act, and can be sent to
/// somebody.
/// </summary>
/// <param name="Name">Of the list, where its page has several; blank where it is alone.</param>
/// <param name="Path">Of its page.</param>
/// <param name="Kept">Everything else that the address says.</param>
/// <param name="Find">Rows that hold this alone; blank = all.</param>
/// <param name="Sort">Name of a column; blank = the order of the list.</param>
/// <param name="Number">Of the part, from 1; <see cref="Whole"/> = all rows on one page, which only lists that are printed give.</param>
public sealed record ListRequest(
    string Name, string Path, IReadOnlyList<KeyValuePair<string, string>> Kept, string Find, string Sort, bool IsDescending, int Number)
{
    /// <summary>Rows that the lists of a page show together.</summary>
    public const int Longest = 50;

    /// <summary>Rows of a part.</summary>
    public int Length { get; private init; } = Longest;

    public const int LongestFind = 100;

    /// <summary>The number of the part that is the whole list.</summary>
    public const int Whole = 0;

    /// <summary>What stands in an address for a list: the word, the column, the part, and which of a page's views.</summary>
    private static readonly string[] Fields = ["find", "sort", "page", "view"];

    /// <summary>As the address asks; a post shows its list from the beginning.</summary>
    public static ListRequest From(HttpRequest request, string path, string name = "")
    {
        var all = HttpMethods.IsGet(request.Method)
            ? request.Query.SelectMany(q => q.Value.OfType<string>().Select(v => KeyValuePair.Create(q.Key, v))).ToList() : [];
        var (find, sort) = (Given("find").Trim(), Given("sort"));
        return new ListRequest(
            name, path, [.. all.Where(q => q.Key != Field(name, "find") && q.Key != Field(name, "sort") && q.Key != Field(name, "page"))],
            find.Length > LongestFind ? find[..LongestFind] : find, sort.TrimStart('-'), sort.StartsWith('-'),
            Given("page") == "all" ? Whole : int.TryParse(Given("page"), out var number) && number > 0 ? number : 1);

        string Given(string field) => all.FirstOrDefault(q => q.Key == Field(name, field)).Value ?? "";
    }

    /// <summary>As one of several lists alike that share a page.</summary>
    /// <param name="place">From 0; it names the list.</param>
    public static ListRequest Shared(HttpRequest request, string path, int place, int lists) =>
        From(request, path, lists == 1 ? "" : $"{place + 1}") with { Length = Math.Max(10, Longest / lists) };

    /// <summary>A page after an act: with the part of its lists that it showed, where the act was done from it.</summary>
    public static string Back(HttpRequest request, string page)
    {
        if (!Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var from) || from.AbsolutePath != page
            || from.Authority != request.Host.Value)
        {
            return page;
        }
        var lists = QueryHelpers.ParseQuery(from.Query).Where(q => Fields.Contains(q.Key.Split('.')[^1]));
        return page + QueryString.Create(lists);
    }

    public int PartsOf(int total) => Math.Max(1, (total + Length - 1) / Length);

    /// <summary>What a field is called in the address.</summary>
    public string FieldOf(string field) => Field(Name, field);

    /// <summary>Where the tools of the list stand in its page.</summary>
    public string Anchor => Name.Length == 0 ? "list" : $"list-{Name}";

    /// <summary>The address of another part of the same rows.</summary>
    public string At(int number) => Address(Sort, IsDescending, number);

    /// <summary>The address that sorts by a column, the other way round where it is sorted by it already.</summary>
    public string By(string column) => Address(column, column == Sort && !IsDescending, 1);

    /// <summary>The same rows in the same order, at the address of their file.</summary>
    public string FileAt(string path) => Write(path, Sort, IsDescending, 1);

    private string Address(string sort, bool descending, int number) => $"{Write(Path, sort, descending, number)}#{Anchor}";

    private string Write(string path, string sort, bool descending, int number)
    {
        List<KeyValuePair<string, string?>> query = [.. Kept.Select(k => KeyValuePair.Create(k.Key, (string?)k.Value))];
        AddUnless(Find.Length == 0, "find", Find);
        AddUnless(sort.Length == 0, "sort", descending ? $"-{sort}" : sort);
        AddUnless(number == 1, "page", number == Whole ? "all" : $"{number}");
        return path + QueryString.Create(query);

        void AddUnless(bool isUsual, string field, string value)
        {
            if (!isUsual)
            {
                query.Add(KeyValuePair.Create(FieldOf(field), (string?)value));
            }
        }
    }

    private static string Field(string name, string field) => name.Length == 0 ? field : $"{name}.{field}";
}

/// <summary>The part of a list that its page shows.</summary>
/// <param name="Caption">What the list is of.</param>
/// <param name="Total">Rows that were found.</param>
public abstract record ListPart(ListRequest Request, string Caption, int Total, IReadOnlyList<ListHead> Heads)
{
    public const string DownloadType = "text/csv; charset=utf-8";

    /// <summary>What to look for.</summary>
    public required string Hint { get; init; }

    /// <summary>Where the rows are to be had whole; null = nowhere.</summary>
    public string? Download { get; init; }

    /// <summary>It may be shown whole, for printing.</summary>
    public bool IsPrinted { get; init; }

    public bool IsWhole => Request.Number == ListRequest.Whole;

    public int Parts => Request.PartsOf(Total);

    /// <summary>Place of the first row shown, from 1.</summary>
    public int First => IsWhole ? 1 : ((Request.Number - 1) * Request.Length) + 1;

    public int Last => IsWhole ? Total : Math.Min(Total, First + Request.Length - 1);

    /// <summary>There is something to look for, or somebody looks.</summary>
    public bool HasTools => Total > 10 || Request.Find.Length > 0;
}

public sealed record ListPart<T>(ListRequest Request, string Caption, int Total, IReadOnlyList<ListHead> Heads, IReadOnlyList<T> Rows)
    : ListPart(Request, Caption, Total, Heads)
{
    /// <summary>The same part, its rows as the page shows them.</summary>
    public ListPart<TOther> With<TOther>(IReadOnlyList<TOther> rows) =>
        new(Request, Caption, Total, Heads, rows) { Hint = Hint, Download = Download, IsPrinted = IsPrinted };
}

/// <summary>The head of a column.</summary>
/// <param name="Ticks">The scale of a column of marks; null elsewhere.</param>
/// <param name="Priority">When the column gives way; blank = never.</param>
public sealed record ListHead(string Name, string Heading, bool IsNumber, bool IsSorted, IHtmlContent? Ticks, string Priority);
