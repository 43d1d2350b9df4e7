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
        var read = reader.CallsAs(Capacity.Officer, Capacity.Approver, Capacity.Supervisor, Capacity.Auditor, Capacity.Finance,
            Capacity.Expert);
        var calls = await db.Calls.AsNoTracking().Where(c => read.Contains(c.Id)).OrderByDescending(c => c.CreatedAt)
            .ToListAsync(cancellationToken);
        var inbox = new Reading(db, reader, calls, now, cancellationToken);
        await inbox.ExpertAsync();
        await inbox.OfficerAsync();
        await inbox.SecondPersonAsync();
        await inbox.SupervisorAsync();
        await inbox.FinanceAsync();
        await inbox.SecurityAsync();
        var open = reader.CallsAs(Capacity.Officer, Capacity.Approver, Capacity.Supervisor, Capacity.Auditor);
        return new Inbox(now, [.. inbox.Mine.OrderBy(w => w.Due ?? DateTime.MaxValue)], inbox.Others,
            [.. calls.Where(c => open.Contains(c.Id))]);
    }

    private sealed class Reading(AppDb db, ClaimsPrincipal reader, IReadOnlyList<CallRow> calls, DateTime now,
        CancellationToken cancellationToken)
    {
        private readonly Guid me = reader.Id();

        public List<Waiting> Mine { get; } = [];
        public List<Waiting> Others { get; } = [];

        public async Task ExpertAsync()
        {
            var mine = As(Capacity.Expert).Where(c => c.State.Stage == CallStage.Scoring).ToDictionary(c => c.Id);
            var open = mine.Count == 0 ? [] : await CountAsync(db.ScoreSheets.WhereOpen().Where(s => mine.Keys.Contains(s.CallId)
                && db.Experts.Any(e => e.Id == s.ExpertId && e.UserId == me)).GroupBy(s => s.CallId));
            var experts = open.Count == 0 ? [] : await db.Experts.AsNoTracking().Where(e => e.UserId == me && mine.Keys.Contains(e.CallId))
                .ToDictionaryAsync(e => e.CallId, cancellationToken);
            foreach (var (id, count) in open)
            {
                Mine.Add(new Waiting(
                    mine[id], Text.Of("Inbox.Sheets", count), Text.Of("Inbox.Score"), "/my-work", experts[id].ClosesAt(mine[id].State)));
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
            var open = db.ScoreSheets.WhereOpen();
            var there = await db.Calls.Where(c => ids.Contains(c.Id)).Select(c => new
            {
                c.Id,
                Questions = db.IdentityQuestions.Count(q => q.CallId == c.Id && q.State.IsSame == null),
                Found = db.Conflicts.Count(x => x.CallId == c.Id && x.State.Status == ConflictStatus.Found && x.State.Dismissal == null),
                HasTree = db.IndicatorTrees.Any(t => t.CallId == c.Id && t.PublishedAt != null),
                HasDraft = db.AssignmentPlans.Any(p => p.CallId == c.Id && p.State.Status == PlanStatus.Draft),
                Open = open.Count(s => s.CallId == c.Id),
                Declared = db.ScoreSheets.Count(s => s.CallId == c.Id && s.State.Status == SheetStatus.Suspended && db.Conflicts.Any(
                    x => x.ApplicationId == s.ApplicationId && x.ExpertId == s.ExpertId && x.State.Status == ConflictStatus.Declared)),
                HasRun = db.Runs.Any(r => r.CallId == c.Id && r.Kind == RunKind.Evaluation && r.Status == RunStatus.Done),
                IsProposed = db.Proposals.Any(p => p.CallId == c.Id && p.State.Status == ProposalStatus.Proposed),
                Upheld = db.Objections.Count(o => o.CallId == c.Id && o.State.Status == ObjectionStatus.Upheld),
            }).ToDictionaryAsync(c => c.Id, cancellationToken);
            var choices = await OpenChoice.ReadAsync(
                db, [.. mine.Where(c => c.State.Stage is CallStage.Draft or CallStage.Open)], cancellationToken);
            foreach (var call in mine)
            {
                var (stage, counts) = (call.State.Stage, there[call.Id]);
                var isBefore = stage <= CallStage.Assigning;
                Add(call, isBefore && counts.Questions > 0, "Inbox.Questions", "Inbox.Answer", UrlOf(call, "conflicts"), counts.Questions);
                Add(call, isBefore && counts.Found > 0, "Inbox.Conflicts", "Inbox.Confirm", UrlOf(call, "conflicts"), counts.Found);
                Add(call, stage == CallStage.Scoring && counts.Declared > 0, "Inbox.Left", "Inbox.Replace", UrlOf(call, "progress"),
                    counts.Declared);
                Add(call, stage == CallStage.PublicNotice && counts.Upheld > 0, "Inbox.Upheld", "Inbox.Change", UrlOf(call, "notice"),
                    counts.Upheld);
                if (choices.GetValueOrDefault(call.Id)?.Count(c => !c.IsConfirmed) is > 0 and var unsettled)
                {
                    Add(call, true, "Overview.ChoicesOpen", "Inbox.Confirm", UrlOf(call, "") + "#choices", unsettled,
                        DayEnd(call.State.OpensOn));
                }
                var findings = stage == CallStage.FormalReview
                    ? (await StoredStandings.LoadAsync(db, call, cancellationToken)).Open.Count : 0;
                var (key, act, page) = stage switch
                {
                    CallStage.Draft => counts.HasTree || !StoredRound.CallOf(call).IsScored ? ("Inbox.Ready", "Inbox.Look", "")
                        : ("Inbox.Tree", "Inbox.Publish", "indicators"),
                    CallStage.Open => ("Inbox.Open", "Inbox.Look", "applications"),
                    CallStage.FormalReview => (findings > 0 ? "Inbox.Findings" : "Inbox.FormalReview", "Inbox.Decide", "formal-review"),
                    CallStage.Assigning => counts.HasDraft ? ("Inbox.Draft", "Inbox.Look", "assignments")
                        : ("Inbox.Plan", "Inbox.Make", "assignments"),
                    CallStage.Scoring => counts.Open > 0 ? ("Inbox.Scoring", "Inbox.Look", "progress")
                        : ("Inbox.Scored", "Inbox.Close", "progress"),
                    CallStage.Ranking when !call.State.ScoresAreOpened => ("Inbox.Seal", "Inbox.Ask", "progress"),
                    CallStage.Ranking => counts.HasRun ? ("Inbox.Ranked", "Inbox.Look", "ranking") : ("Inbox.Run", "Inbox.Make", "runs"),
                    CallStage.Allocating => ("Inbox.Allocate", "Inbox.Look", "allocation"),
                    CallStage.Deliberation => ("Inbox.Meeting", "Inbox.Look", "deliberation"),
                    CallStage.PublicNotice => ("Inbox.Notice", "Inbox.Look", "notice"),
                    _ => ("", "", ""),
                };
                var due = stage switch
                {
                    CallStage.Draft => DayEnd(call.State.OpensOn),
                    CallStage.Open => DayEnd(call.State.ClosesOn),
                    CallStage.Scoring => call.State.ScoringClosesAt,
                    _ => null,
                };
                var count = findings > 0 ? findings : counts.Open;
                Add(call, key.Length > 0 && !Waits(call, counts.IsProposed), key, act, UrlOf(call, page), count, due);
            }
        }

        /// <summary>What one person asked for and another must confirm.</summary>
        public async Task SecondPersonAsync()
        {
            var confirm = As(Capacity.Approver, Capacity.Supervisor);
            if (confirm.Count == 0)
            {
                return;
            }
            var (all, approve) = (confirm.Select(c => c.Id).ToList(), As(Capacity.Approver).Select(c => c.Id).ToHashSet());
            var found = FactJson.KindOf(typeof(PaymentLife.DifferenceFound));
            var taken = FactJson.KindOf(typeof(PaymentLife.TakenOver));
            var barring = db.Conflicts.WhereBars();
            var there = await db.Calls.Where(c => all.Contains(c.Id)).Select(c => new
            {
                c.Id,
                Proposals = db.Proposals.Count(p => p.CallId == c.Id && p.State.Status == ProposalStatus.Proposed
                    && p.State.ProposedBy != me),
                Dismissals = barring.Count(x => x.CallId == c.Id && x.State.Source == ConflictSource.Found
                    && x.State.Dismissal != null && x.State.Dismissal!.Request.By != me),
                Sheets = db.ScoreSheets.Count(s => s.CallId == c.Id && s.State.Reopening != null && s.State.Reopening!.Request.By != me),
                Links = db.Experts.Count(e => e.CallId == c.Id && e.AccountRequest != null && e.AccountRequest!.Request.By != me),
                Joining = db.Grants.Count(g => g.CallId == c.Id && g.State.Status == GrantStatus.Requested && g.UserId != me
                    && g.State.Request!.By != me),
                Objections = db.Objections.Count(o => o.CallId == c.Id && o.State.Status == ObjectionStatus.Open),
                Differs = db.Facts.Any(f => f.CallId == c.Id && f.Kind == found
                    && !db.Facts.Any(t => t.CallId == c.Id && t.Kind == taken && t.Id > f.Id)),
            }).ToDictionaryAsync(c => c.Id, cancellationToken);
            var decisions = (await db.Decisions.AsNoTracking().Where(d => all.Contains(d.CallId)
                && db.Calls.Any(c => c.Id == d.CallId
                    && (c.State.Stage == CallStage.Deliberation || c.State.Stage == CallStage.PublicNotice)))
                .ToListAsync(cancellationToken)).ToLookup(d => d.CallId);
            var today = Formats.ChinaDay(now);
            foreach (var call in confirm)
            {
                var (state, counts) = (call.State, there[call.Id]);
                var meeting = decisions[call.Id]
                    .Where(d => state.Stage == CallStage.Deliberation && d.Stage == AwardStage.Decision && d.State.FrozenAt is null)
                    .ToList();
                if (approve.Contains(call.Id))
                {
                    var isOver = state.Stage == CallStage.PublicNotice && counts.Objections == 0 && decisions[call.Id].Any(
                        d => d.Notice is { IsOpen: true, Until: { } until } && until < today && !d.Notice.IsBy(me));
                    Add(call, counts.Proposals > 0, "Inbox.Proposal", "Inbox.Check", "/approvals");
                    Add(call, meeting.Exists(d => d.State.RecordedBy is { } by && by != me), "Inbox.Minutes", "Inbox.Check",
                        UrlOf(call, "deliberation"));
                    Add(call, isOver, "Inbox.Final", "Inbox.Check", UrlOf(call, "notice"));
                    Add(call, state.Stage < CallStage.Deliberation && counts.Dismissals > 0, "Inbox.Dismissals", "Inbox.Decide",
                        UrlOf(call, "conflicts"), counts.Dismissals);
                }
                var exempts = meeting.Exists(
                    d => d.State.Changes.Any(c => c.Exemption is { ConfirmedBy: null } asked && asked.Request.By != me));
                Add(call, exempts, "Inbox.Exemptions", "Inbox.Confirm", UrlOf(call, "deliberation"));
                Add(call, state is { Opening: null, OpeningRequest: { } opening } && opening.By != me, "Inbox.Unseal", "Inbox.Confirm",
                    UrlOf(call, "progress"));
                Add(call, state.GoingBack is { } back && back.Request.By != me, "Inbox.GoBack", "Inbox.Confirm", UrlOf(call, ""));
                Add(call, state.RuleRequest is { } rule && rule.Request.By != me, "Inbox.Rule", "Inbox.Confirm",
                    UrlOf(call, "settings/rule"));
                Add(call, counts.Sheets > 0, "Inbox.Reopen", "Inbox.Confirm", UrlOf(call, "progress"), counts.Sheets);
                Add(call, counts.Links > 0, "Inbox.Links", "Inbox.Confirm", UrlOf(call, "experts"), counts.Links);
                Add(call, counts.Joining > 0, "Inbox.Members", "Inbox.Confirm", UrlOf(call, "members"));
                Add(call, counts.Differs, "Inbox.Differs", "Inbox.Look", UrlOf(call, "trail"));
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
            var held = await CountAsync(
                db.ScoreSheets.Where(s => ids.Contains(s.CallId) && s.State.Status == SheetStatus.Held).GroupBy(s => s.CallId));
            var open = await CountAsync(
                db.Objections.Where(o => ids.Contains(o.CallId) && o.State.Status == ObjectionStatus.Open).GroupBy(o => o.CallId));
            var draws = await db.Draws.Where(d => ids.Contains(d.CallId) && d.State.Status == DrawStatus.Requested)
                .Select(d => new { d.CallId, d.Kind, d.Number }).ToListAsync(cancellationToken);
            var approaches = await CountAsync(
                db.Approaches.Where(a => ids.Contains(a.CallId) && a.State.ReadAt == null).GroupBy(a => a.CallId));
            foreach (var call in mine)
            {
                Add(call, approaches.ContainsKey(call.Id), "Inbox.Approaches", "Inbox.Look", UrlOf(call, "approaches"),
                    approaches.GetValueOrDefault(call.Id));
                foreach (var draw in draws.Where(d => d.CallId == call.Id))
                {
                    Add(call, true, "Inbox.Draw", "Inbox.Decide",
                        UrlOf(call, draw.Kind == DrawKind.Lots ? $"lottery/{draw.Number}" : $"assignments/draws/{draw.Number}"),
                        draw.Number);
                }
                Add(call, held.ContainsKey(call.Id), "Inbox.Held", "Inbox.Decide", UrlOf(call, "conflicts"),
                    held.GetValueOrDefault(call.Id));
                Add(call, open.ContainsKey(call.Id), "Inbox.Objections", "Inbox.Decide", UrlOf(call, "objections"),
                    open.GetValueOrDefault(call.Id));
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
            var final = db.Decisions.Where(d => d.Stage == AwardStage.Final && d.Notice.FrozenAt != null
                && !db.Decisions.Any(later => later.CallId == d.CallId && later.Number > d.Number));
            var waits = await db.Calls.Where(c => ids.Contains(c.Id)).Select(c => new
            {
                c.Id,
                List = final.Where(d => d.CallId == c.Id).Select(d => (Guid?)d.Id).FirstOrDefault(),
                IsNew = final.Any(d => d.CallId == c.Id && !db.Exports.Any(e => e.DecisionId == d.Id)),
                Confirm = db.PaymentOrders.Count(o => o.CallId == c.Id && o.State.Status == PaymentOrderStatus.Prepared
                        && o.State.PreparedBy != me)
                    + db.PayeeChanges.Count(p => p.CallId == c.Id && p.State.Status == PayeeChangeStatus.Asked && p.State.Request!.By != me)
                    + db.Refunds.Count(r => r.CallId == c.Id && r.State.Status == RefundStatus.Asked && r.State.Request!.By != me),
                Fees = db.FeeLists.Any(l => l.CallId == c.Id && l.State.Status == FeeListStatus.Prepared && l.State.PreparedBy != me),
            }).ToDictionaryAsync(c => c.Id, cancellationToken);
            var (ofOrders, ofFees) = await CorrectionsAsync(ids);
            foreach (var call in mine)
            {
                var there = waits[call.Id];
                var confirm = there.Confirm + ofOrders.GetValueOrDefault(call.Id);
                Add(call, there.IsNew, "Inbox.Payment", "Inbox.Look", "/finance");
                Add(call, there.List is not null && confirm > 0, "Inbox.Money", "Inbox.Decide", $"/finance/{there.List}/payments", confirm);
                Add(call, there.Fees, "Inbox.Fees", "Inbox.Decide", $"/finance/fees/{call.Code}");
                Add(call, ofFees.ContainsKey(call.Id), "Inbox.FeeCorrections", "Inbox.Decide", $"/finance/fees/{call.Code}",
                    ofFees.GetValueOrDefault(call.Id));
            }
        }

        /// <summary>
        /// Corrections that another person asked for, by call. The record says in which lists one is open; only those are read whole.
        /// </summary>
        private async Task<(Dictionary<Guid, int> Orders, Dictionary<Guid, int> Fees)> CorrectionsAsync(List<Guid> ids)
        {
            var asked = FactJson.KindOf(typeof(CorrectionLife.Asked));
            string[] kinds = [asked, FactJson.KindOf(typeof(CorrectionLife.Confirmed)), FactJson.KindOf(typeof(CorrectionLife.Left))];
            var open = await db.Facts.Where(f => f.CallId != null && ids.Contains(f.CallId.Value) && kinds.Contains(f.Kind))
                .GroupBy(f => f.SubjectId).Where(g => g.Count(f => f.Kind == asked) > g.Count(f => f.Kind != asked))
                .Select(g => g.Key).ToListAsync(cancellationToken);
            if (open.Count == 0)
            {
                return ([], []);
            }
            var orders = await db.PaymentOrders.AsNoTracking().Where(o => open.Contains(o.Id)).ToListAsync(cancellationToken);
            var fees = await db.FeeLists.AsNoTracking().Where(l => open.Contains(l.Id)).ToListAsync(cancellationToken);
            return (
                Counted(orders.SelectMany(o => o.State.Lines.Where(l => l.Asked is { } a && a.Request.By != me).Select(_ => o.CallId))),
                Counted(fees.SelectMany(l => l.State.Corrections.Where(c => c.Waits && c.Asked.Request.By != me).Select(_ => l.CallId))));

            static Dictionary<Guid, int> Counted(IEnumerable<Guid> of) => of.CountBy(c => c).ToDictionary();
        }

        public async Task SecurityAsync()
        {
            if (reader.Is(Capacity.SecurityAdministrator)
                && await db.Grants.CountAsync(
                    g => g.State.Status == GrantStatus.Requested && g.UserId != me && g.State.Request!.By != me, cancellationToken)
                        is > 0 and var asked)
            {
                Mine.Add(new Waiting(null, Text.Of("Inbox.Grants", asked), Text.Of("Inbox.Confirm"), "/admin/users"));
            }
        }

        /// <summary>A day counts to its end, in China.</summary>
        private static DateTime? DayEnd(DateOnly? day) => day is { } date ? Formats.FromChina(date.ToDateTime(new TimeOnly(23, 59))) : null;

        private static string UrlOf(CallRow call, string page) => page.Length == 0 ? $"/calls/{call.Code}" : $"/calls/{call.Code}/{page}";

        private List<CallRow> As(params Capacity[] capacities)
        {
            var mine = reader.CallsAs(capacities);
            return [.. calls.Where(c => mine.Contains(c.Id))];
        }

        private void Add(CallRow call, bool waits, string what, string act, string url, int count = 0, DateTime? due = null)
        {
            if (waits)
            {
                Mine.Add(new Waiting(call, Text.Of(what, count), Text.Of(act), url, due));
            }
        }

        /// <summary>Somebody else has to end what stands in the way of the call's next act.</summary>
        private bool Waits(CallRow call, bool isProposed)
        {
            var (what, page) = call.State switch
            {
                { GoingBack: not null } => ("Inbox.GoBack", ""),
                { Opening: null, OpeningRequest: not null } => ("Inbox.Unseal", "progress"),
                { Stage: CallStage.Allocating } when isProposed => ("Inbox.Proposal", "allocation"),
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
