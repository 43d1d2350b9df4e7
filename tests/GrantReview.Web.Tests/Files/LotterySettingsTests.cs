using System.Text;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Files;
using GrantReview.Files.Rounds;

namespace GrantReview.Web.Tests.Files;

public class LotterySettingsTests
{
    [Fact]
    public void Read_KeepsTheLottery_ThroughWriting()
    {
        var (call, mistakes) = Read(""" "undecidedLottery": "clause 12", "lottery": "linear", "smoothness": "1/3" """);

        Assert.Empty(mistakes);
        var again =
            CallJson.Read(CallJson.Write(Assert.IsType<Core.Calls.Call>(call)), "call.json", TemplateFolder.Shipped, [], [])?.Calibration;
        Assert.Equal(
            ("clause 12", LotteryKind.Linear, new Rational(1, 3)), (again?.UndecidedLottery, again?.Lottery, again?.Smoothness));
    }

    [Theory]
    [InlineData(""" "undecidedLottery": "c", "method": "z-score" """, "calibration.undecidedLottery")]
    [InlineData(""" "undecidedLottery": "c", "method": "z-score", "lottery": "maximin" """, "calibration.undecidedLottery")]
    [InlineData(""" "lottery": "maximin", "method": "mixed-model" """, "calibration.undecidedLottery")]
    [InlineData(""" "undecidedLottery": "c", "method": "mixed-model", "lottery": "linear", "smoothness": 1 """, "calibration.lottery")]
    [InlineData(""" "undecidedLottery": "c", "lottery": "linear" """, "calibration.smoothness")]
    [InlineData(""" "undecidedLottery": "c", "lottery": "linear", "smoothness": 0 """, "calibration.smoothness")]
    [InlineData(""" "undecidedLottery": "c", "method": "mixed-model", "smoothness": 1 """, "calibration.smoothness")]
    [InlineData(""" "undecidedLottery": "c", "lottery": "coin" """, "calibration.lottery,calibration.undecidedLottery")]
    public void Read_WhenTheLotteryDoesNotFit_NamesThePath(string calibration, string paths)
    {
        var (_, mistakes) = Read(calibration);

        Assert.Equal(paths, string.Join(',', mistakes.Select(m => m.Column).Order(StringComparer.Ordinal)));
    }

    private static (Core.Calls.Call? Call, List<Mistake> Mistakes) Read(string calibration)
    {
        var mistakes = new List<Mistake>();
        var json = Encoding.UTF8.GetBytes($$"""{ "code": "C", "calibration": { {{calibration}} } }""");
        return (CallJson.Read(json, "call.json", TemplateFolder.Shipped, mistakes, []), mistakes);
    }
}
