using System.Security.Cryptography;
using System.Text.Json;
using GrantReview.Core.Applications;
using Microsoft.AspNetCore.DataProtection;

namespace GrantReview.Web.Features.Applications;

/// <summary>An application with its files.</summary>
public sealed record ApplicationFiles(string Code, string Title, IReadOnlyList<AttachmentEntry> Files);

/// <param name="Without">Admitted or not: applications without any file.</param>
public sealed record AttachmentsPage(CallRow Call, ListPart<ApplicationFiles> Applications, int Without, bool HasScanner, bool CanChange);

/// <summary>What an uploaded file would do.</summary>
public enum FileChange { New, Replaces, Same, Refused }

public sealed record ForeseenFile(UploadedFile File, FileChange Change);

/// <param name="Kept">The files that fit, sealed for whoever uploaded them.</param>
/// <param name="Without">Applications that would still have no file.</param>
/// <param name="NeedsReason">Experts may have read what would be replaced.</param>
public sealed record AttachmentsPreview(
    CallRow Call, IReadOnlyList<ForeseenFile> Files, string Kept, IReadOnlyList<string> Without, bool HasScanner, bool NeedsReason);

/// <summary>Files of the applications (附件): uploaded by the officer with a preview, read by the members of the call.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class AttachmentsController(AppDb db, TimeProvider time, FileStore store, IDataProtectionProvider protection)
    : CallController(db, time)
{
    /// <summary>Bytes of one upload; the files of a large call come in several.</summary>
    private const long LargestUpload = 1024L * 1024 * 1024;
    private static readonly TimeSpan PreviewLasts = TimeSpan.FromHours(8);

    private static readonly ListColumns<ApplicationRow> Columns = new ListColumns<ApplicationRow>("Attachments.Title")
        .Column("application", "Conflicts.Application", a => a.Code + " " + a.Title).OrderedBy("application");

    [HttpGet("/calls/{code}/attachments")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var part = await Columns.PartAsync(
            Db.Applications.AsNoTracking().Where(a => a.CallId == Call.Id), Asked("attachments"), a => new { a.Id, a.Code, a.Title },
                cancellationToken);
        List<Guid> shown = [.. part.Rows.Select(a => a.Id)];
        var files = (await There.Where(a => shown.Contains(a.ApplicationId)).OrderBy(a => a.Name).ToListAsync(cancellationToken))
            .ToLookup(a => a.ApplicationId);
        var without = await Db.Applications.CountAsync(
            a => a.CallId == Call.Id && !There.Any(f => f.ApplicationId == a.Id), cancellationToken);
        return View("Attachments", new AttachmentsPage(
            Call, part.With([.. part.Rows.Select(a => new ApplicationFiles(a.Code, a.Title, [.. files[a.Id].Select(EntryOf)]))]),
            without, store.HasScanner, User.RunsCalls() && Call.State.Stage <= CallStage.Scoring));
    }

    [HttpGet("/calls/{code}/attachments/{id:guid}")]
    public async Task<IActionResult> One(Guid id, CancellationToken cancellationToken) =>
        await Db.Attachments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id && a.CallId == Call.Id, cancellationToken) is { } file
            ? StoredAttachments.Send(HttpContext, file) : NotFound();

    /// <summary>What the files would change, before they do.</summary>
    /// <param name="application">Whose they all are; null = their names say it.</param>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/attachments/preview")]
    [RequestSizeLimit(LargestUpload)]
    [RequestFormLimits(MultipartBodyLengthLimit = LargestUpload)]
    public async Task<IActionResult> Preview(List<IFormFile> file, string? application, CancellationToken cancellationToken)
    {
        if (!IsOpen)
        {
            return new RefusedForm(At("attachments"), RefusalText.Of(new CallLife.WrongStage(Call.State.Stage)));
        }
        if (file.Count == 0)
        {
            return Refused(At("attachments"), "Apps.NoFile");
        }
        var applications = await Db.Applications.AsNoTracking().Where(a => a.CallId == Call.Id).OrderBy(a => a.Code)
            .Select(a => new { a.Id, a.Code, a.Category }).ToListAsync(cancellationToken);
        List<string> codes = [.. applications.Select(a => a.Code)];
        var asked = string.IsNullOrWhiteSpace(application) ? null : application.Trim();
        if (asked is not null && !codes.Contains(asked))
        {
            return Refused(At("attachments"), "Attachments.NoApplication", asked);
        }
        var trees = await StoredRound.TreesAsync(Db, Call.Id, StoredRound.CallOf(Call), cancellationToken);
        var categories = applications.ToDictionary(a => a.Code, a => CategoryCode.OrNone(a.Category), StringComparer.Ordinal);
        List<UploadedFile> read =
        [
            .. (await new UploadedFiles(store, codes).ReadAsync(file, asked, cancellationToken))
                .Select(f => f with { Tree = f.Application is { } whose ? trees.Of(categories[whose]) : null }),
        ];
        var ids = applications.ToDictionary(a => a.Code, a => a.Id, StringComparer.Ordinal);
        var there = (await There.ToListAsync(cancellationToken)).ToLookup(a => (a.ApplicationId, a.Name));
        // Of two files of one name the later one stands.
        List<UploadedFile> fit = [.. read.Where(f => f.IsFit).GroupBy(f => (f.Application, f.Name)).Select(g => g.Last())];
        List<ForeseenFile> foreseen = [.. read.Select(f => new ForeseenFile(f, ChangeOf(f)))];
        var filled = There.Select(a => a.ApplicationId).Distinct().ToHashSet();
        return View("AttachmentsPreview", new AttachmentsPreview(
            Call, foreseen, Seal([.. fit.Where(f => ChangeOf(f) != FileChange.Same).Select(f =>
                new KeptFile(ids[f.Application ?? ""], f.Name, f.Content))]),
            [.. applications.Where(a => !filled.Contains(a.Id) && fit.TrueForAll(f => f.Application != a.Code)).Select(a => a.Code)],
            store.HasScanner, Call.State.Stage == CallStage.Scoring && foreseen.Exists(f => f.Change == FileChange.Replaces)));

        FileChange ChangeOf(UploadedFile f) => !fit.Contains(f) ? FileChange.Refused
            : there[(ids[f.Application ?? ""], f.Name)].FirstOrDefault() is not { } before ? FileChange.New
            : before.State.Content.Sha256 == f.Content?.Sha256 ? FileChange.Same : FileChange.Replaces;
    }

    /// <param name="kept">The files of a preview, as it sealed them.</param>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/attachments")]
    public async Task<IActionResult> Attach(string? kept, string? reason, CancellationToken cancellationToken)
    {
        if (!IsOpen)
        {
            return new RefusedForm(At("attachments"), RefusalText.Of(new CallLife.WrongStage(Call.State.Stage)));
        }
        if (Unseal(kept) is not { } files || files.Exists(f => f.Content is null || !store.Has(f.Content.Sha256)))
        {
            return Refused(At("attachments"), "Attachments.PreviewIsOver");
        }
        return await ActAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await CallInAsync(db, cancellationToken);
            var ids = files.Select(f => f.Application).Distinct().ToList();
            var there = await db.Attachments.Where(a => ids.Contains(a.ApplicationId)
                && a.State.WithdrawnAt == null).ToListAsync(cancellationToken);
            List<Answer> answers = [];
            foreach (var file in files)
            {
                var row = new AttachmentRow(call.Id, file.Application, file.Name);
                answers.AddRange(there.Where(a => a.ApplicationId == file.Application && a.Name == file.Name)
                    .Select(before => before.Do(new AttachmentLife.Withdraw(FreeText.Given(reason), row.Id), by, call.State.Stage)));
                db.Attachments.Add(row);
                answers.Add(row.Do(new AttachmentLife.Attach(new FreeText(file.Name), file.Content ?? AttachmentState.None.Content),
                    by, call.State.Stage));
            }
            return Answer.FirstRefusal(answers);
        }, "attachments", () => Text.Of("Attachments.Done", files.Count), cancellationToken);
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/attachments/{id:guid}/withdraw")]
    public Task<IActionResult> Withdraw(Guid id, string? reason, CancellationToken cancellationToken) =>
        ActAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await CallInAsync(db, cancellationToken);
            var file = await db.Attachments.SingleOrDefaultAsync(a => a.Id == id && a.CallId == Call.Id, cancellationToken);
            return file?.Do(new AttachmentLife.Withdraw(FreeText.Given(reason), ReplacedBy: null), by,
                call.State.Stage) ?? new Refusal.NotThere();
        }, "attachments", () => Text.Of("Attachments.Withdrawn"), cancellationToken);

    private bool IsOpen => Call.State.Stage <= CallStage.Scoring;

    private IQueryable<AttachmentRow> There => Db.Attachments.AsNoTracking().Where(a => a.CallId == Call.Id && a.State.WithdrawnAt == null);

    private AttachmentEntry EntryOf(AttachmentRow row) =>
        new(row.Id, row.Name, row.State.Content, row.State.AttachedAt, At($"attachments/{row.Id}"));

    /// <summary>A digest alone would let whoever knows one attach, and so read, a file of another call.</summary>
    private string Seal(IReadOnlyList<KeptFile> files) => Protector.Protect(JsonSerializer.Serialize(files), PreviewLasts);

    private List<KeptFile>? Unseal(string? kept)
    {
        try
        {
            return string.IsNullOrEmpty(kept) ? null : JsonSerializer.Deserialize<List<KeptFile>>(Protector.Unprotect(kept));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private ITimeLimitedDataProtector Protector =>
        protection.CreateProtector("attachments", $"{Call.Id}", $"{User.Id()}").ToTimeLimitedDataProtector();

    private sealed record KeptFile(Guid Application, string Name, AttachmentContent? Content);
}
