using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace GrantReview.Files;

/// <summary>Writes CSV the same way every time: UTF-8 without a mark, "\n", RFC 4180 quoting.</summary>
public static class Csv
{
    public static byte[] Write(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string?>> rows)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }))
        {
            foreach (var row in rows.Prepend(header))
            {
                foreach (var cell in row)
                {
                    csv.WriteField(cell ?? "");
                }
                csv.NextRecord();
            }
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>For people: a spreadsheet takes it for UTF-8 by the mark in front.</summary>
    public static byte[] ForSpreadsheet(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string?>> rows) =>
        [.. Encoding.UTF8.Preamble, .. Write(header, rows)];

    /// <summary>
    /// Text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection); figures are not passed through
    /// here.
    /// </summary>
    public static string Safe(string text) =>
        text.Length > 0 && "=+-@＝＋－＠\t\r\n".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
}
