using System.ComponentModel.DataAnnotations;
using GrantReview.Core.Acts;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Data;

/// <summary>
/// The one database, the same model on SQLite, PostgreSQL and SQL Server; each has a context and a migration set of its own.
/// </summary>
public abstract class AppDb(DbContextOptions options)
    : IdentityUserContext<User, Guid, IdentityUserClaim<Guid>, IdentityUserLogin<Guid>, IdentityUserToken<Guid>, Passkey>(options),
        IDataProtectionKeyContext
{
    /// <summary>The last ordinal of each act that this context has recorded.</summary>
    private readonly Dictionary<Guid, int> ordinals = [];

    /// <summary>Facts of persons that were saved.</summary>
    private readonly List<(Row Row, Fact Fact)> recorded = [];

    internal Vault Vault { get; } =
        options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider?.GetService<Vault>() ?? Vault.None;

    public DbSet<CallRow> Calls => Set<CallRow>();
    public DbSet<GrantRow> Grants => Set<GrantRow>();
    public DbSet<RecusalRow> Recusals => Set<RecusalRow>();
    public DbSet<SessionRow> Sessions => Set<SessionRow>();
    public DbSet<AliasRow> Aliases => Set<AliasRow>();
    public DbSet<IndicatorTreeRow> IndicatorTrees => Set<IndicatorTreeRow>();
    public DbSet<ApplicationRow> Applications => Set<ApplicationRow>();
    public DbSet<ImportRow> Imports => Set<ImportRow>();
    public DbSet<HeaderRow> Headers => Set<HeaderRow>();
    public DbSet<AttachmentRow> Attachments => Set<AttachmentRow>();
    public DbSet<VerdictRow> Verdicts => Set<VerdictRow>();
    public DbSet<ExpertRow> Experts => Set<ExpertRow>();
    public DbSet<CompetenceRow> Competences => Set<CompetenceRow>();
    public DbSet<ConflictRow> Conflicts => Set<ConflictRow>();
    public DbSet<IdentityQuestionRow> IdentityQuestions => Set<IdentityQuestionRow>();
    public DbSet<OrganisationRow> Organisations => Set<OrganisationRow>();
    public DbSet<RelationRow> Relations => Set<RelationRow>();
    public DbSet<AffinityRow> Affinities => Set<AffinityRow>();
    public DbSet<AssignmentPlanRow> AssignmentPlans => Set<AssignmentPlanRow>();
    public DbSet<AssignmentRow> Assignments => Set<AssignmentRow>();
    public DbSet<ScoreSheetRow> ScoreSheets => Set<ScoreSheetRow>();
    public DbSet<LeafScoreRow> LeafScores => Set<LeafScoreRow>();
    public DbSet<SheetEditionRow> SheetEditions => Set<SheetEditionRow>();
    public DbSet<ApproachRow> Approaches => Set<ApproachRow>();
    public DbSet<NoteRow> Notes => Set<NoteRow>();
    public DbSet<FactRow> Facts => Set<FactRow>();
    public DbSet<FactTextRow> FactTexts => Set<FactTextRow>();
    public DbSet<RunRow> Runs => Set<RunRow>();
    public DbSet<RunFileRow> RunFiles => Set<RunFileRow>();
    public DbSet<RankingRow> Rankings => Set<RankingRow>();
    public DbSet<InputsChangeRow> InputsChanges => Set<InputsChangeRow>();
    public DbSet<ProposalRow> Proposals => Set<ProposalRow>();
    public DbSet<AwardRow> Awards => Set<AwardRow>();
    public DbSet<ScenarioRow> Scenarios => Set<ScenarioRow>();
    public DbSet<DecisionRow> Decisions => Set<DecisionRow>();
    public DbSet<PackageRow> Packages => Set<PackageRow>();
    public DbSet<ObjectionRow> Objections => Set<ObjectionRow>();
    public DbSet<ExportRow> Exports => Set<ExportRow>();
    public DbSet<PaymentOrderRow> PaymentOrders => Set<PaymentOrderRow>();
    public DbSet<PayeeChangeRow> PayeeChanges => Set<PayeeChangeRow>();
    public DbSet<RefundRow> Refunds => Set<RefundRow>();
    public DbSet<FeeTermsRow> FeeTerms => Set<FeeTermsRow>();
    public DbSet<AttendanceRow> Attendance => Set<AttendanceRow>();
    public DbSet<FeeListRow> FeeLists => Set<FeeListRow>();
    public DbSet<FeePayeeRow> FeePayees => Set<FeePayeeRow>();
    public DbSet<AbsenceRow> Absences => Set<AbsenceRow>();
    public DbSet<CertificateRow> Certificates => Set<CertificateRow>();
    public DbSet<DrawRow> Draws => Set<DrawRow>();
    public DbSet<DrawShareRow> DrawShares => Set<DrawShareRow>();
    public DbSet<LibraryRow> Library => Set<LibraryRow>();
    public DbSet<BroadcastRow> Broadcasts => Set<BroadcastRow>();
    public DbSet<MailRow> Mails => Set<MailRow>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>How often inputs of a call's evaluation have changed.</summary>
    public Task<long> InputsVersionAsync(Guid callId, CancellationToken cancellationToken) =>
        InputsChanges.LongCountAsync(c => c.CallId == callId, cancellationToken);

    /// <summary>What persons decided in this context, each with the row that it changes.</summary>
    public IReadOnlyList<(Row Row, Fact Fact)> Decided
    {
        get
        {
            var detects = ChangeTracker.AutoDetectChangesEnabled;
            ChangeTracker.AutoDetectChangesEnabled = false;
            try
            {
                return [.. recorded, .. ChangeTracker.Entries<Row>().Select(e => e.Entity)
                    .SelectMany(r => r.Taken.Where(t => t.By.Person is not null).Select(t => (r, t.Fact)))];
            }
            finally
            {
                ChangeTracker.AutoDetectChangesEnabled = detects;
            }
        }
    }

    /// <summary>Adds a fact about what is no row of ours, an account; it is saved with the change it records.</summary>
    /// <param name="account">Null = none is known.</param>
    public void Keep(Fact fact, By by, Guid? account) =>
        Facts.Add(FactRow.From(fact, by, NextOrdinal(by), nameof(User), account ?? Guid.Empty, call: null));

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        try
        {
            CheckChanges();
            return base.SaveChanges(acceptAllChangesOnSuccess);
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        try
        {
            CheckChanges();
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(Row.CodeLength);
        configurationBuilder.Properties<FreeText>().HaveConversion<FreeTextConverter>().HaveMaxLength(FreeText.Longest);
        configurationBuilder.Properties<Rational>().HaveConversion<RationalConverter>().HaveMaxLength(LongestRational);
        configurationBuilder.Properties<Money>().HaveConversion<MoneyConverter>();
        configurationBuilder.Properties<ReminderPlan>().HaveConversion<ReminderPlanConverter>().HaveMaxLength(Row.CodeLength);
        configurationBuilder.Properties<ReviewRound>().HaveConversion<ReviewRoundConverter>().HaveMaxLength(Row.CodeLength);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(AppDb).Assembly);
        Vault.Apply(builder);
        foreach (var type in builder.Model.GetEntityTypes().Where(t => t.ClrType.IsAssignableTo(typeof(Row))))
        {
            builder.Entity(type.ClrType).Property<Guid>(nameof(Row.Id)).ValueGeneratedNever();
            builder.Entity(type.ClrType).Property<long>(nameof(Row.Version)).IsConcurrencyToken();
        }
    }

    /// <summary>
    /// Counts versions up, keeps the record append-only, published trees, sealed shares and what is frozen as they are, and enforces
    /// lengths, which SQLite does not.
    /// </summary>
    private void CheckChanges()
    {
        // Found once: what is changed below is said to the tracker.
        ChangeTracker.DetectChanges();
        ChangeTracker.AutoDetectChangesEnabled = false;
        foreach (var row in ChangeTracker.Entries<Row>().Select(e => e.Entity).Where(r => r.Taken.Count > 0).ToList())
        {
            foreach (var (fact, by) in row.Taken)
            {
                Facts.Add(FactRow.From(fact, by, NextOrdinal(by), row));
                if (by.Person is not null)
                {
                    recorded.Add((row, fact));
                }
            }
            row.Recorded();
        }
        var changes =
            ChangeTracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted).ToList();
        InputsChanges.AddRange(changes.SelectMany(ChangedInputs).Distinct().Select(call => new InputsChangeRow(call)));
        foreach (var entry in changes)
        {
            switch (entry.Entity)
            {
                case FactRow when entry.State == EntityState.Deleted || (entry.State == EntityState.Modified && !IsSealing(entry)):
                    throw new InvalidOperationException("The record is append-only.");
                case IndicatorTreeRow when entry.State != EntityState.Added
                    && entry.OriginalValues.GetValue<DateTime?>(nameof(IndicatorTreeRow.PublishedAt)) is not null:
                    throw new InvalidOperationException("A published indicator tree never changes; clone it into a new version.");
                case AttachmentRow when entry.State == EntityState.Deleted:
                case DecisionRow when entry.State == EntityState.Deleted || (entry.State == EntityState.Modified && WasFrozen(entry)):
                case ProposalRow or AwardRow when entry.State == EntityState.Deleted:
                case PaymentOrderRow or RefundRow or FeeListRow or CertificateRow or BroadcastRow when entry.State == EntityState.Deleted:
                case PackageRow or DrawShareRow or SheetEditionRow or AliasRow when entry.State != EntityState.Added:
                case DrawRow when entry.State == EntityState.Deleted
                    || (entry.State == EntityState.Modified && HasChanged(entry, nameof(DrawRow.Pool), nameof(DrawRow.PoolHash))):
                case DrawRow when entry.State == EntityState.Modified
                    && entry.OriginalValues.GetValue<string>(nameof(DrawRow.Result)).Length > 0
                    && HasChanged(entry, nameof(DrawRow.Result)):
                    throw new InvalidOperationException("What is frozen never changes; a later one supersedes it.");
                case Row row when entry.State == EntityState.Modified:
                    entry.Property(nameof(Row.Version)).CurrentValue = row.Version + 1;
                    break;
            }
            if (entry.State != EntityState.Deleted)
            {
                CheckLengths(entry);
            }
        }
    }

    private static bool WasFrozen(EntityEntry decision) =>
        decision.ComplexProperty(nameof(DecisionRow.State)).Property(nameof(DecisionState.FrozenAt)).OriginalValue is not null
        || decision.ComplexProperty(nameof(DecisionRow.Notice)).Property(nameof(NoticeState.FrozenAt)).OriginalValue is not null;

    /// <summary>
    /// The calls of whose evaluation a change is. An entry of the project library is of those whose application carries it on, or did;
    /// what a call awards is of the others made from the same template, whose limits reach over years.
    /// </summary>
    private IEnumerable<Guid> ChangedInputs(EntityEntry entry)
    {
        if (entry is { Entity: LibraryRow, State: EntityState.Modified }
            && entry.Property(nameof(LibraryRow.CarriedToId)) is { IsModified: true } carried)
        {
            var applications = new[] { carried.OriginalValue, carried.CurrentValue }.OfType<Guid>().ToList();
            return Applications.Where(a => applications.Contains(a.Id)).Select(a => a.CallId).ToList();
        }
        List<Guid> calls = InputsChangeRow.AwardingOf(entry) is { } awarding
            ? Calls.Where(c => c.Id != awarding && c.Template != null
                && Calls.Any(o => o.Id == awarding && o.Template == c.Template)).Select(c => c.Id).ToList()
            : [];
        return InputsChangeRow.CallOf(entry) is { } call ? [call, .. calls] : calls;
    }

    private int NextOrdinal(By by) => ordinals[by.ActId] = ordinals.TryGetValue(by.ActId, out var last) ? last + 1 : 0;

    private static bool HasChanged(EntityEntry entry, params string[] names) => names.Any(n => entry.Property(n).IsModified);

    private static bool IsSealing(EntityEntry entry) =>
        entry.OriginalValues.GetValue<string?>(nameof(FactRow.Hash)) is null
        && entry.Properties.Where(p => p.IsModified).All(p =>
            p.Metadata.Name is nameof(FactRow.Sequence) or nameof(FactRow.PreviousHash) or nameof(FactRow.Hash) or nameof(FactRow.Digest));

    private static void CheckLengths(EntityEntry entry)
    {
        foreach (var property in entry.Properties)
        {
            if (property.CurrentValue is string text && (Vault.LongestOf(property.Metadata) ?? property.Metadata.GetMaxLength()) is { } max
                && text.Length > max)
            {
                throw new ValidationException(
                    $"{entry.Metadata.ClrType.Name}.{property.Metadata.Name} has {text.Length} characters; {max} is the most.");
            }
        }
    }

    /// <summary>Digits of a score as people type it, both parts of the fraction.</summary>
    private const int LongestRational = 200;

    private sealed class FreeTextConverter() : ValueConverter<FreeText, string>(text => text.Text ?? "", text => new FreeText(text));

    private sealed class RationalConverter() : ValueConverter<Rational, string>(
        value => $"{value.Numerator}/{value.Denominator}", text => Rational.Parse(text));

    private sealed class MoneyConverter() : ValueConverter<Money, long>(value => value.Fen, fen => new Money(fen));

    private sealed class ReviewRoundConverter() : ValueConverter<ReviewRound, string>(round => round.Code, code => new ReviewRound(code));

    private sealed class ReminderPlanConverter() : ValueConverter<ReminderPlan, string>(
        plan => plan.ToString(), text => ReminderPlan.Parse(text) ?? ReminderPlan.None);

    private sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
        value => value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : DateTime.SpecifyKind(value, DateTimeKind.Utc),
        value => DateTime.SpecifyKind(value, DateTimeKind.Utc));
}

public sealed class SqliteDb(DbContextOptions<SqliteDb> options) : AppDb(options);

public sealed class PostgresDb(DbContextOptions<PostgresDb> options) : AppDb(options);

public sealed class SqlServerDb(DbContextOptions<SqlServerDb> options) : AppDb(options);
