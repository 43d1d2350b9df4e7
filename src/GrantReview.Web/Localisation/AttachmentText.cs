using GrantReview.Core.Applications;
using GrantReview.Files.Attachments;

namespace GrantReview.Web.Localisation;

/// <summary>What an attachment is, and why a file cannot be one, in words.</summary>
public static class AttachmentText
{
    public static string Of(AttachmentType type) => type switch
    {
        AttachmentType.Pdf => "PDF",
        AttachmentType.Png or AttachmentType.Jpeg => Text.Of("Attachments.Picture"),
        AttachmentType.Word => "Word",
        AttachmentType.Excel => "Excel",
        AttachmentType.PowerPoint => "PowerPoint",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "This type has no words."),
    };

    /// <summary>Type, pages and size.</summary>
    public static string Of(AttachmentContent content) => content.Pages is { } pages
        ? Text.Of("Attachments.WithPages", Of(content.Type), pages, SizeOf(content.Bytes)) : $"{Of(content.Type)} · {SizeOf(content.Bytes)}";

    public static string Of(AttachmentFault fault) => fault switch
    {
        AttachmentFault.Empty => Text.Of("Attachments.Empty"),
        AttachmentFault.TooLarge => Text.Of("Attachments.TooLarge", SizeOf(AttachmentContent.LargestBytes)),
        AttachmentFault.UnknownType => Text.Of("Attachments.UnknownType"),
        AttachmentFault.HasMacros => Text.Of("Attachments.HasMacros"),
        AttachmentFault.IsLocked => Text.Of("Attachments.IsLocked"),
        AttachmentFault.IsBroken => Text.Of("Attachments.IsBroken"),
        AttachmentFault.TooManyPages => Text.Of("Attachments.TooManyPages", AttachmentContent.MostPages),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "This fault has no words."),
    };

    private static string SizeOf(long bytes)
    {
        const double kilo = 1024;
        return bytes < kilo * kilo ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / kilo):0} KB")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / (kilo * kilo):0.0} MB");
    }
}
