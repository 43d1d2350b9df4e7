using GrantReview.Core.Applications;
using Microsoft.Net.Http.Headers;

namespace GrantReview.Web.Reading;

/// <summary>A file of an application as a list shows it.</summary>
/// <param name="Url">Where whoever sees the list reads it.</param>
public sealed record AttachmentEntry(Guid Id, string Name, AttachmentContent Content, DateTime AttachedAt, string Url)
{
    /// <summary>Shown on the page; others are fetched.</summary>
    public bool IsShown => StoredAttachments.IsShown(Content.Type);

    /// <summary>How the page shows it, for its script; null = it does not.</summary>
    public string? Shows => !IsShown ? null : Content.Type == AttachmentType.Pdf ? "pdf" : "picture";
}

/// <summary>Files of applications: listed for whoever may read them, and sent with a line in the access log.</summary>
public static class StoredAttachments
{
    /// <summary>The log of who read which file; ids alone.</summary>
    public const string AccessLog = "GrantReview.Access";

    private const string Unnamed = "application/octet-stream";

    internal static bool IsShown(AttachmentType type) => type is AttachmentType.Pdf or AttachmentType.Png or AttachmentType.Jpeg;

    /// <summary>What is there of an application, by name.</summary>
    /// <param name="url">The address of one, by its id.</param>
    public static async Task<IReadOnlyList<AttachmentEntry>> OfAsync(
        AppDb db, Guid application, Func<Guid, string> url, CancellationToken cancellationToken) =>
    [
        .. (await db.Attachments.AsNoTracking().Where(a => a.ApplicationId == application && a.State.WithdrawnAt == null)
            .OrderBy(a => a.Name).ToListAsync(cancellationToken))
            .Select(a => new AttachmentEntry(a.Id, a.Name, a.State.Content, a.State.AttachedAt, url(a.Id))),
    ];

    /// <summary>The file itself, whole or the part that is asked for.</summary>
    public static IActionResult Send(HttpContext context, AttachmentRow attachment)
    {
        var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(AccessLog);
        var path = context.RequestServices.GetRequiredService<FileStore>().PathOf(attachment.State.Content.Sha256);
        if (!File.Exists(path))
        {
            log.LogError("Attachment {Attachment} is not in the store of files.", attachment.Id);
            return new NotFoundResult();
        }
        log.LogInformation(
            "Attachment {Attachment} of application {Application} was read by {Person}, range {Range}.",
            attachment.Id, attachment.ApplicationId, context.User.Id(), $"{context.Request.Headers.Range}");
        var disposition = new ContentDispositionHeaderValue(IsShown(attachment.State.Content.Type) ? "inline" : "attachment");
        disposition.SetHttpFileName(attachment.Name);
        context.Response.Headers.ContentDisposition = disposition.ToString();
        return new PhysicalFileResult(path, MediaTypeOf(attachment.State.Content.Type)) { EnableRangeProcessing = true };
    }

    private static string MediaTypeOf(AttachmentType type) => type switch
    {
        AttachmentType.Pdf => "application/pdf",
        AttachmentType.Png => "image/png",
        AttachmentType.Jpeg => "image/jpeg",
        _ => Unnamed,
    };
}
