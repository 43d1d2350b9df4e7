using GrantReview.Files.Packages;
using GrantReview.Web.Features.Awards;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace GrantReview.Web.Commands;

/// <summary>What must hold in every database of a house at every moment; each that does not is a sentence, with the rows that say so.</summary>
public static class DoctorCommand
{
    private const int Shown = 20;

    /// <summary>A sealer that works has chained a fact by then, and a sweeper has handed on a run.</summary>
    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(10);

    private static readonly IReadOnlyList<(string Name, Func<AppDb, DateTime, Task<List<string>>> BrokenAsync)> Invariants =
    [
        ("Doctor.File", (db, _) => DamagedAsync(db)),
        ("Doctor.Chain", (db, _) => BrokenLinkAsync(db)),
        ("Doctor.Sealed", UnsealedAsync),
        ("Doctor.Orphans", (db, _) => OrphansAsync(db)),
        ("Doctor.Packages", (db, _) => ChangedPackagesAsync(db)),
        ("Doctor.Awards", (db, _) => OtherAwardsAsync(db)),
        ("Doctor.Editions", (db, _) => SheetsWithoutEditionAsync(db)),
        ("Doctor.Runs", LeftRunsAsync),
    ];

    public static async Task<int> RunAsync(Terminal terminal, string[] _)
    {
        await using var scope = terminal.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        if ((await db.Database.GetPendingMigrationsAsync()).Any())
        {
            return Terminal.Refuse("Options.NotMigrated");
        }
        var now = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        var broken = 0;
        foreach (var (name, find) in Invariants)
        {
            var rows = await find(db, now);
            broken += rows.Count > 0 ? 1 : 0;
            terminal.Output.Write(rows.Count == 0 ? "✓ " : "✗ ");
            terminal.Say(name);
            foreach (var row in rows.Take(Shown))
            {
                terminal.Output.WriteLine($"    {row}");
            }
        }
        terminal.Say(broken == 0 ? "Doctor.Well" : "Doctor.Ill", broken);
        return broken == 0 ? SiteCommands.Done : SiteCommands.No;
    }

    private static async Task<List<string>> DamagedAsync(AppDb db)
    {
        if (!db.Database.IsSqlite())
        {
            return [];
        }
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        await using var answers = await command.ExecuteReaderAsync();
        List<string> said = [];
        while (await answers.ReadAsync())
        {
            said.Add(answers.GetString(0));
        }
        return said is ["ok"] ? [] : said;
    }

    private static async Task<List<string>> BrokenLinkAsync(AppDb db) =>
        await RecordSeal.FirstBrokenAsync(db, default) is { } fact ? [$"Facts {fact.Id}, {fact.Sequence}, {fact.Kind}"] : [];

    private static async Task<List<string>> UnsealedAsync(AppDb db, DateTime now)
    {
        var since = now - Overdue;
        var count = await db.Facts.CountAsync(f => f.Sequence == null && f.At < since);
        return count == 0 ? [] : [$"Facts: {count}"];
    }

    /// <summary>A row that names one that is not there, by any of the model's references.</summary>
    private static async Task<List<string>> OrphansAsync(AppDb db)
    {
        List<string> orphans = [];
        foreach (var reference in db.Model.GetRelationalModel().Tables.SelectMany(t => t.ForeignKeyConstraints).OrderBy(c => c.Name, StringComparer.Ordinal))
        {
            string Named(string alias, string column) => $"{alias}.{DatabaseFigures.Quoted(db, column)}";
            var columns = reference.Columns.Zip(reference.PrincipalColumns, (own, other) => (own.Name, Other: other.Name)).ToList();
            var count = await DatabaseFigures.CountAsync(db,
                $"SELECT COUNT(*) FROM {DatabaseFigures.Quoted(db, reference.Table.Name)} d WHERE "
                + string.Join(" AND ", columns.Select(c => $"{Named("d", c.Name)} IS NOT NULL"))
                + $" AND NOT EXISTS (SELECT 1 FROM {DatabaseFigures.Quoted(db, reference.PrincipalTable.Name)} p WHERE "
                + string.Join(" AND ", columns.Select(c => $"{Named("p", c.Other)} = {Named("d", c.Name)}")) + ")",
                default);
            if (count > 0)
            {
                orphans.Add($"{reference.Table.Name}.{string.Join(", ", columns.Select(c => c.Name))} → {reference.PrincipalTable.Name}: {count}");
            }
        }
        return orphans;
    }

    /// <summary>A package or a run's file whose bytes are not those of its hash, or a package whose hash the record does not know.</summary>
    private static async Task<List<string>> ChangedPackagesAsync(AppDb db)
    {
        List<string> changed = [];
        var kind = FactJson.KindOf(typeof(PackageLife.Frozen));
        var facts = (await db.Facts.AsNoTracking().Where(f => f.Kind == kind).ToListAsync())
            .Select(f => (f.SubjectId, ((PackageLife.Frozen)f.Read()).Sha256)).ToHashSet();
        await foreach (var package in db.Packages.AsNoTracking().AsAsyncEnumerable())
        {
            if (ResultPackage.Sha256(package.Content) != package.Sha256 || !facts.Contains((package.Id, package.Sha256)))
            {
                changed.Add($"Packages {package.Id}, {package.Stage}, {package.Layer}");
            }
        }
        await foreach (var file in db.RunFiles.AsNoTracking().Where(f => f.Sha256 != "").AsAsyncEnumerable())
        {
            if (ResultPackage.Sha256(file.Content) != file.Sha256)
            {
                changed.Add($"RunFiles {file.RunId}, {file.Name}");
            }
        }
        return changed;
    }

    /// <summary>A frozen final list whose rows say other awards or sums than its package.</summary>
    private static async Task<List<string>> OtherAwardsAsync(AppDb db)
    {
        List<string> other = [];
        foreach (var final in (await db.Decisions.Where(d => d.Stage == AwardStage.Final).ToListAsync()).Where(d => d.Notice.FrozenAt is not null))
        {
            if ((await FrozenAwards.ReadAsync(db, final, default)).Differs)
            {
                other.Add($"Decisions {final.Id}, {final.Number}");
            }
        }
        return other;
    }

    private static Task<List<string>> SheetsWithoutEditionAsync(AppDb db) => db.ScoreSheets
        .Where(s => s.State.Status == SheetStatus.Submitted && s.Editions.All(e => e.Edition != s.State.Edition))
        .Select(s => $"ScoreSheets {s.Id}").ToListAsync();

    private static Task<List<string>> LeftRunsAsync(AppDb db, DateTime now)
    {
        var since = now - Overdue;
        return db.Runs.Where(r => (r.Status == RunStatus.Requested && r.RequestedAt < since) || (r.Status == RunStatus.Running && r.LeaseUntil < since))
            .Select(r => $"Runs {r.Id}, {r.Kind}").ToListAsync();
    }
}
