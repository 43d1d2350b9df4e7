using GrantReview.Core.Accounts;

namespace GrantReview.Web.Features.Accounts;

/// <param name="AskedBy">Who asks for the capacity; null = it is held.</param>
/// <param name="InsteadOf">Who hands it over; null = nobody does.</param>
public sealed record Member(GrantRow Grant, string UserName, string DisplayName, string? AskedBy, string? InsteadOf);

/// <param name="AskedBy">Who asks for the return; null = nobody.</param>
public sealed record RecusedMember(RecusalRow Recusal, string DisplayName, string? AskedBy);

/// <param name="Mine">What the person is here.</param>
public sealed record MembersPage(
    CallRow Call, IReadOnlyList<Member> Members, IReadOnlyList<RecusedMember> Recused, IReadOnlyList<Capacity> Mine);

/// <summary>What is posted about a member; given back as typed where it was refused.</summary>
public sealed class MemberForm
{
    public string? UserName { get; set; }
    public Capacity? Capacity { get; set; }
    public string? Reason { get; set; }
    public Guid Request { get; set; }

}

/// <summary>Who is what in a call: an officer proposes, an approver or supervisor confirms; a member withdraws or is recused.</summary>
[Authorize(Policy = Access.Belong)]
public sealed class MembersController(AppDb db, TimeProvider time) : CallController(db, time)
{
    private const string Here = "members";

