using System.Globalization;
using System.Text.RegularExpressions;
using GrantReview.Core.Acts;
using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Payments;

/// <summary>A row of the file that a bank returns (银行回单文件).</summary>
/// <param name="Row">In the file.</param>
/// <param name="Account">As the bank writes it, often with a masked middle.</param>
/// <param name="Status">The bank's word: 成功, 失败, 退票 …</param>
/// <param name="Remark">附言, often with the number of the project.</param>
/// <param name="Reason">Why it failed, as the bank says.</param>
/// <param name="On">Null = the day on which the file was read.</param>
public sealed record BankRow(
    int Row, string Holder, string Account, Money Amount, string Status, string Remark, string Reason, DateOnly? On)
{
    private static readonly string[] PaidWords =
        ["成功", "交易成功", "支付成功", "付款成功", "转账成功", "处理成功", "已成功", "已支付", "已付款", "已入账", "success", "successful", "paid"];

    private static readonly string[] FailedWords =
    [
        "失败", "交易失败", "支付失败", "付款失败", "转账失败", "处理失败", "退票", "已退票", "退汇", "已退汇", "已退回", "银行退回", "拒绝", "failed", "failure",
        "returned", "rejected",
    ];

    /// <summary>What the bank's word says; a word that is not known is a question.</summary>
    public PaymentStatus Outcome => Written.Key(Status) is var word && PaidWords.Contains(word) ? PaymentStatus.Paid
        : FailedWords.Contains(word) ? PaymentStatus.Failed : PaymentStatus.Question;

    /// <summary>Whether the account may be this one: equal, or equal where the bank does not mask it.</summary>
    public bool MayBe(string account)
    {
        var written = Payee.Of("", "", Account).Account;
        var (from, to) = (written.AsSpan().IndexOfAny(Masks), written.AsSpan().LastIndexOfAny(Masks));
        return from < 0 ? written.Length > 0 && written == account
            : written.Length - (to - from + 1) >= LeastShown && account.Length > from + (written.Length - to - 1)
                && account.StartsWith(written[..from], StringComparison.Ordinal)
                && account.EndsWith(written[(to + 1)..], StringComparison.Ordinal);
    }

    /// <summary>Fewer digits than the last four say nothing.</summary>
    private const int LeastShown = 4;
    private const string Masks = "*x•.…";
}

/// <summary>A payment as a bank's file is held against it.</summary>
/// <param name="Name">What a remark may name it by: its application, its expert.</param>
/// <param name="Part">Tells it from the others of its name: the instalment, or the line of a fee list.</param>
/// <param name="To">Null = nobody is known.</param>
public sealed record ListedPayment(string Name, string Part, Payee? To, Money Amount)
{
    /// <summary>
    /// What stands in the remark (附言) of this payment and of no other. The bank's return is read by it.
    /// </summary>
    /// <param name="number">Of the order or list.</param>
    public string MarkIn(int number) => $"{Name}-{Part}-{number}";
}

/// <summary>
/// What a bank's file says of an order: outcomes of its payments, rows that are none of them, and payments it is silent about.
/// </summary>
/// <param name="Silent">Numbers of lines, from 1.</param>
public sealed record BankAnswer(
    IReadOnlyList<PaymentOutcome> Outcomes, IReadOnlyList<StrayPayment> Strays, IReadOnlyList<int> Silent);

