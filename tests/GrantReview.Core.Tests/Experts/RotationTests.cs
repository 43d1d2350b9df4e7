using GrantReview.Core.Experts;

namespace GrantReview.Core.Tests.Experts;

public class RotationTests
{
    [Theory]
    [InlineData(3, 2023, 2024, 2025)]
    [InlineData(1, 2022, 2023, 2025)]
    [InlineData(0, 2022, 2023, 2024)]
    [InlineData(0)]
    public void YearsUntil_CountsBackToTheFirstBreak(int expected, params int[] served) =>
        Assert.Equal(expected, Rotation.YearsUntil(2025, served.ToHashSet()));
}
