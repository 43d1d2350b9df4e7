using System.Text.Json.Serialization;
using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Payments;

/// <summary>A meeting for whose days experts are paid; days of one kind count on.</summary>
public enum FeeMeeting { Panel, Defence, SiteVisit }

/// <summary>How much of a day an expert attended; the longer first.</summary>
public enum DayPart { Whole, Half }

/// <summary>A day on which an expert attended a meeting of the call.</summary>
public sealed record AttendedDay(FeeMeeting Meeting, DateOnly Day, DayPart Part = DayPart.Whole)
{
    [JsonIgnore]
    public decimal Days => Part == DayPart.Whole ? 1 : .5m;
}

/// <summary>What experts of a kind are paid.</summary>
/// <param name="Kind">As the experts' table names it; blank = all whose kind has no rate of its own.</param>
/// <param name="PerItem">For each application that the expert scored.</param>
/// <param name="PerDay">For each day of a meeting.</param>
public sealed record FeeRate(string Kind, Money PerItem, Money PerDay);

/// <summary>The rates of a call's review fees (评审费标准), and the clause that sets them.</summary>
/// <param name="IsNet">The rates are what experts get after tax; else before it.</param>
/// <param name="ReducedFrom">From this day of a meeting on a day is paid at the reduced share; 0 = never.</param>
/// <param name="ReducedPercent">Of the rate of a day, 0 to 100.</param>
public sealed record FeeTerms(IReadOnlyList<FeeRate> Rates, bool IsNet, int ReducedFrom, int ReducedPercent, string Clause)
{
    public const int MostRates = 20, LatestReduced = 30, LongestClause = 500, UsualHalf = 50;

    /// <summary>Of an application or a day.</summary>
    public static Money Highest { get; } = Money.FromYuan(1_000_000);

    public static FeeTerms None { get; } = new([], true, 0, 100, "");

    /// <summary>Half a day, of the rate of a day, 0 to 100; two halves of one day are a day.</summary>
    public int HalfPercent { get; init; } = UsualHalf;

    /// <summary>Null = the kind has none.</summary>
    public FeeRate? RateOf(string kind) => Rates.FirstOrDefault(r => r.Kind == kind) ?? Rates.FirstOrDefault(r => r.Kind.Length == 0);

    /// <summary>What a day, or half of it, is paid that is the expert's n-th of its meeting; rounded to the fen.</summary>
    public Money OfDay(FeeRate rate, int n, DayPart part)
    {
        var day = rate.PerDay.ExactYuan * (ReducedFrom > 0 && n >= ReducedFrom ? ReducedPercent : 100) / 100;
        return Money.RoundYuan(part == DayPart.Whole ? day : day * HalfPercent / 100);
    }
}

/// <summary>What has to be asked before an expert is paid.</summary>
public enum FeeQuestion { NoRate, IdIsBlank, IdIsNoResidents, BankIsBlank, AccountIsBlank, AccountIsMalformed }

/// <summary>Whom a fee goes to. Personal data: encrypted at rest, shown to finance and to the expert alone.</summary>
/// <param name="IdNumber">身份证号; other documents say nothing of where somebody is taxed, so a person is asked.</param>
public sealed record FeePayee(string Name, string IdNumber, string Bank, string Account)
{
    public static FeePayee Unknown { get; } = new("", "", "", "");

    /// <summary>By which one person is one taxpayer; who typed a number that ends in 000 has it from no spreadsheet.</summary>
    [JsonIgnore]
    public string TaxpayerKey => new Person(Name, IdNumber) is var person && Applications.IdNumber.TryParse(person.IdText, out var number)
        ? number.Value : person.IdKey;

    /// <summary>Whose account the money goes to.</summary>
    [JsonIgnore]
    public Payee Bearer => new(Name, Bank, Account);

    [JsonIgnore]
    public IReadOnlyList<FeeQuestion> Questions =>
    [
        .. IdNumber.Length == 0 ? [FeeQuestion.IdIsBlank]
            : Applications.IdNumber.TryParse(TaxpayerKey, out _) ? Array.Empty<FeeQuestion>() : [FeeQuestion.IdIsNoResidents],
        .. Bearer.Questions.Select(q => q switch
        {
            PayeeQuestion.BankIsBlank => FeeQuestion.BankIsBlank,
            PayeeQuestion.AccountIsBlank => FeeQuestion.AccountIsBlank,
            _ => FeeQuestion.AccountIsMalformed,
        }),
    ];

    public static FeePayee Of(string? name, string? idNumber, string? bank, string? account)
    {
        var to = Payee.Of(name, bank, account);
        return new FeePayee(to.Holder, new Person("", (idNumber ?? "").Trim()).IdText.ToUpperInvariant(), to.Bank, to.Account);
    }
}

/// <summary>What an expert did in a call, as the record has it.</summary>
/// <param name="Items">Sheets that the expert submitted and that count.</param>
/// <param name="Code">In the experts' table; the order of the list.</param>
public sealed record FeeWork(Guid Expert, string Code, string Kind, int Items, IReadOnlyList<AttendedDay> Days, FeePayee To);

/// <summary>A line of a fee list.</summary>
/// <param name="Line">From 1.</param>
public sealed record ListedFee(int List, int Line)
{
    public override string ToString() => $"{List}-{Line}";
}

