using System.IO.Compression;
using System.Text;
using GrantReview.Core.Applications;
using GrantReview.Files.Attachments;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Outline;
using UglyToad.PdfPig.Outline.Destinations;
using UglyToad.PdfPig.Writer;

namespace GrantReview.Web.Tests.Files;

/// <summary>What a file is, by its bytes.</summary>
public class AttachmentReaderTests
{
    /// <summary>A PDF of so many pages, each with its number on it.</summary>
    /// <param name="outline">An entry of its contents, with the page that it leads to.</param>
    public static byte[] PdfOf(int pages, (string Title, int Page)? outline = null)
    {
        using var pdf = new PdfDocumentBuilder();
        if (outline is var (title, page))
        {
            var there = new ExplicitDestination(page, ExplicitDestinationType.FitPage, ExplicitDestinationCoordinates.Empty);
            pdf.Bookmarks = new Bookmarks([new DocumentBookmarkNode(title, 0, there, [])]);
        }
        var font = pdf.AddStandard14Font(UglyToad.PdfPig.Fonts.Standard14Fonts.Standard14Font.Helvetica);
        for (var n = 1; n <= pages; n++)
        {
            pdf.AddPage(PageSize.A4).AddText($"Invented proposal, page {n}", 24, new UglyToad.PdfPig.Core.PdfPoint(60, 700), font);
        }
        return pdf.Build();
    }

    public static byte[] ZipOf(params (string Name, byte[] Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }
        return stream.ToArray();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    public void Read_OfAPdf_CountsItsPages(int pages)
    {
        var content = Read(PdfOf(pages), out var fault);

        Assert.Null(fault);
        Assert.Equal((AttachmentType.Pdf, (int?)pages), (content?.Type, content?.Pages));
    }

    [Fact]
    public void Read_OfTooManyPages_Refuses() => ShouldRefuse(AttachmentFault.TooManyPages, PdfOf(AttachmentContent.MostPages + 1));

    [Fact]
    public void Read_OfWhatOnlyCallsItselfAPdf_Refuses()
    {
        ShouldRefuse(AttachmentFault.Empty, []);
        ShouldRefuse(AttachmentFault.UnknownType, "<html>%PDF</html>"u8.ToArray());
        ShouldRefuse(AttachmentFault.IsBroken, "%PDF-1.7\nnothing more"u8.ToArray());
        ShouldRefuse(AttachmentFault.UnknownType, ZipOf(("word/document.xml", [1])));
    }

    [Fact]
    public void Read_OfAnOfficeFile_GoesByItsParts_AndTakesNoMacros()
    {
        (string, byte[]) types = ("[Content_Types].xml", Encoding.UTF8.GetBytes("<Types/>"));

        Assert.Equal(AttachmentType.Word, Read(ZipOf(types, ("word/document.xml", [1])), out _)?.Type);
        Assert.Equal(AttachmentType.Excel, Read(ZipOf(types, ("xl/workbook.xml", [1])), out _)?.Type);
        Assert.Equal(AttachmentType.PowerPoint, Read(ZipOf(types, ("ppt/presentation.xml", [1])), out _)?.Type);
        ShouldRefuse(AttachmentFault.HasMacros, ZipOf(types, ("word/document.xml", [1]), ("word/vbaProject.bin", [1])));
    }

    [Fact]
    public void Read_OfAPicture_GoesByItsMark()
    {
        Assert.Equal(AttachmentType.Png, Read([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0], out _)?.Type);
        Assert.Equal(AttachmentType.Jpeg, Read([0xFF, 0xD8, 0xFF, 0xE0], out _)?.Type);
    }

    [Theory]
    [InlineData("P01.pdf", "P01")]
    [InlineData("P01申报书.pdf", "P01")]
    [InlineData("p01_budget.pdf", "P01")]
    [InlineData("申报材料/P01/预算.pdf", "P01")]
    [InlineData("P01/P02.pdf", "P02")]
    [InlineData("P010.pdf", null)]
    [InlineData("P01-2 plan.pdf", "P01-2")]
    [InlineData("P01-3.pdf", "P01")]
    [InlineData("budget.pdf", null)]
    public void ApplicationOf_AName_IsTheLongestNumberThatItBeginsWith(string path, string? expected) =>
        Assert.Equal(expected, AttachmentArchive.ApplicationOf(path, ["P01", "P02", "P01-2"]));

    [Fact]
    public void Open_OfAnArchiveFromChineseWindows_ReadsItsNames()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true, Encoding.GetEncoding("GB18030")))
        {
            zip.CreateEntry("P01申报书.pdf").Open().Dispose();
            zip.CreateEntry("__MACOSX/P01").Open().Dispose();
        }

        using var read = AttachmentArchive.Open(stream);

        Assert.Equal("P01申报书.pdf", Assert.Single(AttachmentArchive.FilesOf(read)).Name);
    }

    private static void ShouldRefuse(AttachmentFault expected, byte[] bytes)
    {
        Assert.Null(Read(bytes, out var fault));
        Assert.Equal(expected, fault);
    }

    private static AttachmentContent? Read(byte[] bytes, out AttachmentFault? fault)
    {
        using var stream = new MemoryStream(bytes);
        return AttachmentReader.Read(stream, "x", out fault);
    }
}
