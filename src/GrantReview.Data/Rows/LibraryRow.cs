using GrantReview.Core.Acts;
using GrantReview.Core.Awards;

namespace GrantReview.Data;

/// <summary>A qualified application without an award that is kept in the project library (项目库), and where it was taken up again.</summary>
public sealed class LibraryRow(Guid callId, Guid applicationId) : Row
{
    public Guid CallId { get; private set; } = callId;
    public Guid ApplicationId { get; private set; } = applicationId;

    /// <summary>The year of the final awards that it missed.</summary>
    public int Year { get; private set; }
    public string Note { get; private set; } = "";
    public Guid EnteredById { get; private set; }
    public DateTime EnteredAt { get; private set; }

    /// <summary>The application of a later call that carries it on; null = it waits.</summary>
    public Guid? CarriedToId { get; private set; }
    public Guid? CarriedById { get; private set; }
    public DateTime? CarriedAt { get; private set; }

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by, LibraryEvidence seen) => Take(LibraryLife.Decide(CarriedToId, act, by, seen), by, fact =>
    {
        switch (fact)
        {
            case LibraryLife.Entered entered:
                Year = entered.Year;
                Note = entered.Note.Text ?? "";
                EnteredById = entered.By;
                EnteredAt = entered.At;
                break;
            case LibraryLife.Carried carried:
                CarriedToId = carried.Application;
                CarriedById = carried.By;
                CarriedAt = carried.At;
                break;
            case LibraryLife.Undone:
                CarriedToId = null;
                CarriedById = null;
                CarriedAt = null;
                break;
        }
    });
}
