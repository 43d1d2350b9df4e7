using GrantReview.Web.Charts;

namespace GrantReview.Web.Features.Parts;

/// <param name="Call">Of the demonstration, for what stands above the pages of a call.</param>
public sealed record PartsPage(CallRow Call, SetupSteps Steps, ListPart<PartsPage.Row> Rows, IReadOnlyList<Colour> Colours)
{
    /// <summary>An invented application with its scores.</summary>
    public sealed record Row(
        string Code, IReadOnlyList<double> Totals, (double Low, double High) Wide, (double Low, double High) Half, double Expected,
        long Fen)
    {
        public string Title => $"{Text.Of("Bench.Application")} {Code}";
        public double Mean => Totals.Average();
        public bool IsUnsure => Wide.Low < Line && Wide.High > Line;
        public bool IsIn => Expected < Line;
    }

    public const int Seats = 8;
    public const double Line = Seats + .5;
    private const int Rivals = 12;

    public static Scale Ranks { get; } = new(1, Rivals, 120);
    public static Scale Scores { get; } = new(50, 100, 120);

    /// <summary>By rule, so that the page is the same every day.</summary>
    public static IReadOnlyList<Row> Invented { get; } =
    [
        .. Enumerable.Range(1, Rivals).Select(i => new Row(
            $"P{i:00}", [.. Enumerable.Range(0, 5).Select(e => 92 - (2.5 * i) + (e * i % 7) - 3)],
            (Math.Max(1, i - 2.5), Math.Min(Rivals, i + 2)), (Math.Max(1, i - 1), Math.Min(Rivals, i + .8)), i,
            100_000_00L * (Rivals + 1 - i))),
    ];

    public static ListColumns<Row> List { get; } = new ListColumns<Row>("Apps.Title")
        .Column("code", "Apps.Id", r => r.Code)
        .Column("title", "Apps.Name", r => r.Title)
        .Drawn("totals", "Bench.Totals", r => r.Mean, Marks.Ticks(Scores, "0")).Yields("p2")
        .Drawn("rank", "Bench.Ranks", r => r.Expected, Marks.Ticks(Ranks, "0")).Yields("p2")
        .Column("mean", "Ranking.Score", r => r.Mean)
        .Column("amount", "Ranking.Amount", r => r.Fen)
        .Text("Ranking.Decision", r => "");
}
