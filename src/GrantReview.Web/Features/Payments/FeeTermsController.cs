using System.Text;
using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;

namespace GrantReview.Web.Features.Payments;

/// <param name="Days">Recorded days, the last first.</param>
public sealed record FeeTermsPage(
    CallRow Call, FeeTermsForm Form, IReadOnlyList<ExpertRow> Experts, IReadOnlyList<AttendanceRow> Days, AttendanceForm Attendance);

/// <summary>The rates as the officer types them.</summary>
public sealed class FeeTermsForm
{
    /// <summary>By <see cref="KeyOf"/>, so that a field is of one kind whatever kinds there are.</summary>
    public Dictionary<string, FeeRateForm> Rates { get; set; } = [];
    public bool IsNet { get; set; } = true;
    public int? ReducedFrom { get; set; }
    public int? ReducedPercent { get; set; }
    public int? HalfPercent { get; set; }
    public string? Clause { get; set; }

    public static FeeTermsForm From(FeeTerms? terms, IEnumerable<string> kinds) => new()
    {
        Rates = kinds.Concat(terms?.Rates.Select(r => r.Kind) ?? []).Where(k => k.Length > 0).Distinct()
            .Order(StringComparer.Ordinal).Append("")
            .ToDictionary(KeyOf, k => FeeRateForm.From(k, terms?.Rates.FirstOrDefault(r => r.Kind == k))),
        IsNet = terms?.IsNet ?? true, ReducedFrom = terms is { ReducedFrom: > 0 } ? terms.ReducedFrom : null,
        ReducedPercent = terms is { ReducedFrom: > 0 } ? terms.ReducedPercent : null,
        HalfPercent = terms?.HalfPercent ?? FeeTerms.UsualHalf, Clause = terms?.Clause,
    };

    /// <summary>A kind as a part of a field's name.</summary>
    public static string KeyOf(string kind) => $"k{Convert.ToHexString(Encoding.UTF8.GetBytes(kind))}";

    /// <summary>Names of the fields whose amount is none.</summary>
    public IEnumerable<string> Unreadable() =>
        from rate in Rates
        from field in new (string Name, string? Typed)[] { ("PerItem", rate.Value.PerItem), ("PerDay", rate.Value.PerDay) }
        where FeeRateForm.Amount(field.Typed) is null
        select $"Rates[{rate.Key}].{field.Name}";

    /// <summary>Where no amount is unreadable.</summary>
    public FeeTerms Read() => new(
        [
            .. Rates.Values.Where(r => !string.IsNullOrWhiteSpace(r.PerItem) || !string.IsNullOrWhiteSpace(r.PerDay))
                .Select(r => new FeeRate(
                    r.Kind ?? "", FeeRateForm.Amount(r.PerItem) ?? Money.Zero, FeeRateForm.Amount(r.PerDay) ?? Money.Zero)),
        ],
        IsNet, ReducedFrom ?? 0, ReducedFrom is null ? 100 : ReducedPercent ?? -1, (Clause ?? "").Trim())
    {
        HalfPercent = HalfPercent ?? FeeTerms.UsualHalf,
    };
}

/// <summary>A rate as the officer types it.</summary>
public sealed class FeeRateForm
{
    public string? Kind { get; set; }
    public string? PerItem { get; set; }
    public string? PerDay { get; set; }

    public static FeeRateForm From(string kind, FeeRate? rate) => new()
    {
        Kind = kind, PerItem = rate is null ? "" : $"{rate.PerItem}", PerDay = rate is null ? "" : $"{rate.PerDay}",
    };

    /// <summary>Null = what was typed is no amount.</summary>
    public static Money? Amount(string? typed) => string.IsNullOrWhiteSpace(typed) ? Money.Zero : Written.Amount(typed);
}

/// <summary>Who came to a day of a meeting, as the officer ticks it.</summary>
public sealed class AttendanceForm
{
    public FeeMeeting Meeting { get; set; }
    public DateOnly? Day { get; set; }
    public DayPart Part { get; set; }
    public List<Guid> Experts { get; set; } = [];

