using GrantReview.Core.Conflicts;

namespace GrantReview.Core.Tests.Conflicts;

public class ConflictDecisionsTests
{
    private static readonly Guid First = Guid.CreateVersion7(), Second = Guid.CreateVersion7();
    private static readonly ConflictState Partner = new(ConflictGround.PartnerUnit, ConflictSource.Found, ConflictStatus.Found, null);

    [Fact]
    public void Dismissal_ByTwoPersonsWithAReason_IsAllowed()
    {
        Assert.Null(ConflictDecisions.RefuseProposal(Partner, "the project ended"));
        Assert.Null(ConflictDecisions.RefuseAgreement(Partner with { Proposer = First }, Second));
    }

    [Fact]
    public void Dismissal_WithoutAReasonOrASecondPerson_IsRefused()
    {
        Assert.IsType<ConflictRefusal.NeedsReason>(ConflictDecisions.RefuseProposal(Partner, " "));
        Assert.IsType<ConflictRefusal.NotProposed>(ConflictDecisions.RefuseAgreement(Partner, Second));
        Assert.IsType<ConflictRefusal.SamePerson>(ConflictDecisions.RefuseAgreement(Partner with { Proposer = First }, First));
        Assert.IsType<ConflictRefusal.AlreadyProposed>(ConflictDecisions.RefuseProposal(Partner with { Proposer = First }, "again"));
        Assert.IsType<ConflictRefusal.AlreadyProposed>(ConflictDecisions.RefuseConfirm(Partner with { Proposer = First }));
    }

    [Theory]
    [InlineData(ConflictGround.PrincipalInvestigator)]
    [InlineData(ConflictGround.TeamMember)]
    [InlineData(ConflictGround.Family)]
    [InlineData(ConflictGround.AdvisorStudent)]
    [InlineData(ConflictGround.SameUnit)]
    public void Dismissal_OfOneselfKinAdvisorOrTheSameEntity_IsNeverAllowed(ConflictGround ground)
    {
        var conflict = Partner with { Ground = ground };

        Assert.Equal(new ConflictRefusal.NeverDismissed(ground), ConflictDecisions.RefuseProposal(conflict, "a reason"));
        Assert.Equal(new ConflictRefusal.NeverDismissed(ground), ConflictDecisions.RefuseAgreement(conflict with { Proposer = First }, Second));
        Assert.Null(ConflictDecisions.RefuseConfirm(conflict));
    }

    [Theory]
    [InlineData(ConflictSource.Declared, ConflictStatus.Declared)]
    [InlineData(ConflictSource.Pinned, ConflictStatus.Pinned)]
    [InlineData(ConflictSource.Found, ConflictStatus.Dismissed)]
    public void Decision_OnWhatAPersonSaidOrWhatIsDone_IsRefused(ConflictSource source, ConflictStatus status)
    {
        var conflict = Partner with { Source = source, Status = status };

        Assert.Equal(new ConflictRefusal.NotOpen(status), ConflictDecisions.RefuseConfirm(conflict));
        Assert.Equal(new ConflictRefusal.NotOpen(status), ConflictDecisions.RefuseProposal(conflict, "a reason"));
        Assert.Equal(new ConflictRefusal.NotOpen(status), ConflictDecisions.RefuseAgreement(conflict with { Proposer = First }, Second));
    }

    [Fact]
    public void Decision_OnAQuestion_IsAnAnswer()
    {
        var question = Partner with { Ground = ConflictGround.IdentityQuestion };

        Assert.IsType<ConflictRefusal.NeedsAnswer>(ConflictDecisions.RefuseConfirm(question));
        Assert.IsType<ConflictRefusal.NeedsAnswer>(ConflictDecisions.RefuseProposal(question, "a reason"));
    }
}
