namespace GrantReview.Web.Reading;

/// <summary>A header of the file and what a person says it means.</summary>
public sealed class HeaderForm
{
    public string? Header { get; set; }

    /// <summary>A column, blank for one of its own, or <see cref="TableLayout.LeftOut"/>.</summary>
    public string? Column { get; set; }
    public int? Factor { get; set; }

    /// <summary>What the page showed: only what differs from it was said by a person.</summary>
    public string? WasColumn { get; set; }
    public int? WasFactor { get; set; }

    /// <summary>It was said before.</summary>
    public bool IsSaid { get; set; }

    public bool SaysColumn => IsSaid || (Column ?? "") != (WasColumn ?? "");
    public bool SaysFactor => Factor is > 0 && (IsSaid || Factor != WasFactor);
}

/// <summary>A column that the file lacks and what stands in it in every row.</summary>
public sealed class ValueForm
{
    public string? Column { get; set; }
    public string? Value { get; set; }
}

/// <summary>A file that is imported, and how it is to be read.</summary>
public sealed class ImportForm
{
    public IFormFile? File { get; set; }

    /// <summary>With <see cref="Content"/>: the file as it waited in the page.</summary>
    public string? Name { get; set; }
    public string? Content { get; set; }

    /// <summary>A table that was copied from a web page, a document or a spreadsheet.</summary>
    public string? Pasted { get; set; }
    public string? Sheet { get; set; }

    /// <summary>The sheet that the page showed: of another one nothing was said yet.</summary>
    public string? WasSheet { get; set; }
    public int? HeaderRow { get; set; }

    /// <summary>The row that the page had found; null = a person said it.</summary>
    public int? WasHeaderRow { get; set; }
    public string? Encoding { get; set; }
    public string? Separator { get; set; }
    public string? Headings { get; set; }
    public List<HeaderForm> Headers { get; set; } = [];
    public List<ValueForm> Values { get; set; } = [];

    /// <summary>What was said of headers is remembered for later files.</summary>
    public bool Remember { get; set; }

    /// <param name="remembered">What officers said of headers before.</param>
    /// <param name="ids">See <see cref="TableLayout.Ids"/>.</param>
    public TableLayout Layout(
        IReadOnlyCollection<HeaderRow> remembered, IReadOnlyDictionary<string, string> ids)
    {
        var columns = remembered.ToDictionary(h => h.Key, h => h.Column, StringComparer.Ordinal);
        var factors = remembered.Where(h => h.Factor is not null).ToDictionary(h => h.Key, h => h.Factor ?? 1, StringComparer.Ordinal);
        foreach (var said in Said)
        {
            var key = TableLayout.KeyOf(said.Header ?? "");
            if (said.SaysColumn)
            {
                columns[key] = said.Column ?? "";
            }
            if (said.SaysFactor)
            {
                factors[key] = said.Factor ?? 1;
            }
        }
        var isOther = Sheet != WasSheet;
        return new TableLayout
        {
            Sheet = Text(Sheet), HeaderRow = isOther || HeaderRow == WasHeaderRow ? null : HeaderRow,
            Encoding = Encoding is TableLayout.Utf8 or TableLayout.Gb18030 ? Encoding : null,
            Separator = Separator is { Length: 1 } one ? one[0] : null,
            Columns = columns, Factors = factors, Headings = Text(Headings), Ids = ids,
            Values = Values.Where(v => Text(v.Column) is not null && Text(v.Value) is not null)
                .GroupBy(v => v.Column ?? "").ToDictionary(v => v.Key, v => v.First().Value?.Trim() ?? "", StringComparer.Ordinal),
        };

        static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>What a person said of headers.</summary>
    public IEnumerable<HeaderForm> Said =>
        Headers.Where(h => !string.IsNullOrWhiteSpace(h.Header) && h.Header.Length <= Row.NameLength && (h.SaysColumn || h.SaysFactor));

    /// <summary>Null where there is no file.</summary>
    public async Task<Upload?> UploadAsync(CancellationToken cancellationToken) =>
        !string.IsNullOrWhiteSpace(Pasted)
            ? new Upload("paste.txt", [.. System.Text.Encoding.UTF8.Preamble, .. System.Text.Encoding.UTF8.GetBytes(Pasted)])
            : await Upload.FromAsync(File, Name, Content, cancellationToken);
}
