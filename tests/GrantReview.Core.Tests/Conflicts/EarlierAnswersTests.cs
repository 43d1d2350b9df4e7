using GrantReview.Core.Applications;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Experts;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Conflicts;

/// <summary>E1 周五 of 丁大学 was asked about in another call, where 甲公司 applied with a leader of that name; now it applies again.</summary>
public class EarlierAnswersTests
{
    private static readonly Organisation Known = new("甲公司", "", ["甲企"], [], "");
    private static readonly DateTime Noon = new(2025, 3, 1, 4, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("E1", "丁大学", "", "甲公司", "", true)]
    [InlineData("E1", "丁大学", "", "甲企", "", true)]
    [InlineData("E1", "丁大学", "", "乙公司", "", false)]
    [InlineData("E2", "丁大学", "", "甲公司", "", false)]
    [InlineData("E1", "戊大学", "", "甲公司", "", false)]
    [InlineData("E2", "戊大学", "13800000001", "甲公司", "", true)]
    [InlineData("E1", "丁大学", "", "乙公司", "13800000009", true)]
    public void To_CarriesAnAnswer_OnlyWhereBothPeopleAreTheSame(
        string expert, string expertUnit, string expertPhone, string unit, string leaderPhone, bool carries)
    {
        var problem = Problem(Named(expert, expertUnit, expertPhone), Applying("P", unit, leaderPhone));
        var questions = ConflictRules.Find(problem).Questions;

        var carried = EarlierAnswers.To(questions, problem, [Answered("C0", "13800000001", "13800000009", false, Noon)]);

        Assert.Single(questions);
        Assert.Equal(carries ? ["C0"] : [], carried.Select(c => c.Answer.Call));
    }

    [Theory]
    [InlineData(false, false, "C2")]
    [InlineData(true, true, "C2")]
    [InlineData(true, false, "")]
    public void To_OfTwoAnswers_TakesTheLatest_AndNoneWhereTheyContradict(bool first, bool second, string call)
    {
        var problem = Problem(Named("E1", "丁大学", ""), Applying("P", "甲公司", ""));

        var carried = EarlierAnswers.To(ConflictRules.Find(problem).Questions, problem,
            [Answered("C2", "", "", second, Noon.AddDays(1)), Answered("C1", "", "", first, Noon)]);

        Assert.Equal(call, string.Concat(carried.Select(c => c.Answer.Call)));
    }

    private static ConflictProblem Problem(Expert expert, Application application) =>
        new([application], [expert], ConflictSettings.Default) { Organisations = [Known] };

    private static EarlierAnswer Answered(string call, string expertPhone, string leaderPhone, bool isSame, DateTime at) => new(
        call, Named("E1", "丁大学", expertPhone), Applying("Q", "甲公司", leaderPhone), "周五", new IdentityState(isSame) { AnsweredAt = at });

    private static Expert Named(string id, string unit, string phone) =>
        An.Expert(id, unit, name: "周五") with { Contacts = new Person("", Phone: phone) };

    private static Application Applying(string id, string unit, string phone) =>
        An.Application(id, unit: unit, pi: "周五") with { PiContacts = new Person("", Phone: phone) };
}