/// <summary>One payment of a fee list.</summary>
/// <param name="Items">Applications that it pays, that no list before did; likewise the days.</param>
/// <param name="Agreed">By the rates, net or gross.</param>
/// <param name="PaidBefore">Gross that the house paid this person earlier in the month, in whichever call.</param>
public sealed record FeeLine(
    Guid Expert, int Items, IReadOnlyList<AttendedDay> Attended, Money Agreed, Money PaidBefore, Money Gross, Money Tax)
{
    /// <summary>
    /// The payment that failed and that this one repeats; its work and its tax are that one's. Null = it is paid for the first time.
    /// </summary>
    public ListedFee? AgainOf { get; init; }

    [JsonIgnore]
    public Money Net => Gross - Tax;

    public bool Equals(FeeLine? other) => other is not null && Attended.SequenceEqual(other.Attended)
        && (Expert, Items, Agreed, PaidBefore) == (other.Expert, other.Items, other.Agreed, other.PaidBefore)
        && (Gross, Tax, AgainOf) == (other.Gross, other.Tax, other.AgainOf);

    public override int GetHashCode() => HashCode.Combine(Expert, Items, Gross);
}

/// <summary>What a call owes its experts: what can be paid, and what a question keeps back.</summary>
public sealed record DueFees(IReadOnlyList<FeeLine> Lines, IReadOnlyList<(FeeWork Work, IReadOnlyList<FeeQuestion> Questions)> Asked)
{
    /// <summary>What each expert did and no list that counts pays, and what the bank could not pay.</summary>
    /// <param name="lists">By number.</param>
    /// <param name="before">By taxpayer, what the house paid in the month.</param>
    public static DueFees Of(
        FeeTerms terms, LabourTax tax, IEnumerable<FeeWork> works, IReadOnlyDictionary<int, FeeList> lists,
        IReadOnlyDictionary<string, Money> before)
    {
        var counting = lists.Where(l => l.Value.Counts).OrderBy(l => l.Key).ToList();
        var listed = counting.SelectMany(l => l.Value.Lines).Where(l => l.AgainOf is null).ToLookup(l => l.Expert);
        var again = Failed(counting).ToLookup(l => l.Expert);
        var month = new Dictionary<string, Money>(before);
        List<FeeLine> lines = [];
        List<(FeeWork, IReadOnlyList<FeeQuestion>)> asked = [];
        foreach (var work in works.OrderBy(w => w.Code, StringComparer.Ordinal))
        {
            var items = Math.Max(0, work.Items - listed[work.Expert].Sum(l => l.Items));
            var paidDays = listed[work.Expert].SelectMany(l => l.Attended).ToList();
            var days = Unpaid(work.Days, paidDays);
            if (work.To.Questions.Count == 0)
            {
                lines.AddRange(again[work.Expert]);
            }
            if (items == 0 && days.Count == 0 && (work.To.Questions.Count == 0 || !again.Contains(work.Expert)))
            {
                continue;
            }
            if (terms.RateOf(work.Kind) is not { } rate || work.To.Questions.Count > 0)
            {
                FeeQuestion[] first = terms.RateOf(work.Kind) is null ? [FeeQuestion.NoRate] : [];
                asked.Add((work, [.. first, .. work.To.Questions]));
                continue;
            }
            var agreed = Money.Sum(Enumerable.Repeat(rate.PerItem, items)
                .Concat(days.GroupBy(d => d.Meeting).SelectMany(m => m.Select((day, i) => Of(rate, day, i, paidDays)))));
            if (agreed == Money.Zero)
            {
                continue;
            }
            var paid = month.GetValueOrDefault(work.To.TaxpayerKey);
            var (gross, withheld) = tax.Pay(paid, agreed, terms.IsNet);
            month[work.To.TaxpayerKey] = paid + gross;
            lines.Add(new FeeLine(work.Expert, items, days, agreed, paid, gross, withheld));
        }
        return new DueFees(lines, asked);

        // Days count on from those that are listed, in whichever order they were recorded; after half of a day its rest is due.
        Money Of(FeeRate rate, AttendedDay day, int earlier, List<AttendedDay> paid)
        {
            var others = paid.Where(p => p.Meeting == day.Meeting && p.Day != day.Day).DistinctBy(p => p.Day).Count();
            var n = others + earlier + 1;
            return paid.Exists(p => p.Day == day.Day)
                ? terms.OfDay(rate, n, DayPart.Whole) - terms.OfDay(rate, n, DayPart.Half) : terms.OfDay(rate, n, day.Part);
        }
    }

    /// <summary>What failed is due as it was listed, unless a later list repeats it: it was taxed when it was listed first.</summary>
    private static IEnumerable<FeeLine> Failed(IReadOnlyList<KeyValuePair<int, FeeList>> counting)
    {
        var repeated = counting.SelectMany(l => l.Value.Lines).Select(l => l.AgainOf).OfType<ListedFee>().ToHashSet();
        return
            from list in counting
            from line in list.Value.Lines.Select((fee, i) => (Fee: fee, At: new ListedFee(list.Key, i + 1)))
            where list.Value.OutcomeOf(line.At.Line)?.Status == PaymentStatus.Failed && !repeated.Contains(line.At)
            select line.Fee with { AgainOf = line.At };
    }

    /// <summary>One day is paid once, whatever met on it; two halves are a day.</summary>
    private static List<AttendedDay> Unpaid(IReadOnlyList<AttendedDay> attended, List<AttendedDay> paid) =>
        [.. attended.GroupBy(d => d.Day).OrderBy(g => g.Key)
            .Select(g => (First: g.OrderBy(d => d.Part).ThenBy(d => d.Meeting).First(),
                Left: DaysOf(g) - DaysOf(paid.Where(p => p.Day == g.Key))))
            .Where(d => d.Left > 0).Select(d => d.First with { Part = d.Left == 1 ? DayPart.Whole : DayPart.Half })];

    private static decimal DaysOf(IEnumerable<AttendedDay> parts) => Math.Min(1, parts.Sum(p => p.Days));
}
