using System.IO.Compression;
using GrantReview.Core.Applications;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;

namespace GrantReview.Files.Attachments;

/// <summary>Why a file cannot be an attachment.</summary>
public enum AttachmentFault { Empty, TooLarge, UnknownType, HasMacros, IsLocked, IsBroken, TooManyPages }

/// <summary>What a file is, read from its bytes: the name's ending is never asked.</summary>
public static class AttachmentReader
{
    /// <summary>Readers of PDF look for its mark in the first 1,024 bytes.</summary>
    private const int PdfMarkWithin = 1024;

    private static readonly byte[] Pdf = "%PDF-"u8.ToArray();
    private static readonly byte[] Zip = [0x50, 0x4B, 0x03, 0x04];
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF];

    private static readonly (string Part, AttachmentType Type)[] Office =
    [
        ("word/document.xml", AttachmentType.Word), ("xl/workbook.xml", AttachmentType.Excel),
        ("ppt/presentation.xml", AttachmentType.PowerPoint),
    ];

    /// <summary>An archive to be opened, no Office file.</summary>
    public static bool IsArchive(Stream content) => Starts(HeadOf(content), Zip) && OfficeTypeOf(content) is null;

    /// <param name="content">Can be sought in; left open.</param>
    /// <param name="sha256">Its digest, which whoever stored it has computed.</param>
    /// <param name="fault">Why it is refused; null with a result.</param>
    public static AttachmentContent? Read(Stream content, string sha256, out AttachmentFault? fault)
    {
        int? pages = null;
        AttachmentType? type = null;
        fault = content.Length == 0 ? AttachmentFault.Empty : content.Length > AttachmentContent.LargestBytes ? AttachmentFault.TooLarge : null;
        if (fault is null)
        {
            (type, fault) = TypeOf(content);
        }
        if (type == AttachmentType.Pdf)
        {
            (pages, fault) = PagesOf(content);
        }
        return fault is null && type is { } known ? new AttachmentContent(sha256, known, content.Length, pages) : null;
    }

    private static (AttachmentType? Type, AttachmentFault? Fault) TypeOf(Stream content)
    {
        var head = HeadOf(content);
        if (head.AsSpan().IndexOf(Pdf) >= 0)
        {
            return (AttachmentType.Pdf, null);
        }
        if (Starts(head, Png))
        {
            return (AttachmentType.Png, null);
        }
        if (Starts(head, Jpeg))
        {
            return (AttachmentType.Jpeg, null);
        }
        return OfficeTypeOf(content) is not { } office ? (null, AttachmentFault.UnknownType)
            : office.HasMacros ? (null, AttachmentFault.HasMacros) : (office.Type, null);
    }

    /// <summary>Null where it is no Office file of today's form.</summary>
    private static (AttachmentType Type, bool HasMacros)? OfficeTypeOf(Stream content)
    {
        if (!Starts(HeadOf(content), Zip))
        {
            return null;
        }
        try
        {
            content.Position = 0;
            using var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            var isOffice = zip.GetEntry("[Content_Types].xml") is not null;
            var found = Office.FirstOrDefault(o => isOffice && zip.GetEntry(o.Part) is not null);
            return found.Part is null ? null
                : (found.Type, zip.Entries.Any(e => e.Name.Equals("vbaProject.bin", StringComparison.OrdinalIgnoreCase)));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static (int? Pages, AttachmentFault? Fault) PagesOf(Stream content)
    {
        try
        {
            content.Position = 0;
            using var pdf = PdfDocument.Open(content, new ParsingOptions { UseLenientParsing = true });
            var pages = pdf.NumberOfPages;
            return pages == 0 ? (null, AttachmentFault.IsBroken)
                : pages > AttachmentContent.MostPages ? (null, AttachmentFault.TooManyPages) : (pages, null);
        }
        catch (PdfDocumentEncryptedException)
        {
            return (null, AttachmentFault.IsLocked);
        }
#pragma warning disable CA1031 // A damaged file can fail its reader in any way; whichever it is, the file is refused.
        catch (Exception)
#pragma warning restore CA1031
        {
            return (null, AttachmentFault.IsBroken);
        }
    }

    private static byte[] HeadOf(Stream content)
    {
        content.Position = 0;
        var head = new byte[PdfMarkWithin];
        return head[..content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }

    private static bool Starts(byte[] head, byte[] mark) => head.AsSpan().StartsWith(mark);
}
