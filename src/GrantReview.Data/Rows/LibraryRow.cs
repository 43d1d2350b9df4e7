namespace GrantReview.Data;

/// <summary>A qualified application without an award that is kept in the project library (项目库), and where it was taken up again.</summary>
public sealed class LibraryRow : Row
{
    public Guid CallId { get; set; }
    public Guid ApplicationId { get; set; }

    /// <summary>The year of the final awards that it missed.</summary>
    public int Year { get; set; }
    public string Note { get; set; } = "";
    public Guid EnteredById { get; set; }
    public DateTime EnteredAt { get; set; }

    /// <summary>The application of a later call that carries it on; null = it waits.</summary>
    public Guid? CarriedToId { get; set; }
    public Guid? CarriedById { get; set; }
    public DateTime? CarriedAt { get; set; }
}
