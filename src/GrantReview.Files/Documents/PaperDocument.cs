using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml.Wordprocessing;
using DocumentFormat.OpenXml;
using GrantReview.Core.Settings;
using GrantReview.Files.Packages;
using GrantReview.Files.Reports;

namespace GrantReview.Files.Documents;

/// <summary>
/// A paper as a Word document: a template whose content controls are filled and taken away. A control's tag is a field's name, or
/// "each:NAME" around what is repeated for every NAME. The same template and paper give the same bytes; everything else of the template
/// stays as it is.
/// </summary>
public static class PaperDocument
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    private const string Main = "word/document.xml";
    private const string Each = "each:";
    private const string Title = "DocTitle";

    /// <summary>GB/T 9704: a line of 156 mm, titles of 22 pt; in twentieths of a point.</summary>
    private const int LineWidth = 8844, TitleSize = 440;

    /// <exception cref="InvalidDataException">The template is no Word document, or asks for what the paper has not.</exception>
    /// <param name="office">Who issues it; null = left open.</param>
    public static byte[] Fill(byte[] template, Paper paper, string culture, Office? office = null)
    {
        IReadOnlyList<Paper> papers = [paper, (office ?? Office.Unstated).Paper];
        using var read = new ZipArchive(new MemoryStream(template), ZipArchiveMode.Read);
        if (read.GetEntry(Main) is null)
        {
            throw new InvalidDataException($"The template has no {Main}.");
        }
        return PackageZip.Pack(
            read.Entries.Select(part =>
            new OutputFile(part.FullName, part.FullName == Main ? Filled(BytesOf(part), papers, culture) : BytesOf(part))));
    }

    private static byte[] BytesOf(ZipArchiveEntry part)
    {
        using var content = new MemoryStream();
        using var from = part.Open();
        from.CopyTo(content);
        return content.ToArray();
    }

    private static byte[] Filled(byte[] xml, IReadOnlyList<Paper> papers, string culture)
    {
        using var text = new StreamReader(new MemoryStream(xml), Encoding.UTF8);
        // The constructor wants the element alone, without the declaration before it.
        var content = text.ReadToEnd();
        var document = new Document(content[content.IndexOf("<w:document", StringComparison.Ordinal)..]);
        Fill(document, papers, culture);
        foreach (var title in document.Descendants<Paragraph>().Where(p => p.ParagraphProperties?.ParagraphStyleId?.Val?.Value == Title))
        {
            Balance(title);
        }
        return Encoding.UTF8.GetBytes("""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""" + "\n" + document.OuterXml);
    }

    /// <summary>A title of several lines is cut into about equal ones, so that no character stands alone on the last.</summary>
    private static void Balance(Paragraph title)
    {
        // A Latin letter is about half as wide as a character.
        var width = title.InnerText.Sum(c => c < 0x2000 ? TitleSize * 11 / 20 : TitleSize);
        if (width > LineWidth && title.ParagraphProperties is { } properties)
        {
            var line = width / ((width + LineWidth - 1) / LineWidth) + 2 * TitleSize;
            var side = Math.Max(0, (LineWidth - line) / 2).ToString(CultureInfo.InvariantCulture);
            properties.Indentation = new Indentation { Left = side, Right = side };
        }
    }

    /// <param name="papers">What the element stands in, innermost first.</param>
    private static void Fill(OpenXmlElement element, IReadOnlyList<Paper> papers, string culture)
    {
        foreach (var child in element.ChildElements.ToList())
        {
            if (child is not SdtElement control || control.SdtProperties?.GetFirstChild<Tag>()?.Val?.Value is not { } tag)
            {
                Fill(child, papers, culture);
                continue;
            }
            var content = control.ChildElements.FirstOrDefault(c =>
                c is SdtContentBlock or SdtContentRow or SdtContentRun or SdtContentCell)
                ?? throw new InvalidDataException($"The control {tag} is empty.");
            var filled = tag.StartsWith(Each, StringComparison.Ordinal) ? Repeated(content, tag[Each.Length..], papers, culture)
                : [Replaced(content, tag, papers, culture)];
            foreach (var one in filled)
            {
                element.InsertBefore(one, control);
            }
            control.Remove();
        }
    }

    private static List<OpenXmlElement> Repeated(OpenXmlElement content, string name, IReadOnlyList<Paper> papers, string culture)
    {
        var parts = papers.FirstOrDefault(p => p.Parts.ContainsKey(name))?.Parts[name]
            ?? throw new InvalidDataException($"The template repeats {name}, which this paper has not.");
        return
        [
            .. parts.SelectMany(part =>
            {
                var copy = content.CloneNode(deep: true);
                Fill(copy, [part, .. papers], culture);
                var children = copy.ChildElements.ToList();
                children.ForEach(c => c.Remove());
                return children;
            }),
        ];
    }

    /// <summary>The first run of the control with the field's text: it keeps the look that the template gave it.</summary>
    private static Run Replaced(OpenXmlElement content, string name, IReadOnlyList<Paper> papers, string culture)
    {
        LocalText? text = null;
        if (papers.FirstOrDefault(p => p.Fields.TryGetValue(name, out text)) is null || text is null
            || content.Descendants<Run>().FirstOrDefault() is not { } first)
        {
            throw new InvalidDataException($"The template asks for {name}, which this paper has not.");
        }
        var run = (Run)first.CloneNode(deep: true);
        run.RemoveAllChildren<Text>();
        run.Append(new Text(Clean(text.In(culture))) { Space = SpaceProcessingModeValues.Preserve });
        return run;
    }

    /// <summary>
    /// One line of what a document can hold: line breaks become spaces; control characters, lone surrogates and marks that turn the
    /// direction of writing are dropped.
    /// </summary>
    internal static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                clean.Append(text[i]).Append(text[++i]);
            }
            else if (text[i] is '\n' or '\r' or '\t' or '\u2028' or '\u2029')
            {
                clean.Append(clean.Length > 0 && clean[^1] == ' ' ? "" : " ");
            }
            else if (XmlConvert.IsXmlChar(text[i])
                && text[i] is not ((>= '\u007f' and <= '\u009f') or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069')))
            {
                clean.Append(text[i]);
            }
        }
        return clean.ToString();
    }
}
