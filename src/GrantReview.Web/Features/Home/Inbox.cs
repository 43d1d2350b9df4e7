using System.Security.Claims;
using GrantReview.Core.Accounts;
using GrantReview.Core.Evaluations;

namespace GrantReview.Web.Features.Home;

/// <summary>One thing that waits: what it is, and the one act that ends it.</summary>
/// <param name="Call">Null = of the whole house.</param>
/// <param name="Due">The instant at which it is late; null = nothing says when.</param>
public sealed record Waiting(CallRow? Call, string What, string Act, string Url, DateTime? Due = null);

/// <param name="Mine">What the reader can do now, what is due first on top.</param>
/// <param name="Others">What the reader began and somebody else must end.</param>
/// <param name="Calls">The calls that the reader is a member of.</param>
public sealed record Inbox(DateTime Now, IReadOnlyList<Waiting> Mine, IReadOnlyList<Waiting> Others, IReadOnlyList<CallRow> Calls)
{
    public static async Task<Inbox> ReadAsync(AppDb db, ClaimsPrincipal reader, DateTime now, CancellationToken cancellationToken)
    {
        var read = reader.CallsAs(Capacity.Officer, Capacity.Approver, Capacity.Supervisor, Capacity.Auditor, Capacity.Finance, Capacity.Expert);
        var calls = await db.Calls.AsNoTracking().Where(c => read.Contains(c.Id)).OrderByDescending(c => c.CreatedAt).ToListAsync(cancellationToken);
        var inbox = new Reading(db, reader, calls, cancellationToken);
        await inbox.ExpertAsync();
        await inbox.OfficerAsync();
        await inbox.SecondPersonAsync();
        await inbox.SupervisorAsync();
        await inbox.FinanceAsync();
        await inbox.SecurityAsync();
        var open = reader.CallsAs(Capacity.Officer, Capacity.Approver, Capacity.Supervisor, Capacity.Auditor);
        return new Inbox(now, [.. inbox.Mine.OrderBy(w => w.Due ?? DateTime.MaxValue)], inbox.Others, [.. calls.Where(c => open.Contains(c.Id))]);
    }

    private sealed class Reading(AppDb db, ClaimsPrincipal reader, IReadOnlyList<CallRow> calls, CancellationToken cancellationToken)
    {
        private readonly Guid me = reader.Id();

        public List<Waiting> Mine { get; } = [];
        public List<Waiting> Others { get; } = [];

        public async Task ExpertAsync()
        {
            var mine = As(Capacity.Expert).Where(c => c.State.Stage == CallStage.Scoring).ToDictionary(c => c.Id);
            var open = mine.Count == 0 ? [] : await CountAsync(db.ScoreSheets.Where(s => mine.Keys.Contains(s.CallId)
                && (s.State.Status == SheetStatus.Open || s.State.Status == SheetStatus.Returned)
                && db.Experts.Any(e => e.Id == s.ExpertId && e.UserId == me)).GroupBy(s => s.CallId));
            foreach (var (id, count) in open)
            {
                Mine.Add(new Waiting(mine[id], Text.Of("Inbox.Sheets", count), Text.Of("Inbox.Score"), "/my-work", mine[id].State.ScoringClosesAt));
            }
        }

