using GrantReview.Files.Documents;

namespace GrantReview.Web.Features.Awards;

/// <param name="Ready">Papers that can be made now.</param>
public sealed record PapersPage(CallRow Call, IReadOnlyList<CallPaper> Ready);

/// <summary>Word documents for the meeting and after it (上会材料, 评审组意见, 公示, 立项文件), for whoever reads the call.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class PapersController(AppDb db, TimeProvider time, OfficeOptions office) : CallController(db, time)
{
    [HttpGet("/calls/{code}/papers")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Papers", new PapersPage(Call, await CallPapers.ReadyAsync(Db, Call, cancellationToken)));

    [HttpGet("/calls/{code}/papers/{name}.{language:regex(^(zh-CN|en)$)}.docx")]
    public async Task<IActionResult> Download(string name, string language, CancellationToken cancellationToken)
    {
        var content = await CallPapers.WriteAsync(Db, Call, name, language, office.Office, cancellationToken);
        return content is null ? NotFound() : File(content, PaperDocument.ContentType, $"{Call.Code}-{name}.{language}.docx");
    }
}