/// <summary>
/// Holds a bank's file against an order. A row that carries the mark of a payment in its remark belongs to it alone, and one with the mark
/// of another order or instalment to none. Any other row belongs to the payments whose account it may be, whose holder it does not
/// contradict, and whose project it names if it names one; among them to those of its amount. Payments that rows cannot tell apart share
/// their outcome where there is a row for each and all say the same; whatever else is not certain is a question, never a guess.
/// </summary>
public static class BankReturn
{
    /// <param name="number">Of the order, or of the list of fees.</param>
    /// <param name="payments">As they were sent.</param>
    /// <param name="today">Stands for a day that the file does not name.</param>
    public static BankAnswer Match(
        int number, IReadOnlyList<ListedPayment> payments, IReadOnlyList<BankRow> rows, DateOnly today)
    {
        List<StrayPayment> strays = [];
        List<(BankRow Row, int[] Lines)> found = [];
        foreach (var row in rows.OrderBy(r => r.Row))
        {
            int[] lines = CandidatesOf(number, payments, row);
            if (lines.Length == 0)
            {
                strays.Add(new StrayPayment(row.Row, row.Amount, Said(row)));
                continue;
            }
            int[] equal = [.. lines.Where(l => payments[l - 1].Amount == row.Amount)];
            found.Add((row, equal.Length > 0 ? equal : lines));
        }
        var groups = found.GroupBy(f => string.Join(',', f.Lines)).Select(g => (Rows: g.Select(f => f.Row).ToList(), g.First().Lines))
            .ToList();
        var claims = groups.SelectMany(g => g.Lines).CountBy(l => l).ToDictionary();
        var outcomes = groups
            .SelectMany(g => g.Lines.Select(line => OutcomeOf(line, payments[line - 1].Amount, g.Rows, g.Lines, claims[line] == 1, today)))
            // A payment that two groups of rows claim is one question.
            .GroupBy(o => o.Line).Select(g => g.First()).OrderBy(o => o.Line).ToList();
        var spoken = outcomes.Select(o => o.Line).ToHashSet();
        return new BankAnswer(outcomes, strays, [.. Enumerable.Range(1, payments.Count).Where(l => !spoken.Contains(l))]);
    }

    private static int[] CandidatesOf(int number, IReadOnlyList<ListedPayment> payments, BankRow row)
    {
        int[] marked =
        [
            .. payments.Index().Where(l => Names(row.Remark, l.Item.MarkIn(number), Hyphens)).Select(l => l.Index + 1),
        ];
        if (marked.Length > 0)
        {
            return marked;
        }
        var holder = Written.Key(row.Holder);
        int[] lines =
        [
            .. payments.Index().Where(l => l.Item.To is { } payee && row.MayBe(payee.Account)
                && (holder.Length == 0 || holder == Written.Key(payee.Holder)) && !IsMarkedOtherwise(row.Remark, l.Item))
                .Select(l => l.Index + 1),
        ];
        int[] named = [.. lines.Where(l => Names(row.Remark, payments[l - 1].Name))];
        return named.Length > 0 ? named : lines;
    }

    /// <summary>The remark holds a mark of its name: of another part or order.</summary>
    private static bool IsMarkedOtherwise(string remark, ListedPayment payment) => Regex.IsMatch(
        remark, $"(?<![A-Za-z0-9-]){Regex.Escape(payment.Name)}-F?[0-9]+-[0-9]+(?![A-Za-z0-9-])", RegexOptions.CultureInvariant);

    /// <summary>The remark holds the number as a word of its own: P1 is not named by P10.</summary>
    /// <param name="also">Belongs to words beside ASCII letters and digits.</param>
    private static bool Names(string remark, string number, string also = "")
    {
        for (var at = remark.IndexOf(number, StringComparison.Ordinal); at >= 0;
            at = remark.IndexOf(number, at + 1, StringComparison.Ordinal))
        {
            var end = at + number.Length;
            if ((at == 0 || !IsOfWord(remark[at - 1])) && (end == remark.Length || !IsOfWord(remark[end])))
            {
                return true;
            }
        }
        return false;

        bool IsOfWord(char letter) => char.IsAsciiLetterOrDigit(letter) || also.Contains(letter);
    }

    private const string Hyphens = "-";

    /// <param name="rows">Rows that belong to all of these lines alike.</param>
    private static PaymentOutcome OutcomeOf(
        int number, Money amount, List<BankRow> rows, int[] lines, bool isClaimedOnce, DateOnly today)
    {
        var first = rows[0];
        var isSame = rows.TrueForAll(r => r.Outcome == first.Outcome && r.Amount == amount);
        var status = isClaimedOnce && isSame && rows.Count == lines.Length ? first.Outcome : PaymentStatus.Question;
        return new PaymentOutcome(
            number, status, first.On ?? today, new FreeText(string.Join("; ", rows.Select(r => Said(r).Text).Distinct())));
    }

    /// <summary>The bank's own words, for whoever has to answer: amount, status, reason, remark.</summary>
    private static FreeText Said(BankRow row)
    {
        var amount = row.Amount.Yuan.ToString("N2", CultureInfo.InvariantCulture);
        var said = string.Join(" ", new[] { amount, row.Status, row.Reason, row.Remark }.Where(t => t.Length > 0));
        return new FreeText(said.Length <= FreeText.Longest ? said : said[..FreeText.Longest]);
    }
}