        /// <summary>The next act of each call's stage, and the questions that officers must answer.</summary>
        public async Task OfficerAsync()
        {
            var mine = As(Capacity.Officer);
            var ids = mine.Select(c => c.Id).ToList();
            if (ids.Count == 0)
            {
                return;
            }
            var before = mine.Where(c => c.State.Stage <= CallStage.Assigning).Select(c => c.Id).ToList();
            var questions = await CountAsync(db.IdentityQuestions.Where(q => before.Contains(q.CallId) && q.State.IsSame == null).GroupBy(q => q.CallId));
            var found = await CountAsync(db.Conflicts.Where(c => before.Contains(c.CallId) && c.State.Status == ConflictStatus.Found).GroupBy(c => c.CallId));
            var trees = await CountAsync(db.IndicatorTrees.Where(t => ids.Contains(t.CallId) && t.PublishedAt != null).GroupBy(t => t.CallId));
            var drafts = await CountAsync(db.AssignmentPlans.Where(p => ids.Contains(p.CallId) && p.State.Status == PlanStatus.Draft).GroupBy(p => p.CallId));
            var sheets = await CountAsync(db.ScoreSheets.Where(s => ids.Contains(s.CallId)
                && (s.State.Status == SheetStatus.Open || s.State.Status == SheetStatus.Returned)).GroupBy(s => s.CallId));
            var runs = await CountAsync(
                db.Runs.Where(r => ids.Contains(r.CallId) && r.Kind == RunRow.Evaluation && r.Status == RunStatus.Done)
                .GroupBy(r => r.CallId));
            var pending = await CountAsync(db.Proposals.Where(p => ids.Contains(p.CallId) && p.State.Status == ProposalStatus.Proposed).GroupBy(p => p.CallId));
            var upheld = await CountAsync(db.Objections.Where(o => ids.Contains(o.CallId) && o.Status == ObjectionStatus.Upheld
                && db.Calls.Any(c => c.Id == o.CallId && c.State.Stage == CallStage.PublicNotice)).GroupBy(o => o.CallId));
            foreach (var call in mine)
            {
                Add(call, questions, "Inbox.Questions", "Inbox.Answer", "conflicts");
                Add(call, found, "Inbox.Conflicts", "Inbox.Confirm", "conflicts");
                Add(call, upheld, "Inbox.Upheld", "Inbox.Change", "notice");
                var open = sheets.GetValueOrDefault(call.Id);
                var (key, act, page) = call.State.Stage switch
                {
                    CallStage.Draft => trees.ContainsKey(call.Id) ? ("Inbox.Ready", "Inbox.Look", "") : ("Inbox.Tree", "Inbox.Publish", "indicators"),
                    CallStage.Open => ("Inbox.Open", "Inbox.Look", "applications"),
                    CallStage.FormalReview => ("Inbox.FormalReview", "Inbox.Decide", "formal-review"),
                    CallStage.Assigning => drafts.ContainsKey(call.Id) ? ("Inbox.Draft", "Inbox.Look", "assignments") : ("Inbox.Plan", "Inbox.Make", "assignments"),
                    CallStage.Scoring => open > 0 ? ("Inbox.Scoring", "Inbox.Look", "progress") : ("Inbox.Scored", "Inbox.Close", "progress"),
                    CallStage.Ranking when !call.State.ScoresAreOpened => ("Inbox.Seal", "Inbox.Ask", "progress"),
                    CallStage.Ranking => runs.ContainsKey(call.Id) ? ("Inbox.Ranked", "Inbox.Look", "ranking") : ("Inbox.Run", "Inbox.Make", "runs"),
                    CallStage.Allocating => ("Inbox.Allocate", "Inbox.Look", "allocation"),
                    CallStage.Deliberation => ("Inbox.Meeting", "Inbox.Look", "deliberation"),
                    CallStage.PublicNotice => ("Inbox.Notice", "Inbox.Look", "notice"),
                    _ => ("", "", ""),
                };
                if (key.Length > 0 && !Waits(call, pending))
                {
                    DateTime? due = call.State.Stage == CallStage.Scoring ? call.State.ScoringClosesAt : null;
                    Mine.Add(new Waiting(call, Text.Of(key, open), Text.Of(act), UrlOf(call, page), due));
                }
            }

            void Add(CallRow call, Dictionary<Guid, int> counts, string what, string act, string page)
            {
                if (counts.TryGetValue(call.Id, out var count))
                {
                    Mine.Add(new Waiting(call, Text.Of(what, count), Text.Of(act), UrlOf(call, page)));
                }
            }
        }

        /// <summary>What one person asked for and another must confirm.</summary>
        public async Task SecondPersonAsync()
        {
            var approve = As(Capacity.Approver);
            var ids = approve.Select(c => c.Id).ToList();
            var confirm = As(Capacity.Approver, Capacity.Supervisor);
            if (confirm.Count == 0)
            {
                return;
            }
            var proposals = await CountAsync(db.Proposals.Where(
                p => ids.Contains(p.CallId) && p.State.Status == ProposalStatus.Proposed && p.State.ProposedBy != me).GroupBy(p => p.CallId));
            var minutes = await CountAsync(db.Decisions.Where(d => ids.Contains(d.CallId) && d.Stage == AwardStage.Decision && d.State.RecordedBy != null
                && d.State.RecordedBy != me && d.State.FrozenAt == null
                && db.Calls.Any(c => c.Id == d.CallId && c.State.Stage == CallStage.Deliberation)).GroupBy(d => d.CallId));
            foreach (var call in approve)
            {
                Add(call, proposals.ContainsKey(call.Id), "Inbox.Proposal", "Inbox.Check", "/approvals");
                Add(call, minutes.ContainsKey(call.Id), "Inbox.Minutes", "Inbox.Check", UrlOf(call, "deliberation"));
            }
            var all = confirm.Select(c => c.Id).ToList();
            var joining = await CountAsync(db.Grants.Where(g => g.CallId != null && all.Contains(g.CallId.Value) && g.State.Status == GrantStatus.Requested
                && g.UserId != me && g.State.Request!.By != me).GroupBy(g => g.CallId!.Value));
            var found = FactJson.KindOf(typeof(PaymentLife.DifferenceFound));
            var taken = FactJson.KindOf(typeof(PaymentLife.TakenOver));
            var differing = await db.Calls.Where(c => all.Contains(c.Id) && db.Facts.Any(f => f.CallId == c.Id && f.Kind == found
                && !db.Facts.Any(t => t.CallId == c.Id && t.Kind == taken && t.Id > f.Id))).Select(c => c.Id).ToListAsync(cancellationToken);
            foreach (var call in confirm)
            {
                var state = call.State;
                Add(call, state is { Opening: null, OpeningRequest: { } asked } && asked.By != me, "Inbox.Unseal", "Inbox.Confirm", UrlOf(call, "progress"));
                Add(call, state.GoingBack is { } back && back.Request.By != me, "Inbox.GoBack", "Inbox.Confirm", UrlOf(call, ""));
                Add(call, joining.ContainsKey(call.Id), "Inbox.Members", "Inbox.Confirm", UrlOf(call, "members"));
                Add(call, differing.Contains(call.Id), "Inbox.Differs", "Inbox.Look", UrlOf(call, "trail"));
            }
        }

