using System.Text.Encodings.Web;
using System.Text.Json;
using GrantReview.Core.Applications;
using AffinityRow = GrantReview.Data.AffinityRow;

namespace GrantReview.Web.Features.Conflicts;

/// <summary>A row that a table brings, changes or drops; a blank side is none.</summary>
public sealed record TableChange(string Key, string Before, string After)
{
    /// <summary>The row without what only contacts say; null = as it is.</summary>
    public string? Named { get; init; }
}

/// <summary>What a table would change.</summary>
/// <param name="Same">Rows that are there already.</param>
public sealed record TableReading(int Rows, int Same, IReadOnlyList<TableChange> Changes, IReadOnlyList<Mistake> Mistakes)
{
    /// <summary>The changes as a fact holds them: people by their names.</summary>
    public FreeText Said() => new(JsonSerializer.Serialize(Changes.Select(c => new { Key = c.Named ?? c.Key, c.Before, c.After }), Plain));

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public int Before => Rows - Changes.Count(c => c.Before.Length == 0) + Changes.Count(c => c.After.Length == 0);
}

/// <summary>
/// The officer's tables beside applications and experts: units, relations and affinities, which replace the ones before as a whole, and
/// answers to questions of identity, which join those that there are.
/// </summary>
public sealed class Tables(AppDb db, CallRow call)
{
    public const string Units = "units";
    public const string Relations = "relations";
    public const string Identities = "identities";
    public const string Affinity = "affinity";

    /// <summary>What conflicts are found by.</summary>
    public static IReadOnlyList<string> All { get; } = [Units, Relations, Identities];

    public static ConflictTable KindOf(string table) => table switch
    {
        Units => ConflictTable.Units, Relations => ConflictTable.Relations, Affinity => ConflictTable.Affinities,
        _ => ConflictTable.Identities,
    };

    public static TableSchema SchemaOf(string table) =>
        table switch
        {
            Units => TableSchema.Units, Relations => TableSchema.Relations, Affinity => TableSchema.Affinity, _ => TableSchema.Identities,
        };

    public Task<TableReading> PreviewAsync(string table, byte[] content, string name, CancellationToken cancellationToken) =>
        ReadAsync(table, content, name, null, cancellationToken);

    /// <summary>As the preview, and puts it into the database unless there are mistakes; saved with the act.</summary>
    public Task<TableReading> PutAsync(string table, byte[] content, string name, By by, FreeText reason,
        CancellationToken cancellationToken) =>
        ReadAsync(table, content, name, (by, reason), cancellationToken);

    private Task<TableReading> ReadAsync(string table, byte[] content, string name, (By By, FreeText Reason)? act,
        CancellationToken cancellationToken) => table switch
    {
        Units => UnitsAsync(content, name, act is not null, cancellationToken),
        Relations => RelationsAsync(content, name, act is not null, cancellationToken),
        Affinity => AffinitiesAsync(content, name, act is not null, cancellationToken),
        _ => IdentitiesAsync(content, name, act, cancellationToken),
    };

    private async Task<TableReading> UnitsAsync(byte[] content, string name, bool put, CancellationToken cancellationToken)
    {
        var read = RoundReader.ReadUnits(content, name, StoredRound.CallOf(call).Conflicts.StrictUnitCodes);
        var (units, mistakes) = (read.Rows, read.Mistakes);
        var before = await db.Organisations.Where(o => o.CallId == call.Id).ToListAsync(cancellationToken);
        List<OrganisationRow> after =
        [
            .. units.Select(u => new OrganisationRow
            {
                CallId = call.Id, Name = u.Name, Code = u.Code, Aliases = string.Join(';', u.Aliases),
                FormerNames = string.Join(';', u.FormerNames), Parent = u.Parent,
            }),
        ];
        if (put && mistakes.Count == 0)
        {
            db.Organisations.RemoveRange(before);
            // The old names must be gone before the same names come again.
            await db.SaveChangesAsync(cancellationToken);
            db.Organisations.AddRange(after);
        }
        return Compare(before.Select(Said), after.Select(Said), mistakes);

        static (string, string) Said(OrganisationRow row) =>
            (row.Name,
            string.Join(" | ", new[] { row.Code, row.Aliases, row.FormerNames, row.Parent }.Where(t => t.Length > 0).DefaultIfEmpty("—")));
    }