    [HttpGet("/calls/{code}/members")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Members", await PageAsync(cancellationToken));

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/members")]
    public Task<IActionResult> Ask(MemberForm form, CancellationToken cancellationToken) => AnswerAsync(
        Capacity.Officer, async (inside, by) => form.Capacity is { } capacity
            ? await Capacities.AskAsync(inside, by, form.UserName, Call.Id, capacity, cancellationToken) : new Refusal.NotThere(),
        Text.Of("Grants.Asked"), cancellationToken);

    [Authorize(Policy = Access.Unseal)]
    [HttpPost("/calls/{code}/members/{id:guid}/confirm")]
    public Task<IActionResult> Confirm(Guid id, MemberForm form, CancellationToken cancellationToken) =>
        GrantAsync(id, Confirmer, new GrantLife.Confirm(form.Request), Text.Of("Grants.Granted"), cancellationToken);

    [HttpPost("/calls/{code}/members/{id:guid}/decline")]
    public Task<IActionResult> Decline(Guid id, MemberForm form, CancellationToken cancellationToken) =>
        GrantAsync(id, User.RunsCalls() ? Capacity.Officer : Confirmer, new GrantLife.Decline(form.Request),
            Text.Of("Grants.Declined"), cancellationToken);

    /// <summary>Lays down what the person holds; nobody else's.</summary>
    [HttpPost("/calls/{code}/members/{id:guid}/end")]
    public async Task<IActionResult> End(Guid id, MemberForm form, CancellationToken cancellationToken)
    {
        var me = User.Id();
        return await Db.Grants.AsNoTracking()
            .SingleOrDefaultAsync(g => g.Id == id && g.CallId == Call.Id && g.UserId == me, cancellationToken) is { } mine
            ? await GrantAsync(id, mine.Capacity, new GrantLife.End(FreeText.Given(form.Reason)), Text.Of("Grants.Ended"),
                cancellationToken) : NotFound();
    }

    /// <summary>The person withdraws from the call, and sees nothing of it from then on.</summary>
    [HttpPost("/calls/{code}/members/withdraw")]
    public async Task<IActionResult> Withdraw(MemberForm form, CancellationToken cancellationToken)
    {
        var answer = await RecusalAsync(User.Id(), Mine[0], new RecusalLife.Withdraw(FreeText.Given(form.Reason)),
            Text.Of("Members.Withdrawn"), cancellationToken);
        return answer is RedirectResult ? Redirect("/") : answer;
    }

    [Authorize(Policy = Access.Unseal)]
    [HttpPost("/calls/{code}/members/{person:guid}/recuse")]
    public Task<IActionResult> Recuse(Guid person, MemberForm form, CancellationToken cancellationToken) =>
        RecusalAsync(person, Confirmer, new RecusalLife.Recuse(FreeText.Given(form.Reason)), Text.Of("Members.RecusedNow"),
            cancellationToken);

    [Authorize(Policy = Access.ReadCalls)]
    [HttpPost("/calls/{code}/members/{person:guid}/return")]
    public Task<IActionResult> AskReturn(Guid person, MemberForm form, CancellationToken cancellationToken) => RecusalAsync(
        person, User.RunsCalls() ? Capacity.Officer : Confirmer, new RecusalLife.AskReturn(), Text.Of("Members.ReturnAsked"),
        cancellationToken);

    [Authorize(Policy = Access.Unseal)]
    [HttpPost("/calls/{code}/members/{person:guid}/return/confirm")]
    public Task<IActionResult> ConfirmReturn(Guid person, MemberForm form, CancellationToken cancellationToken) =>
        RecusalAsync(person, Confirmer, new RecusalLife.ConfirmReturn(form.Request), Text.Of("Members.Returned"), cancellationToken);

    private Capacity Confirmer => User.Is(Capacity.Approver) ? Capacity.Approver : Capacity.Supervisor;

    private IReadOnlyList<Capacity> Mine => [.. Exclusions.GrantedInCall.Where(c => User.Is(c))];

    private Task<IActionResult> GrantAsync(Guid id, Capacity capacity, Act act, string done,
        CancellationToken cancellationToken)
    {
        return AnswerAsync(capacity, async (inside, by) =>
            await inside.Grants.SingleOrDefaultAsync(g => g.Id == id && g.CallId == Call.Id, cancellationToken) is { } grant
                ? await Capacities.DoAsync(inside, grant, act, by, cancellationToken) : new Refusal.NotThere(), done, cancellationToken);
    }

    private Task<IActionResult> RecusalAsync(Guid person, Capacity capacity, Act act, string done,
        CancellationToken cancellationToken)
    {
        return AnswerAsync(capacity, async (inside, by) =>
        {
            if (!await inside.Grants.AnyAsync(g => g.UserId == person && g.CallId == Call.Id && g.State.Status == GrantStatus.Held,
                cancellationToken))
            {
                return new Refusal.NotThere();
            }
            var recusal = await inside.Recusals.SingleOrDefaultAsync(r => r.UserId == person && r.CallId == Call.Id, cancellationToken)
                ?? inside.Recusals.Add(new RecusalRow(Call.Id, person)).Entity;
            return recusal.Do(act, by);
        }, done, cancellationToken);
    }

    /// <summary>Done and shown anew, or why not.</summary>
    private async Task<IActionResult> AnswerAsync(
        Capacity capacity, Func<AppDb, By, Task<Answer>> act, string done, CancellationToken cancellationToken)
    {
        if (await DoAsync(capacity, act, cancellationToken) is not { } refusal)
        {
            return DoneSaying(At(Here), done);
        }
        if (refusal is Refusal.NotThere)
        {
            return NotFound();
        }
        return RefusedForm.Of(At(Here), refusal);
    }

    private async Task<MembersPage> PageAsync(CancellationToken cancellationToken)
    {
        var members = await (
            from g in Db.Grants.AsNoTracking()
            join u in Db.Users on g.UserId equals u.Id
            where g.CallId == Call.Id && (g.State.Status == GrantStatus.Requested || g.State.Status == GrantStatus.Held)
            orderby g.Capacity, u.UserName
            select new
            {
                Grant = g, u.UserName, u.DisplayName,
                AskedBy = Db.Users.Where(a => a.Id == g.State.Request!.By).Select(a => a.DisplayName).FirstOrDefault(),
                InsteadOf = Db.Users.Where(a => a.Id == g.State.InsteadOf).Select(a => a.DisplayName).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        var recused = await (
            from r in Db.Recusals.AsNoTracking()
            join u in Db.Users on r.UserId equals u.Id
            where r.CallId == Call.Id && r.State.IsRecused
            orderby u.UserName
            select new { Recusal = r, u.DisplayName,
                AskedBy = Db.Users.Where(a => a.Id == r.State.Return!.By).Select(a => a.DisplayName).FirstOrDefault() })
            .ToListAsync(cancellationToken);
        return new MembersPage(
            Call, [.. members.Select(m => new Member(m.Grant, m.UserName ?? "", m.DisplayName, m.AskedBy, m.InsteadOf))],
            [.. recused.Select(r => new RecusedMember(r.Recusal, r.DisplayName, r.AskedBy))], Mine);
    }
}
