using GrantReview.Core.Applications;
using GrantReview.Files.Attachments;

namespace GrantReview.Web.Features.Applications;

/// <summary>A file of an upload, kept in the store until it is attached.</summary>
/// <param name="Path">As the upload names it, with its folders.</param>
/// <param name="Application">Number of the application that the name gives; null = none.</param>
/// <param name="Content">Null where it is refused.</param>
public sealed record UploadedFile(string Path, string? Application, AttachmentContent? Content)
{
    public AttachmentFault? Fault { get; init; }
    public Scan Scan { get; init; } = Scan.NotScanned;

    /// <summary>The tree of its application; null = none is known.</summary>
    public IndicatorTree? Tree { get; init; }

    /// <summary>The indicator that it is evidence of.</summary>
    public IndicatorNode? Evidence => Tree is null ? null : AttachedEvidence.Of(Tree, $"{Application}", Name);

    /// <summary>A longer name keeps its ending.</summary>
    public string Name
    {
        get
        {
            var name = Tree is null ? Path.Split('/', '\\')[^1] : AttachedEvidence.NameOf(Tree, $"{Application}", Path);
            return name.Length <= Row.NameLength ? name : name[^Row.NameLength..];
        }
    }

    public bool IsFit => Application is not null && Content is not null && Scan is Scan.Clean or Scan.NotScanned;
}

/// <summary>
/// Reads an upload: files one by one, archives file by file; each is kept by its digest, read by its content and scanned.
/// </summary>
public sealed class UploadedFiles(FileStore store, IReadOnlyCollection<string> numbers)
{
    /// <param name="application">All are this one's; null = as their names say.</param>
    public async Task<IReadOnlyList<UploadedFile>> ReadAsync(IEnumerable<IFormFile> files, string? application,
        CancellationToken cancellationToken)
    {
        List<UploadedFile> read = [];
        foreach (var file in files)
        {
            await using var stream = file.OpenReadStream();
            if (!AttachmentReader.IsArchive(stream))
            {
                stream.Position = 0;
                read.Add(await OneAsync(stream, file.FileName, application, cancellationToken));
                continue;
            }
            try
            {
                using var zip = AttachmentArchive.Open(stream);
                foreach (var entry in AttachmentArchive.FilesOf(zip))
                {
                    await using var content = await entry.OpenAsync(cancellationToken);
                    read.Add(await OneAsync(content, entry.FullName, application, cancellationToken));
                }
            }
            catch (InvalidDataException)
            {
                read.Add(new UploadedFile(file.FileName, null, null) { Fault = AttachmentFault.IsBroken });
            }
        }
        return read;
    }

    private async Task<UploadedFile> OneAsync(Stream content, string path, string? application, CancellationToken cancellationToken)
    {
        var whose = application ?? AttachmentArchive.ApplicationOf(path, numbers);
        if (await store.KeepAsync(content, AttachmentContent.LargestBytes, cancellationToken) is not { } sha256)
        {
            return new UploadedFile(path, whose, null) { Fault = AttachmentFault.TooLarge };
        }
        await using var kept = File.OpenRead(store.PathOf(sha256));
        var known = AttachmentReader.Read(kept, sha256, out var fault);
        return new UploadedFile(path, whose, known)
        {
            Fault = fault, Scan = known is null ? Scan.NotScanned : await store.ScanAsync(sha256, cancellationToken),
        };
    }
}
