namespace GrantReview.Web.Localisation;

/// <summary>What a template leaves to the office, in words: by the key of the setting that the choice concerns.</summary>
public static class ChoiceText
{
    private const string Rule = "eligibility.rules.";
    private const string Category = "categories.";

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["indicatorTree"] = "Choice.Tree", ["dates"] = "Choice.Dates", ["allocation.minScore"] = "Choice.MinScore", ["allocation.quotas"] = "Choice.Quotas",
        ["allocation.policy.ties"] = "Choice.Ties", ["allocation.policy.tieBreak"] = "Choice.TieBreak",
        ["allocation.policy.tieBreak.library_year"] = "Choice.LibraryFirst", ["amountGroups.annualCaps"] = "Choice.AnnualCaps",
        ["amountGroups.oncePer"] = "Choice.OncePer", ["assignment.expertsPerApplication"] = "Choice.Experts", ["assignment.perUnit"] = "Choice.PerUnit",
        ["categories.amount"] = "Choice.Amount", ["eligibility.asOf"] = "Choice.AsOf", ["eligibility.retirementAges"] = "Choice.RetirementAges",
        ["scoring.decimals"] = "Choice.Decimals", ["scoring.method"] = "Choice.Method", ["scoring.minimumScores"] = "Choice.MinimumScores",
    };

    /// <summary>A key of a category says its code, one of a rule the rule's number; a key that has no words yet stands for itself.</summary>
    public static string Of(string key)
    {
        if (Words.TryGetValue(key, out var word))
        {
            return Text.Of(word);
        }
        if (key.StartsWith(Rule, StringComparison.Ordinal))
        {
            return Text.Of("Choice.Rule", key[Rule.Length..]);
        }
        var parts = key.StartsWith(Category, StringComparison.Ordinal) ? key[Category.Length..].Split('.') : [];
        return parts.FirstOrDefault(p => p.Any(char.IsLetter)) is { } first && Array.IndexOf(parts, first) is > 0 and var code
            ? Text.Of("Choice.Category", string.Join('.', parts[..code])) : key;
    }
}
