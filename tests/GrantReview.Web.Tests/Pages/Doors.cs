using GrantReview.Core.Calls;
using static GrantReview.Core.Calls.CallStage;

namespace GrantReview.Web.Tests.Pages;

/// <summary>A page or an act of the site, and who comes in.</summary>
/// <param name="May">Demo people; nobody else gets in.</param>
public sealed record Door(string Method, string Route, string[] May)
{
    /// <summary>A stage of the call in which the act is refused; null = <see cref="Why"/> says why there is none.</summary>
    public CallStage? Closed { get; init; }
    public string Why { get; init; } = "";

    /// <summary>Why the page is not there in the demo calls; the test that opens it; null = it is there.</summary>
    public string? Later { get; init; }

    /// <summary>What is posted or asked, as a form writes it; $name stands for a thing that is there.</summary>
    public string Fields { get; init; } = "";

    /// <summary>What the script posts; null = a form.</summary>
    public string? Json { get; init; }
    public string? Upload { get; init; }

    public override string ToString() => $"{Method} {Route}";
}

/// <summary>Every page and every act of the site, one a line. An endpoint that is not here fails <see cref="EndpointTests"/>.</summary>
public static class Doors
{
    private static readonly string[] Readers = ["officer", "approver", "supervisor", "auditor"];
    private static readonly string[] Members = [.. Readers, "finance"];
    private static readonly string[] Officer = ["officer"];
    private static readonly string[] Approver = ["approver"];
    private static readonly string[] Supervisor = ["supervisor"];
    private static readonly string[] Confirmers = ["approver", "supervisor"];
    private static readonly string[] Finance = ["finance"];
    private static readonly string[] Expert = ["e01"];
    private static readonly string[] Security = ["security"];
    private static readonly string[] Audit = ["audit"];

    /// <summary>Everybody of the demo round, one of each capacity.</summary>
    public static IReadOnlyList<string> People { get; } = [.. Members, "e01", "security", "system", "audit"];

    /// <summary>Those who have a capacity in both demo calls; to others neither exists.</summary>
    public static IReadOnlyList<string> OfTheCalls { get; } = [.. Members, "e01"];

    private static readonly string[] Everybody = [.. People];

    private const string NoStage = "no stage decides it";
    private const string Asked = "the request decides that it answers";
    private const string Orders = "the order decides: PaymentsTests";
    private const string Lists = "what is due and the list decide: FeesTests";
    private const string Drafts = "a draft counts nowhere until it is published";
    private const string Edit =
        """{"field":"score.capacity.hardware.performance","value":"4","seen":0,"operation":"0197f0a0-0000-7000-8000-000000000001"}""";

