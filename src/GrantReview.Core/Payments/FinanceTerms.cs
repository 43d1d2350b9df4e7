using GrantReview.Core.Numbers;

namespace GrantReview.Core.Payments;

/// <summary>One payment of every award (分期拨款).</summary>
/// <param name="Share">Of the award, as an exact fraction; all shares sum to 1.</param>
/// <param name="DueOn">Null = on a condition.</param>
public sealed record Instalment(Rational Share, DateOnly? DueOn = null)
{
    /// <summary>Everything, as soon as it is awarded.</summary>
    public bool IsAll => Share == Rational.One && DueOn is null;
}

/// <summary>How the money reaches the payee.</summary>
public enum PaymentChannel
{
    Unstated,

    /// <summary>From the call's own treasury to the payee's account.</summary>
    Direct,

    /// <summary>To a lower treasury (下级财政), which pays the payee.</summary>
    LowerTreasury,
}

/// <summary>What the finance office fills in once for a call.</summary>
/// <param name="InTenThousands">Sums are shown in 万元 instead of yuan, to the fen.</param>
/// <param name="BudgetYear">预算年度, four digits; blank = not stated.</param>
/// <param name="SubjectCode">预算科目编码, digits; blank = not stated.</param>
/// <param name="DocumentNumber">文号, as it is written.</param>
/// <param name="Treasury">The name of the lower treasury; blank for other channels.</param>
public sealed record FinanceTerms(
    IReadOnlyList<Instalment> Instalments, bool InTenThousands = false, string BudgetYear = "", string SubjectCode = "",
    string DocumentNumber = "",
    PaymentChannel Channel = PaymentChannel.Unstated, string Treasury = "")
{
    public const int MostInstalments = 12;

    public static FinanceTerms Once { get; } = new([new Instalment(Rational.One)]);

    /// <summary>Instalments from shares of the award.</summary>
    /// <returns>
    /// Null where the shares are not above zero, do not sum to 1, are too many, or a date lies before the one of an earlier instalment.
    /// </returns>
    public static IReadOnlyList<Instalment>? Parts(IReadOnlyList<(Rational Share, DateOnly? DueOn)> shares)
    {
        var dates = shares.Where(s => s.DueOn is not null).Select(s => s.DueOn.GetValueOrDefault()).ToList();
        return shares.Count is 0 or > MostInstalments || shares.Any(s => s.Share <= Rational.Zero)
            || shares.Aggregate(Rational.Zero, (sum, s) => sum + s.Share) != Rational.One || !dates.SequenceEqual(dates.Order()) ? null
            : [.. shares.Select(s => new Instalment(s.Share, s.DueOn))];
    }

    /// <summary>
    /// An amount cut into instalments that sum to it to the fen: each is what its share and those before come to, rounded down, less what
    /// was paid before.
    /// </summary>
    public static IReadOnlyList<Money> Split(Money amount, IReadOnlyList<Instalment> instalments)
    {
        if (instalments.Aggregate(Rational.Zero, (sum, i) => sum + i.Share) != Rational.One)
        {
            throw new ArgumentException("The shares of the instalments sum to 1.", nameof(instalments));
        }
        var (paid, share) = (Money.Zero, Rational.Zero);
        var parts = new List<Money>();
        foreach (var instalment in instalments)
        {
            share += instalment.Share;
            var until = Money.FloorOfYuan(amount.ExactYuan * share);
            parts.Add(until - paid);
            paid = until;
        }
        return parts;
    }

    public static string Percent(Rational share) => $"{(share * 100).Round(2)}%";

    public bool Equals(FinanceTerms? other) =>
        other is not null && Instalments.SequenceEqual(other.Instalments)
        && (InTenThousands, BudgetYear, SubjectCode, DocumentNumber, Channel, Treasury)
        == (other.InTenThousands, other.BudgetYear, other.SubjectCode, other.DocumentNumber, other.Channel, other.Treasury);

    public override int GetHashCode() =>
        HashCode.Combine(Instalments.Count, InTenThousands, BudgetYear, SubjectCode, DocumentNumber, Channel, Treasury);
}