        public async Task SupervisorAsync()
        {
            var mine = As(Capacity.Supervisor);
            var ids = mine.Select(c => c.Id).ToList();
            if (ids.Count == 0)
            {
                return;
            }
            var held = await CountAsync(db.ScoreSheets.Where(s => ids.Contains(s.CallId) && s.State.Status == SheetStatus.Held).GroupBy(s => s.CallId));
            var open = await CountAsync(db.Objections.Where(o => ids.Contains(o.CallId) && o.Status == ObjectionStatus.Open).GroupBy(o => o.CallId));
            var approaches = await CountAsync(db.Approaches.Where(a => ids.Contains(a.CallId) && a.State.ReadAt == null).GroupBy(a => a.CallId));
            foreach (var call in mine)
            {
                Add(call, approaches.ContainsKey(call.Id), "Inbox.Approaches", "Inbox.Look", UrlOf(call, "approaches"), approaches.GetValueOrDefault(call.Id));
                Add(call, held.ContainsKey(call.Id), "Inbox.Held", "Inbox.Decide", UrlOf(call, "conflicts"), held.GetValueOrDefault(call.Id));
                Add(call, open.ContainsKey(call.Id), "Inbox.Objections", "Inbox.Decide", UrlOf(call, "objections"), open.GetValueOrDefault(call.Id));
            }
        }

        public async Task FinanceAsync()
        {
            var mine = As(Capacity.Finance);
            var ids = mine.Select(c => c.Id).ToList();
            if (ids.Count == 0)
            {
                return;
            }
            var taken = FactJson.KindOf(typeof(PaymentLife.TakenOver));
            var lists = await CountAsync(db.Decisions.Where(d => ids.Contains(d.CallId) && d.Stage == AwardStage.Final && d.Notice.FrozenAt != null
                && !db.Facts.Any(f => f.CallId == d.CallId && f.Kind == taken)).GroupBy(d => d.CallId));
            foreach (var call in mine)
            {
                Add(call, lists.ContainsKey(call.Id), "Inbox.Payment", "Inbox.Look", "/finance");
            }
        }

        public async Task SecurityAsync()
        {
            if (reader.Is(Capacity.SecurityAdministrator)
                && await db.Grants.CountAsync(
                    g => g.State.Status == GrantStatus.Requested && g.UserId != me && g.State.Request!.By != me, cancellationToken) is > 0 and var asked)
            {
                Mine.Add(new Waiting(null, Text.Of("Inbox.Grants", asked), Text.Of("Inbox.Confirm"), "/admin/users"));
            }
        }

        private static string UrlOf(CallRow call, string page) => page.Length == 0 ? $"/calls/{call.Code}" : $"/calls/{call.Code}/{page}";

        private List<CallRow> As(params Capacity[] capacities)
        {
            var mine = reader.CallsAs(capacities);
            return [.. calls.Where(c => mine.Contains(c.Id))];
        }

        private void Add(CallRow call, bool waits, string what, string act, string url, int count = 0)
        {
            if (waits)
            {
                Mine.Add(new Waiting(call, Text.Of(what, count), Text.Of(act), url));
            }
        }

        /// <summary>Somebody else has to end what stands in the way of the call's next act.</summary>
        private bool Waits(CallRow call, Dictionary<Guid, int> pending)
        {
            var (what, page) = call.State switch
            {
                { GoingBack: not null } => ("Inbox.GoBack", ""),
                { Opening: null, OpeningRequest: not null } => ("Inbox.Unseal", "progress"),
                { Stage: CallStage.Allocating } when pending.ContainsKey(call.Id) => ("Inbox.Proposal", "allocation"),
                _ => ("", ""),
            };
            if (what.Length > 0)
            {
                Others.Add(new Waiting(call, Text.Of(what, 0), Text.Of("Inbox.Look"), UrlOf(call, page)));
            }
            return what.Length > 0;
        }

        private Task<Dictionary<Guid, int>> CountAsync<T>(IQueryable<IGrouping<Guid, T>> groups) =>
            groups.Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
    }
}
