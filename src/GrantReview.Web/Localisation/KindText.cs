namespace GrantReview.Web.Localisation;

/// <summary>Kinds of experts: those whose codes everybody uses in the reader's words, any other as the call writes it.</summary>
public static class KindText
{
    public static string Of(string kind) => kind switch
    {
        "academic" => Text.Of("Experts.Academic"),
        "industry" => Text.Of("Experts.Industry"),
        "finance" => Text.Of("Experts.Finance"),
        _ => kind,
    };
}
