using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Reports;

/// <summary>One payment of every award (分期拨款).</summary>
/// <param name="Share">Of the award, as an exact fraction; all shares sum to 1.</param>
/// <param name="DueOn">Null = on a condition, which the name says.</param>
public sealed record Instalment(LocalText Name, Rational Share, DateOnly? DueOn = null);

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
    IReadOnlyList<Instalment> Instalments, bool InTenThousands = false, string BudgetYear = "", string SubjectCode = "", string DocumentNumber = "",
    PaymentChannel Channel = PaymentChannel.Unstated, string Treasury = "")
{
    public static FinanceTerms Once { get; } = new([new Instalment(new("Paid at once", "一次性拨付"), Rational.One)]);
}