    /// <summary>Who was ticked when the form was shown.</summary>
    public List<Guid> Seen { get; set; } = [];
}

/// <summary>What a call pays its experts, and who came to its meetings.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class FeeTermsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    private const string Here = "fees";

    /// <param name="meeting">With the day and how much of it: which one is shown to be changed.</param>
    [HttpGet("/calls/{code}/fees")]
    public async Task<IActionResult> Index(FeeMeeting meeting, DateOnly? day, DayPart part, CancellationToken cancellationToken)
    {
        var page = await PageAsync(cancellationToken);
        return View("FeeTerms", page with
        {
            Attendance = new AttendanceForm
            {
                Meeting = meeting, Day = day, Part = part,
                Experts = [.. page.Days.FirstOrDefault(d => (d.Meeting, d.Day, d.Part) == (meeting, day, part))?.State.Experts ?? []],
            },
        });
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/fees")]
    public async Task<IActionResult> Save(FeeTermsForm form, CancellationToken cancellationToken)
    {
        if (form.Unreadable().ToList() is { Count: > 0 } unreadable)
        {
            var noAmount = Text.Of("Form.NoNumber");
            return new RefusedForm(At(Here), noAmount, StatusCodes.Status400BadRequest)
            {
                Mistakes = unreadable.ToDictionary(name => name, _ => noAmount),
            };
        }
        return await ActAsync(Capacity.Officer, async (inside, by) =>
        {
            var row = await inside.FeeTerms.SingleOrDefaultAsync(t => t.CallId == Call.Id, cancellationToken)
                ?? inside.FeeTerms.Add(new FeeTermsRow(Call.Id)).Entity;
            return row.Do(new FeeTermsLife.Set(form.Read()), by);
        }, Here, () => Text.Of("Fees.TermsSaved"), cancellationToken);
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/fees/attendance")]
    public async Task<IActionResult> Record(AttendanceForm form, CancellationToken cancellationToken)
    {
        if (form.Day is not { } day)
        {
            return RefusedForm.At(At(Here), nameof(form.Day), Text.Of("Form.NoDay"));
        }
        return await ActAsync(Capacity.Officer, async (inside, by) =>
        {
            var row = await inside.Attendance.SingleOrDefaultAsync(
                a => a.CallId == Call.Id && a.Meeting == form.Meeting && a.Day == day && a.Part == form.Part, cancellationToken)
                ?? inside.Attendance.Add(new AttendanceRow(Call.Id, form.Meeting, day, form.Part)).Entity;
            var experts = await inside.Experts.Where(e => e.CallId == Call.Id).Select(e => e.Id).ToListAsync(cancellationToken);
            var lists = await inside.FeeLists.AsNoTracking().Where(l => l.CallId == Call.Id).ToListAsync(cancellationToken);
            var record = new AttendanceLife.Record(form.Meeting, day, form.Part, [.. form.Experts.Distinct()], form.Seen);
            return row.Do(record, by, new AttendanceEvidence(
                Formats.ChinaDay(Now), experts, [.. lists.Where(l => l.State.Counts).SelectMany(l => l.State.Lines)
                    .Where(l => l.Attended.Any(d => d.Day == day)).Select(l => l.Expert)]));
        }, Here, () => Text.Of("Fees.Recorded"), cancellationToken);
    }

    private async Task<FeeTermsPage> PageAsync(CancellationToken cancellationToken)
    {
        var experts = await Db.Experts.AsNoTracking().Where(e => e.CallId == Call.Id).OrderBy(e => e.Code).ToListAsync(cancellationToken);
        var terms = await Db.FeeTerms.AsNoTracking().SingleOrDefaultAsync(t => t.CallId == Call.Id, cancellationToken);
        return new FeeTermsPage(
            Call, FeeTermsForm.From(terms?.State, experts.Select(e => e.Kind)), experts,
            await Db.Attendance.AsNoTracking().Where(a => a.CallId == Call.Id).OrderByDescending(a => a.Day).ThenBy(a => a.Part)
                .ToListAsync(cancellationToken),
            new AttendanceForm());
    }
}
