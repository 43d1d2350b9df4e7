namespace GrantReview.Core.Conflicts;

/// <summary>
/// Is the person whom an application names the expert, or the person of an expert's relation? Only the name says so. It bars until a person
/// answers.
/// </summary>
/// <param name="Name">As the application writes it.</param>
/// <param name="About"><see cref="Self"/>, or the kind of the relation.</param>
public sealed record IdentityQuestion(ExpertId Expert, ApplicationId Application, string Name, string About)
{
    public const string Self = "self";
}

/// <summary>A person's answer to a question: one person, or two of one name.</summary>
public sealed record IdentityAnswer(IdentityQuestion Question, bool IsSame);