    public static IReadOnlyList<Door> All { get; } =
    [
        Get("/", Everybody),
        Get("/account", Everybody),
        Post("/account/password", Everybody, NoStage),
        Post("/account/address", Everybody, NoStage),
        Later("/account/address/{token}", Everybody, "once a link was sent: AccountsTests"),
        Post("/account/address/{token}", Everybody, NoStage),
        Post("/account/sessions/{id:guid}/end", Everybody, NoStage),
        Post("/account/sessions/end", Everybody, NoStage),
        Post("/account/passkeys/new", Everybody, NoStage),
        Post("/account/passkeys", Everybody, NoStage),
        Post("/account/passkeys/{id}/rename", Everybody, NoStage),
        Post("/account/passkeys/{id}/remove", Everybody, NoStage),
        Get("/account/second-factor", Everybody),
        Post("/account/second-factor", Everybody, NoStage),
        Post("/account/second-factor/key", Everybody, NoStage),
        Post("/account/second-factor/remove", Everybody, NoStage),

        Get("/calls", Members),
        Get("/calls/new", Officer),
        Post("/calls", Officer, NoStage),
        Get("/templates/{name}", Readers),
        Get("/experts/years", Officer),

        Get("/calls/{code}", Readers),
        Post("/calls/{code}/stage", Officer, Draft, "to=Ranking"),
        Post("/calls/{code}/stage/confirm", Confirmers, Asked),
        Post("/calls/{code}/stage/withdraw", Readers, Asked),
        Post("/calls/{code}/choices", Officer, Scoring, "seen=allocation.minScore"),
        Get("/calls/{code}/settings", Readers),
        Get("/calls/{code}/settings/{step:regex(^(categories|places|rules|fields|scoring|dates)$)}", Readers),
        Post("/calls/{code}/settings/{step:regex(^(categories|places|rules|fields|scoring|dates)$)}", Officer, Scoring, "name.en=x"),
        Get("/calls/{code}/settings/{list:regex(^(categories|rules|fields)$)}/{item:int}", Readers),
        Post("/calls/{code}/settings/{list:regex(^(categories|rules|fields)$)}/{item:int}", Officer, Scoring, "name.en=x"),
        Get("/calls/{code}/settings/all", Readers),
        Get("/calls/{code}/settings/call.json", Readers),
        Post("/calls/{code}/settings/all", Officer, Scoring, "content=$settings"),
        Post("/calls/{code}/settings/undo", Officer, "what was changed last decides: UndoTests"),
        Get("/calls/{code}/settings/rule", Readers),
        Post("/calls/{code}/settings/rule", Officer, Assigning, "calibration=ZScore&reason=x"),
        Post("/calls/{code}/settings/rule/confirm", Confirmers, Asked),
        Get("/calls/{code}/settings/conflicts", Readers),
        Post("/calls/{code}/settings/conflicts", Officer, Scoring, "reason=x"),

        Get("/calls/{code}/members", Members),
        Post("/calls/{code}/members", Officer, NoStage),
        Post("/calls/{code}/members/{id:guid}/confirm", Confirmers, NoStage),
        Post("/calls/{code}/members/{id:guid}/decline", Members, NoStage),
        Post("/calls/{code}/members/{id:guid}/end", Members, NoStage),
        Post("/calls/{code}/members/withdraw", Members, NoStage),
        Post("/calls/{code}/members/{person:guid}/recuse", Confirmers, NoStage),
        Post("/calls/{code}/members/{person:guid}/return", Readers, NoStage),
        Post("/calls/{code}/members/{person:guid}/return/confirm", Confirmers, NoStage),

        Get("/calls/{code}/indicators", Readers),
        Post("/calls/{code}/indicators", Officer, Drafts),
        Get("/calls/{code}/indicators/indicators.{format:regex(^(csv|xlsx)$)}", Readers),
        Post("/calls/{code}/indicators/categories", Officer, Scoring),
        Post("/calls/{code}/indicators/take", Officer, Drafts),
        Post("/calls/{code}/indicators/upload", Officer, Drafts),
        Post("/calls/{code}/indicators/publish", Officer, Scoring),
        Post("/calls/{code}/indicators/clone", Officer, Drafts),

        Get("/calls/{code}/applications", Readers),
        Get("/calls/{code}/applications.csv", Readers),
        Get("/calls/{code}/applications/{id}", Readers),
        Get("/calls/{code}/applications/template.xlsx", Readers),
        Upload("/calls/{code}/applications/preview", Officer, Ranking, "applications.csv"),
        Upload("/calls/{code}/applications", Officer, Ranking, "applications.csv"),
        Get("/calls/{code}/imports", Readers),
        Post("/calls/{code}/imports/{id:guid}/undo", Officer, Ranking),
        Post("/calls/{code}/imports/headers/{id:guid}/forget", Officer, NoStage),
        Get("/calls/{code}/attachments", Readers),
        Upload("/calls/{code}/attachments/preview", Officer, Ranking, "P01.pdf"),
        Post("/calls/{code}/attachments", Officer, Ranking, "kept=x&reason=x"),
        Get("/calls/{code}/attachments/{id:guid}", Readers),
        Post("/calls/{code}/attachments/{id:guid}/withdraw", Officer, Ranking, "reason=x"),
        Get("/calls/{code}/formal-review", Readers),
        Get("/calls/{code}/formal-review/report.{language:regex(^(zh-CN|en)$)}.docx", Readers),
        Post("/calls/{code}/formal-review", Officer, "only what is ticked is answered: FormalReviewTests"),
        Post("/calls/{code}/applications/{id}/review", Officer, Ranking, "eligible=true"),

        Get("/calls/{code}/experts", Readers),
        Get("/calls/{code}/experts.csv", Readers),
        Get("/calls/{code}/experts/template.xlsx", Readers),
        Upload("/calls/{code}/experts/preview", Officer, Ranking, "experts.csv"),
        Upload("/calls/{code}/experts", Officer, Ranking, "experts.csv"),
        Post("/calls/{code}/experts/{id}/account", Officer, NoStage),
        Post("/calls/{code}/experts/{id}/account/confirm", Confirmers, NoStage),
        Post("/calls/{code}/experts/{id}/account/decline", Readers, NoStage),

        Get("/calls/{code}/conflicts", Readers),
        Get("/calls/{code}/conflicts.csv", Readers),
        Post("/calls/{code}/conflicts", Officer, Deliberation, "application=P01&expert=E01&reason=x"),
        Post("/calls/{code}/conflicts/{id:guid}/confirm", Officer, Deliberation),
        Post("/calls/{code}/conflicts/{id:guid}/propose", Officer, Deliberation, "reason=x"),
        Post("/calls/{code}/conflicts/{id:guid}/decide", Approver, Deliberation),
        Post("/calls/{code}/conflicts/questions/{id:guid}", Officer, Deliberation, "same=true&reason=x"),
        Post("/calls/{code}/conflicts/sheets/{id:guid}", Supervisor, Deliberation, "counts=true&reason=x"),
        Get("/calls/{code}/conflicts/tables/{table:regex(^(units|relations|identities|affinity)$)}.xlsx", Officer),
        Upload("/calls/{code}/conflicts/tables/{table:regex(^(units|relations|identities|affinity)$)}", Officer, Deliberation, "units.csv"),
        Post("/calls/{code}/conflicts/tables/{table:regex(^(units|relations|identities|affinity)$)}/import", Officer, Deliberation,
            "file=units.csv&content=eA==&reason=x"),

        Get("/calls/{code}/assignments", Readers),
        Post("/calls/{code}/assignments", Officer, Ranking),
        Get("/calls/{code}/assignments/{number:int}", Readers),
        Get("/calls/{code}/assignments/compare", Readers, "a=1&b=2"),
        Get("/calls/{code}/assignments/runs/{id:guid}", Readers),
        Post("/calls/{code}/assignments/{number:int}/deploy", Officer, Ranking),
        Post("/calls/{code}/assignments/{number:int}/withdraw", Officer, Ranking),
        Post("/calls/{code}/assignments/{number:int}/pairs", Officer, Ranking, "application=P31&expert=E01"),
        Get("/calls/{code}/assignments/{number:int}/plan.xlsx", Officer),
        Upload("/calls/{code}/assignments/{number:int}/changes", Officer, Ranking, "plan.csv"),
        Post("/calls/{code}/assignments/{number:int}/changes/apply", Officer, Ranking, "change=[]&reason=x"),
        Get("/calls/{code}/assignments/mails", Officer),
        Get("/calls/{code}/assignments/mails/templates", Officer),
        Get("/calls/{code}/assignments/{number:int}/mails", Officer),
        Post("/calls/{code}/assignments/{number:int}/late", Officer, Ranking),
        Get("/calls/{code}/assignments/late/runs/{id:guid}", Readers),
        Post("/calls/{code}/assignments/late/runs/{id:guid}/deploy", Officer, "only once pairs were found: PlanChangesTests"),

        Get("/calls/{code}/assignments/groups", Readers),
        Upload("/calls/{code}/assignments/groups", Officer, Ranking, "groups.csv"),
        Get("/calls/{code}/assignments/groups.xlsx", Readers),
        Post("/calls/{code}/assignments/groups/runs", Officer, Ranking, "min=3&max=6"),
        Get("/calls/{code}/assignments/groups/runs/{id:guid}", Readers),
        Post("/calls/{code}/assignments/groups/runs/{id:guid}/accept", Officer, Ranking),
        Post("/calls/{code}/assignments/groups/move", Officer, Ranking, "application=P01&group=x&reason=x"),
        Post("/calls/{code}/assignments/groups/undo", Officer, "only what was put is taken back: GroupsTests"),

        Get("/calls/{code}/assignments/draws", Readers),
        Post("/calls/{code}/assignments/draws", Officer, Ranking, "substitutes=0&reason=x"),
        Get("/calls/{code}/assignments/draws/{number:int}", Readers),
        Get("/calls/{code}/assignments/draws/{number:int}/pool.json", Readers),
        Later("/calls/{code}/assignments/draws/{number:int}/draw.csv", Readers, "once the draw is held: DrawsTests"),
        Post("/calls/{code}/assignments/draws/{number:int}/allow", Supervisor, "only a further draw waits: DrawsTests"),
        Post("/calls/{code}/assignments/draws/{number:int}/shares", Readers, Ranking,
            "role=officer&secret=0123456789abcdef0123456789abcdef"),
        Post("/calls/{code}/assignments/draws/{number:int}/hold", Officer, Ranking, "witness=x"),
        Get("/calls/{code}/assignments/draws/{number:int}/runs/{id:guid}", Readers),
        Post("/calls/{code}/assignments/draws/{number:int}/reveal", Officer, "only once it is held: DrawsTests"),

        Get("/my-work", Expert),
        Get("/my-work/{code}/all", Expert),
        Get("/my-work/{code}/submit", Expert),
        Post("/my-work/{code}/submit", Expert, "each sheet decides for itself: OwnScoresTests"),
        Get("/my-work/{code}/scores.xlsx", Expert),
        Post("/my-work/{code}/scores/preview", Expert, "it reads alone"),
        Post("/my-work/{code}/scores", Expert, "each sheet decides for itself: OwnWorkbookTests"),
        Later("/my-work/{code}/declare", Expert, "before the expert has declared: ConflictsTests"),
        Post("/my-work/{code}/declare", Expert, "only before the expert has declared: ConflictsTests"),
        Get("/sheets/{id:guid}", Expert),
        Post("/sheets/{id:guid}", Expert, Ranking),
        Script("/sheets/{id:guid}/fields", Expert, Ranking, Edit),
        Get("/sheets/{id:guid}/now", Expert),
        Get("/sheets/{id:guid}/token", Expert),
        Get("/sheets/{id:guid}/attachments/{attachment:guid}", Expert),
        Get("/sheets/{id:guid}/print", Expert),
        Get("/sheets/{id:guid}/history", Expert),
        Post("/sheets/{id:guid}/history/{fact:long}", Expert, Ranking, "seen=0"),
        Get("/sheets/{id:guid}/receipt", Expert),
        Get("/sheets/{id:guid}/approach", Expert),
        Post("/sheets/{id:guid}/note", Expert, "the expert's own as long as the sheet is: NotesTests"),
        Post("/sheets/{id:guid}/approach", Expert, "whenever somebody was approached: ApproachTests"),
        Get("/calls/{code}/approaches", Supervisor),
        Post("/calls/{code}/approaches/{id:guid}/note", Supervisor, NoStage),
        Post("/sheets/{id:guid}/conflict", Expert, Deliberation, "kind=family&note=x"),
        Post("/sheets/{id:guid}/decline", Expert, Ranking, "reason=x"),

        Get("/calls/{code}/progress", Readers),
        Get("/calls/{code}/progress/grid", Readers),
        Get("/calls/{code}/progress/applications/{id}", Readers),
        Post("/calls/{code}/progress/{id:guid}/return", Officer, "a request that another person confirms"),
        Post("/calls/{code}/progress/{id:guid}/reopen", Confirmers, Asked),
        Post("/calls/{code}/progress/close", Officer, Ranking, "reason=x"),
        Post("/calls/{code}/progress/ask", Officer, Scoring),
        Post("/calls/{code}/progress/open", Confirmers, Scoring),
        Post("/calls/{code}/progress/extend", Officer, Ranking, "until=2999-01-01T00:00&reason=x"),
        Post("/calls/{code}/progress/experts/{id:guid}/extend", Officer, Ranking, "until=2999-01-01T00:00&reason=x"),
        Post("/calls/{code}/progress/reminders", Officer, Ranking, "days=7"),
        Post("/calls/{code}/progress/{id:guid}/decline", Officer, Ranking, "reason=x"),
        Post("/calls/{code}/progress/{id:guid}/substitute", Officer, Ranking, "expert=$scorer"),
        Post("/calls/{code}/progress/experts", Officer, Ranking, "application=P01&expert=E01&reason=x"),
        Post("/calls/{code}/progress/fill", Officer, "there for the demo round in its scoring alone, and not found elsewhere"),

        Get("/calls/{code}/runs", Readers),
        Post("/calls/{code}/runs", Officer, Scoring),
        Post("/calls/{code}/runs/{id:guid}/cancel", Officer, NoStage),
        Get("/calls/{code}/runs/{id:guid}", Readers),
        Get("/calls/{code}/runs/{id:guid}/status", Readers),
        Get("/calls/{code}/runs/{id:guid}/files/{name}", Readers),
        Post("/calls/{code}/runs/{id:guid}/verify", Readers, "it reads alone"),
        Get("/calls/{code}/ranking/{id}", Readers),
        Get("/calls/{code}/calibration", Readers),

        Get("/calls/{code}/lottery", Readers),
        Post("/calls/{code}/lottery", Officer, "only where the call draws lots: LotteryTests"),
        Get("/calls/{code}/lottery/{number:int}", Readers),
        Get("/calls/{code}/lottery/{number:int}/pool.json", Readers),
        Later("/calls/{code}/lottery/{number:int}/lots.csv", Readers, "once the lots are drawn: LotteryTests"),
        Post("/calls/{code}/lottery/{number:int}/allow", Supervisor, NoStage),
        Post("/calls/{code}/lottery/{number:int}/shares", Readers, "only once it is allowed: LotteryTests"),
        Post("/calls/{code}/lottery/{number:int}/hold", Officer, "the shares decide: LotteryTests"),

        Get("/calls/{code}/allocation", Readers),
        Get("/calls/{code}/allocation/reasons", Readers),
        Get("/calls/{code}/allocation/scenarios", Readers),
        Post("/calls/{code}/allocation/propose", Officer, Deliberation),
        Post("/calls/{code}/allocation/scenarios", Officer, "it is kept beside the result"),
        Post("/calls/{code}/allocation/scenarios/{id:guid}/drop", Officer, NoStage),
        Get("/approvals", Approver),
        Get("/approvals/{id:guid}", Approver),
        Post("/approvals/{id:guid}", Approver, "only while it waits: AwardsFlowTests"),

        Get("/calls/{code}/deliberation", Readers),
        Post("/calls/{code}/deliberation", Officer, Scoring, "Meeting=x&HeldOn=2024-06-03&MinutesNumber=9&Attendees=x"),
        Post("/calls/{code}/deliberation/changes", Officer, Scoring, "application=P01&amount=&reason=x"),
        Post("/calls/{code}/deliberation/changes/{application}/undo", Officer, Scoring),
        Post("/calls/{code}/deliberation/changes/{application}/confirm", Confirmers, Scoring),
        Post("/calls/{code}/deliberation/freeze", Approver, Scoring),

        Get("/calls/{code}/notice", Readers),
        Get("/calls/{code}/notice/notice.xlsx", Readers),
        Post("/calls/{code}/notice/open", Officer, Scoring, "publishedOn=2024-06-04&days=5"),
        Post("/calls/{code}/notice/withdraw", Officer, Scoring, "application=P01&reason=x"),
        Post("/calls/{code}/notice/withdrawals/{id:guid}/undo", Officer, Scoring),
        Post("/calls/{code}/notice/freeze", Approver, Scoring),
        Get("/calls/{code}/objections", Supervisor),
        Post("/calls/{code}/objections", Supervisor, Scoring, "name=x&content=x&receivedOn=2024-06-05"),
        Post("/calls/{code}/objections/{number:int}/decide", Supervisor, NoStage),

        Get("/calls/{code}/packages", Readers),
        Get("/calls/{code}/packages/{id:guid}", Readers),
        Post("/calls/{code}/packages/{id:guid}/verify", Readers, "it reads alone"),
        Get("/calls/{code}/papers", Readers),
        Get("/calls/{code}/papers/{name}.{language:regex(^(zh-CN|en)$)}.docx", Readers),
        Get("/calls/{code}/library", Readers),
        Post("/calls/{code}/library", Officer, "once the final awards are frozen, in any stage: LibraryTests"),
        Post("/calls/{code}/library/{id:guid}/carry", Officer, Scoring, "application=P01"),
        Post("/calls/{code}/library/{id:guid}/undo", Officer, Scoring),

        Get("/calls/{code}/fees", Readers),
        Post("/calls/{code}/fees", Officer, NoStage),
        Post("/calls/{code}/fees/attendance", Officer, NoStage),
        Get("/my-work/fees", Expert),
        Post("/my-work/fees", Expert, NoStage),
        Get("/finance/fees/{code}", Finance),
        Post("/finance/fees/{code}", Finance, Lists),
        Post("/finance/fees/{code}/{number:int}/release", Finance, Lists),
        Post("/finance/fees/{code}/{number:int}/withdraw", Finance, Lists),
        Upload("/finance/fees/{code}/{number:int}/return", Finance, Lists, "return.csv"),
        Post("/finance/fees/{code}/{number:int}/lines/{line:int}", Finance, Lists),
        Post("/finance/fees/{code}/{number:int}/strays/{stray:int}", Finance, Lists),
        Post("/finance/fees/{code}/{number:int}/corrections", Finance, Lists),
        Post("/finance/fees/{code}/{number:int}/corrections/{line:int}", Finance, Lists),
        Later("/finance/fees/{code}/{number:int}/payments.xlsx", Finance, "once a list is released: FeesTests"),
        Later("/finance/fees/{code}/{number:int}/tax.xlsx", Finance, "once a list is released: FeesTests"),
        Get("/calls/{code}/certificates", Officer),
        Post("/calls/{code}/certificates/{expert:guid}", Officer, Scoring),
        Later("/calls/{code}/certificates/{expert:guid}.{language:regex(^(zh-CN|en)$)}.docx", Officer, "once it is issued: FeesTests"),
        Get("/my-work/availability", Expert),
        Post("/my-work/availability", Expert, NoStage),
        Post("/my-work/availability/{id:guid}/take-back", Expert, NoStage),
        Get("/my-work/certificates", Expert),
        Later("/my-work/certificates/{id:guid}.{language:regex(^(zh-CN|en)$)}.docx", Expert, "once it is issued: FeesTests"),
        Get("/calls/{code}/broadcast", Officer),
        Post("/calls/{code}/broadcast/preview", Officer, NoStage),
        Post("/calls/{code}/broadcast", Officer, NoStage),

        Get("/finance", Finance),
        Get("/calls/{code}/finance", Finance),
        Get("/finance/{id:guid}", Finance),
        Post("/finance/{id:guid}/terms", Finance, NoStage),
        Get("/finance/{id:guid}/awards.xlsx", Finance),
        Get("/finance/{id:guid}/awards.csv", Finance),
        Get("/finance/{id:guid}/award.{language:regex(^(zh-CN|en)$)}.docx", Finance),
        Post("/finance/{id:guid}", Finance, NoStage),
        Get("/finance/{id:guid}/payments", Finance),
        Post("/finance/{id:guid}/payments", Finance, "the list that was taken over decides: PaymentsTests"),
        Post("/finance/{id:guid}/payments/{number:int}/release", Finance, Orders),
        Post("/finance/{id:guid}/payments/{number:int}/withdraw", Finance, Orders),
        Later("/finance/{id:guid}/payments/{number:int}/order.xlsx", Finance, "once an order is released: PaymentsTests"),
        Upload("/finance/{id:guid}/payments/{number:int}/return", Finance, Orders, "return.csv"),
        Post("/finance/{id:guid}/payments/{number:int}/lines/{line:int}", Finance, Orders),
        Post("/finance/{id:guid}/payments/{number:int}/strays/{stray:int}", Finance, Orders),
        Post("/finance/{id:guid}/payments/{number:int}/corrections", Finance, Orders),
        Post("/finance/{id:guid}/payments/{number:int}/corrections/{line:int}", Finance, Orders),
        Post("/finance/{id:guid}/payees", Finance, NoStage),
        Post("/finance/{id:guid}/payees/{change:guid}", Finance, NoStage),
        Post("/finance/{id:guid}/refunds", Finance, NoStage),
        Post("/finance/{id:guid}/refunds/{refund:guid}", Finance, NoStage),
        Get("/finance/years", Finance),
        Get("/finance/years.xlsx", Finance),

        Get("/calls/{code}/trail", Readers),
        Get("/audit", ["supervisor", "auditor", "audit"]),
        Post("/audit/check", Audit, NoStage),
        Get("/admin/users", Security),
        Post("/admin/users", Security, NoStage),
        Get("/admin/users/template.xlsx", Security),
        Upload("/admin/users/file/preview", Security, NoStage, "accounts.csv"),
        Upload("/admin/users/file", Security, NoStage, "accounts.csv"),
        Post("/admin/users/invitations", Security, NoStage),
        Get("/admin/users/{id:guid}", Security),
        Post("/admin/users/{id:guid}/mail", Security, NoStage),
        Post("/admin/users/{id:guid}/paper", Security, NoStage),
        Post("/admin/users/{id:guid}/paper/ask", Security, NoStage),
        Post("/admin/users/{id:guid}/paper/confirm", Security, NoStage),
        Post("/admin/users/{id:guid}/disable", Security, NoStage),
        Post("/admin/users/{id:guid}/enable", Security, NoStage),
        Post("/admin/users/{id:guid}/second-factor/remove", Security, NoStage),
        Post("/admin/users/{id:guid}/sessions/end", Security, NoStage),
        Post("/admin/users/{id:guid}/hand-over", Security, NoStage),
        Post("/admin/users/grants", Security, NoStage),
        Post("/admin/users/grants/{id:guid}/confirm", Security, NoStage),
        Post("/admin/users/grants/{id:guid}/decline", Security, NoStage),
        Post("/admin/users/grants/{id:guid}/end", Security, NoStage),
    ];

    private static Door Get(string route, string[] may, string query = "") => new("GET", route, may) { Fields = query };

    private static Door Later(string route, string[] may, string later) => new("GET", route, may) { Later = later };

    private static Door Post(string route, string[] may, CallStage closed, string fields = "") =>
        new("POST", route, may) { Closed = closed, Fields = fields };

    private static Door Post(string route, string[] may, string why) => new("POST", route, may) { Why = why };

    private static Door Upload(string route, string[] may, CallStage closed, string file) =>
        new("POST", route, may) { Closed = closed, Upload = file };

    private static Door Upload(string route, string[] may, string why, string file) => new("POST", route, may) { Why = why, Upload = file };

    private static Door Script(string route, string[] may, CallStage closed, string json) =>
        new("POST", route, may) { Closed = closed, Json = json };
}
