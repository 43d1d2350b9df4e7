using System.ComponentModel.DataAnnotations;

namespace GrantReview.Web.Features.Assignments;

/// <param name="Secret">Shown to its owner, and to everybody once the seed is revealed; else null.</param>
public sealed record SealedShare(SeedPart Part, string Person, DateTime SealedAt, string Commitment, string? Secret);

/// <summary>A draw and the shares of its seed.</summary>
/// <param name="Mine">Shares that the reader may seal now.</param>
/// <param name="People">Id → name of whoever froze, allowed, held or revealed it.</param>
/// <param name="Seed">Only when it is revealed.</param>
public sealed record SharesPanel(
    CallRow Call, string Url, DrawRow Row, DrawPool Pool, IReadOnlyList<SealedShare> Shares, IReadOnlyList<SeedPart> Mine,
    IReadOnlyDictionary<Guid, string> People, string? Seed)
{
    /// <summary>What a refused form held.</summary>

    public bool IsComplete => Shares.Count == StoredDraw.Parts.Count;

    public static string FileOf(CallRow call, DrawRow row) => $"{call.Code}-{NameOf(row)}.json";

    public string PersonOf(Guid? id) => id is { } known ? People.GetValueOrDefault(known, "") : "";

    /// <summary>What repeats the draw; a share that is not open stands as a dot.</summary>
    public string CommandLine => $"grantreview draw {FileOf(Call, Row)} --out {NameOf(Row)} " + string.Join(
        ' ', StoredDraw.Parts.Select(p =>
            $"--share {StoredDraw.CodeOf(p)}={(Seed is null ? "…" : Shares.Single(s => s.Part == p).Secret)}"));

    private static string NameOf(DrawRow row) => row.Kind == DrawKind.Lots ? $"lots-{row.Number}" : $"draw-{row.Number}";
}

/// <param name="IsStale">The round is no longer what the frozen pool says.</param>
public sealed record DrawPage(SharesPanel Shares, ListPart<DrawnApplication> Drawn, int? Plan, bool IsStale)
{
    public static ListColumns<DrawnApplication> Columns { get; } = new ListColumns<DrawnApplication>("Draw.Drawn")
        .Column("application", "Conflicts.Application", d => d.Application).Text("Plans.Experts", d => d.Seated)
        .Text("Draw.SubstitutesInOrder", d => d.Substitutes);
}

/// <summary>Who was drawn for one application, in words.</summary>
public sealed record DrawnApplication(string Application, string Seated, string Substitutes)
{
    public static IEnumerable<DrawnApplication> Of(
        IReadOnlyList<DrawnExpert> drawn, IReadOnlyDictionary<ApplicationId, string> titles, IReadOnlyDictionary<ExpertId, string> names)
    {
        return drawn.GroupBy(d => d.Application).Select(a => new DrawnApplication(
            $"{a.Key} {titles.GetValueOrDefault(a.Key)}", string.Join(Text.Of("List.And"), People(a, false)),
            string.Join(" → ", People(a, true))));

        IEnumerable<string> People(IEnumerable<DrawnExpert> of, bool substitutes) =>
            of.Where(d => d.IsSubstitute == substitutes).OrderBy(d => d.Place)
            .Select(d => names.TryGetValue(d.Expert, out var name) ? $"{d.Expert} {name}" : d.Expert.Value);
    }
}

public sealed record DrawRunPage(CallRow Call, int Number, RunRow Run);

/// <param name="NeedsSupervisor">A draw exists already.</param>
/// <param name="Refusal">Why no pool can be frozen; null = it can.</param>
public sealed record DrawsPage(CallRow Call, IReadOnlyList<DrawRow> Draws, bool NeedsSupervisor, DrawPool Pool, string? Refusal);

public sealed class FreezeForm
{
    [Range(0, 20)]
    public int Substitutes { get; set; } = 2;

    [StringLength(Row.NoteLength)]
    public string? Reason { get; set; }
}

public sealed class ShareForm
{
    public const int LongestSecret = 200;

    [Required]
    public string Role { get; set; } = "";

    /// <summary>Blank = the program makes one. Letters, digits, - _ . only, so that every command line takes it as it is.</summary>
    [StringLength(LongestSecret, MinimumLength = SeedShare.ShortestSecret), RegularExpression("[A-Za-z0-9._-]+")]
    public string? Secret { get; set; }
}
