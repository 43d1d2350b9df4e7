using GrantReview.Core.Acts;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Tests.Calls;

public class ImportLifeTests
{
    private static readonly DateOnly Opens = new(2025, 4, 1);
    private static readonly By Officer = new(
        new Guid(1, 0, 0, new byte[8]), Capacity.Officer, new DateTime(2025, 3, 1, 4, 0, 0, DateTimeKind.Utc), Guid.Empty);

    [Theory]
    [InlineData(CallStage.Draft)]
    [InlineData(CallStage.Open)]
    [InlineData(CallStage.FormalReview)]
    public void Applications_BeforeTheDayOnWhichTheCallOpens_DoNotComeIn(CallStage stage)
    {
        var seen = Seen(ImportedList.Applications, stage);

        Assert.Equal(new ImportLife.IsNotOpenYet(Opens), Brought(seen with { OpensLater = Opens }).Refusal);
        Assert.Null(Brought(seen).Refusal);
    }

    /// <summary>Whoever will review can be gathered before.</summary>
    [Fact]
    public void Experts_BeforeTheDayOnWhichTheCallOpens_ComeIn() =>
        Assert.Null(Brought(Seen(ImportedList.Experts, CallStage.Draft) with { OpensLater = Opens }).Refusal);

    [Theory]
    [InlineData(ImportedList.Applications, CallStage.FormalReview)]
    [InlineData(ImportedList.Experts, CallStage.Assigning)]
    public void List_AfterItsLastStage_DoesNotComeIn_AndIsNotTakenBack(ImportedList list, CallStage last) => Assert.All(
        Enum.GetValues<CallStage>(), stage =>
        {
            Refusal? refused = stage > last ? new CallLife.WrongStage(stage) : null;

            Assert.Equal(refused, Brought(Seen(list, stage)).Refusal);
            Assert.Equal(refused, Decide(new ImportLife.Undo(), Seen(list, stage)).Refusal);
        });

    /// <summary>What came in by a mistake goes, whatever day is set afterwards.</summary>
    [Fact]
    public void Undo_WhenTheDayOfOpeningWasPutOff_TakesTheListBack() =>
        Assert.IsType<ImportLife.Undone>(Assert.Single(
            Decide(new ImportLife.Undo(), Seen(ImportedList.Applications, CallStage.Open) with { OpensLater = Opens }).Facts));

    private static Answer Brought(ImportEvidence seen) => Decide(new ImportLife.Bring(new FreeText("list.csv"), "x", 1, 0), seen);

    private static Answer Decide(Act act, ImportEvidence seen) =>
        ImportLife.Decide(new ImportState(Officer.At, Officer.Who), act, Officer, seen);

    private static ImportEvidence Seen(ImportedList list, CallStage stage) => new(list, stage, IsFollowed: false, 3, []);
}