    private async Task<TableReading> RelationsAsync(byte[] content, string name, bool put, CancellationToken cancellationToken)
    {
        var experts = await db.Experts.Where(e => e.CallId == call.Id).ToDictionaryAsync(e => e.Number, e => e.Id, cancellationToken);
        var codes = experts.ToDictionary(e => e.Value, e => e.Key);
        var read = RoundReader.ReadRelations(content, name, experts.Keys);
        var (relations, mistakes) = (read.Rows, read.Mistakes);
        var before = await db.Relations.Where(r => r.CallId == call.Id).ToListAsync(cancellationToken);
        List<RelationRow> after = experts.Count == 0 || mistakes.Count > 0 ? []
            : [.. relations.Select(r =>
                new RelationRow { CallId = call.Id, ExpertId = experts[r.Expert], Other = r.Other, Ground = r.Ground, Year = r.Year })];
        if (put && mistakes.Count == 0)
        {
            db.Relations.RemoveRange(before);
            db.Relations.AddRange(after);
        }
        var named = before.Concat(after).GroupBy(r => KeyOf(r, r.Other))
            .ToDictionary(g => g.Key, g => KeyOf(g.First(), Person.Parse(g.First().Other).Name), StringComparer.Ordinal);
        var reading = Compare(before.Select(Said), after.Select(Said), mistakes);
        return reading with { Changes = [.. reading.Changes.Select(c => c with { Named = named[c.Key] })] };

        (string, string) Said(RelationRow row) => (KeyOf(row, row.Other), row.Year?.ToString(CultureInfo.InvariantCulture) ?? "—");

        string KeyOf(RelationRow row, string other) =>
            $"{(codes.TryGetValue(row.ExpertId, out var code) ? code.Value : "?")} – {other} ({Core.Conflicts.Relations.NameOf(row.Ground)})";
    }

    private async Task<TableReading> AffinitiesAsync(byte[] content, string name, bool put, CancellationToken cancellationToken)
    {
        var (applications, experts) = await StoredRound.IdsAsync(db, call.Id, cancellationToken);
        var read = RoundReader.ReadAffinities(content, name, applications.Keys, experts.Keys);
        var before = await db.Affinities.Where(a => a.CallId == call.Id).ToListAsync(cancellationToken);
        List<AffinityRow> after = read.Mistakes.Count > 0 ? [] : [.. read.Rows.Select(a => new AffinityRow
        {
            CallId = call.Id, ApplicationId = applications[a.Application], ExpertId = experts[a.Expert], Value = a.Value,
        })];
        if (put && read.Mistakes.Count == 0)
        {
            db.Affinities.RemoveRange(before);
            // The old pairs must be gone before the same pairs come again.
            await db.SaveChangesAsync(cancellationToken);
            db.Affinities.AddRange(after);
        }
        var (codes, names) = (applications.ToDictionary(a => a.Value, a => a.Key), experts.ToDictionary(x => x.Value, x => x.Key));
        return Compare(before.Select(Said), after.Select(Said), read.Mistakes);

        (string, string) Said(AffinityRow row) =>
            ($"{codes[row.ApplicationId]} – {names[row.ExpertId]}", row.Value.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<TableReading> IdentitiesAsync(byte[] content, string name, (By By, FreeText Reason)? act,
        CancellationToken cancellationToken)
    {
        var (applications, experts) = await StoredRound.IdsAsync(db, call.Id, cancellationToken);
        var read = RoundReader.ReadAnswers(content, name, applications.Keys, experts.Keys);
        var (answers, mistakes) = (read.Rows, read.Mistakes);
        var rows = await db.IdentityQuestions.Where(q => q.CallId == call.Id)
            .ToDictionaryAsync(q => (q.ApplicationId, q.ExpertId, q.Name, q.About), cancellationToken);
        List<TableChange> changes = [];
        foreach (var (question, isSame) in mistakes.Count > 0 ? [] : answers)
        {
            var key = (applications[question.Application], experts[question.Expert], question.Name, question.About);
            var row = rows.GetValueOrDefault(key);
            if (row?.State.IsSame == isSame)
            {
                continue;
            }
            changes.Add(new TableChange(
                $"{question.Application} – {question.Expert}: {question.Name} ({question.About})", Said(row?.State.IsSame), Said(isSame)));
            if (act is not var (by, reason))
            {
                continue;
            }
            if (row is null)
            {
                row = new IdentityQuestionRow(call.Id, key.Item1, key.Item2, question.Name, question.About);
                row.Do(new IdentityLife.Ask(), by.ByTheRules(), call.State).OrThrow();
                db.IdentityQuestions.Add(row);
            }
            row.Do(new IdentityLife.Say(isSame, reason), by, call.State).OrThrow();
        }
        return new TableReading(answers.Count, answers.Count - changes.Count, changes, mistakes);

        static string Said(bool? same) => same is null ? "" : same == true ? "same" : "different";
    }

    private static TableReading Compare(IEnumerable<(string Key, string Text)> before, IEnumerable<(string Key, string Text)> after,
        IReadOnlyList<Mistake> mistakes)
    {
        if (mistakes.Count > 0)
        {
            return new TableReading(0, 0, [], mistakes);
        }
        var (was, now) = (before.ToLookup(r => r.Key, r => r.Text, StringComparer.Ordinal),
            after.ToLookup(r => r.Key, r => r.Text, StringComparer.Ordinal));
        var changes = was.Select(r => r.Key).Union(now.Select(r => r.Key), StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(k => new TableChange(k, string.Join("; ", was[k]), string.Join("; ", now[k])))
            .Where(c => c.Before != c.After).ToList();
        return new TableReading(now.Sum(r => r.Count()), now.Count - changes.Count(c => c.After.Length > 0), changes, []);
    }
}
