using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;

namespace GrantReview.Core.Tests.Payments;

public class FinanceTermsTests
{
    [Fact]
    public void Split_SumsToTheFen_WhateverTheShares()
    {
        Instalment[] thirds = [new(new Rational(1, 3)), new(new Rational(1, 3)), new(new Rational(1, 3))];
        foreach (var fen in new long[] { 0, 1, 2, 100, 99_999_999, 123_456_701 })
        {
            var parts = FinanceTerms.Split(new Money(fen), thirds);

            Assert.Equal(fen, Money.Sum(parts).Fen);
            Assert.True(parts.Max(p => p.Fen) - parts.Min(p => p.Fen) <= 1);
        }
        Assert.Throws<ArgumentException>(() => FinanceTerms.Split(new Money(1), [new(new Rational(1, 2))]));
    }

    [Fact]
    public void Parts_AcceptSharesThatSumToAllInTheOrderOfTheirDays()
    {
        var (half, day) = (new Rational(1, 2), new DateOnly(2025, 6, 30));

        Assert.Equal(FinanceTerms.Once.Instalments, FinanceTerms.Parts([(Rational.One, null)]));
        Assert.Equal([day, null], FinanceTerms.Parts([(half, day), (half, null)])!.Select(i => (DateOnly?)i.DueOn));
        Assert.Null(FinanceTerms.Parts([]));
        Assert.Null(FinanceTerms.Parts([(half, null)]));
        Assert.Null(FinanceTerms.Parts([(half, day), (half, day.AddDays(-1))]));
        Assert.Null(FinanceTerms.Parts([(new Rational(3, 2), null), (new Rational(-1, 2), null)]));
        Assert.Null(FinanceTerms.Parts([.. Enumerable.Repeat((new Rational(1, 13), (DateOnly?)null), 13)]));
    }
}
