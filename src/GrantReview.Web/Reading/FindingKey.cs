using GrantReview.Core.Applications.Eligibility;

namespace GrantReview.Web.Reading;

/// <summary>What a rule says of an application, as a form names it.</summary>
public static class FindingKey
{
    public static string Of(ApplicationId application, RuleId rule) =>
        $"{Uri.EscapeDataString(application.Value)}/{Uri.EscapeDataString(rule.Value)}";

    /// <summary>Application and rule; null = it is no key.</summary>
    public static (ApplicationId Application, RuleId Rule)? Parse(string? key) =>
        key?.Split('/') is [var written, var named] && ApplicationId.Of(Uri.UnescapeDataString(written)) is { } application
            && RuleId.Of(Uri.UnescapeDataString(named)) is { } rule ? (application, rule) : null;
}
