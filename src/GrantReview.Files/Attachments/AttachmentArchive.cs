using System.IO.Compression;
using System.Text;

namespace GrantReview.Files.Attachments;

/// <summary>A zip of attachments, each in a folder of its application's number or with a name that begins with it.</summary>
public static class AttachmentArchive
{
    /// <summary>Files of one archive.</summary>
    public const int MostFiles = 2_000;

    /// <summary>Bytes of all of them, unpacked.</summary>
    public const long LargestUnpacked = 2L * 1024 * 1024 * 1024;

    static AttachmentArchive() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The files with their paths; names that are not marked as UTF-8 are read as Windows writes them in Chinese.</summary>
    /// <exception cref="InvalidDataException">It is no zip, or holds more than the limits.</exception>
    public static ZipArchive Open(Stream content)
    {
        content.Position = 0;
        var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true, Encoding.GetEncoding("GB18030"));
        if (zip.Entries.Count > MostFiles || zip.Entries.Sum(e => e.Length) > LargestUnpacked)
        {
            zip.Dispose();
            throw new InvalidDataException("The archive holds more than the limits.");
        }
        return zip;
    }

    /// <summary>Folders and what systems leave in archives are no files of anybody.</summary>
    public static IEnumerable<ZipArchiveEntry> FilesOf(ZipArchive zip) => zip.Entries.Where(e =>
        e.Name.Length > 0 && !e.Name.StartsWith('.') && !e.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal) && e.Name != "Thumbs.db");

    /// <summary>
    /// The application whose number names the file or a folder around it, the innermost first: the whole name, or its beginning before
    /// anything but a letter or digit. The longest number goes before; null = none does.
    /// </summary>
    public static string? ApplicationOf(string path, IReadOnlyCollection<string> numbers)
    {
        var parts = path.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Reverse().Select(part => numbers.Where(n => Names(part, n)).MaxBy(n => n.Length)).FirstOrDefault(n => n is not null);
    }

    private static bool Names(string part, string number) =>
        part.StartsWith(number, StringComparison.OrdinalIgnoreCase)
        && (part.Length == number.Length || !IsPartOfNumber(part[number.Length]));

    /// <summary>A Chinese word may follow a number at once; a digit, a Latin letter or a hyphen before one would be another number.</summary>
    private static bool IsPartOfNumber(char next) => char.IsAsciiLetterOrDigit(next);
}
