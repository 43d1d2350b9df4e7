using GrantReview.Core.Awards;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace GrantReview.Data;

internal sealed class DecisionMapping : IEntityTypeConfiguration<DecisionRow>
{
    public void Configure(EntityTypeBuilder<DecisionRow> builder)
    {
        builder.ToTable("Decisions");
        builder.ComplexProperty(d => d.State, state =>
        {
            state.Ignore(s => s.Deliberation).Ignore(s => s.Exemptions).Ignore(s => s.TakenOut);
            state.Property(s => s.MinutesNumber).HasMaxLength(DecisionLife.LongestName);
            state.Property(s => s.Changes).HasConversion<StateList<MeetingChange>, StateListComparer<MeetingChange>>();
            state.Property(s => s.Authors).HasConversion<StateList<Guid>, StateListComparer<Guid>>();
        });
        builder.ComplexProperty(d => d.Notice, notice =>
        {
            notice.Property(n => n.Withdrawals).HasConversion<StateList<Withdrawal>, StateListComparer<Withdrawal>>();
            notice.Property(n => n.Authors).HasConversion<StateList<Guid>, StateListComparer<Guid>>();
        });
        builder.HasIndex(d => new { d.CallId, d.Number }).IsUnique();
        builder.HasOne<CallRow>().WithMany().HasForeignKey(d => d.CallId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ProposalRow>().WithMany().HasForeignKey(d => d.ProposalId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<DecisionRow>().WithMany().HasForeignKey(d => d.PreviousId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>A list of a state's parts, in the form that facts have.</summary>
internal sealed class StateList<T>() : ValueConverter<IReadOnlyList<T>,
    string>(list => FactJson.WriteList(list), text => FactJson.ReadList<T>(text));

internal sealed class StateListComparer<T>() : ValueComparer<IReadOnlyList<T>>(
    (a, b) => ReferenceEquals(a, b) || (a != null && b != null && FactJson.WriteList(a) == FactJson.WriteList(b)),
    list => FactJson.WriteList(list).GetHashCode(StringComparison.Ordinal), list => list);

internal sealed class PackageMapping : IEntityTypeConfiguration<PackageRow>
{
    public void Configure(EntityTypeBuilder<PackageRow> builder)
    {
        builder.ToTable("Packages");
        builder.Property(p => p.Sha256).HasMaxLength(Row.CodeLength);
        builder.HasIndex(p => new { p.CallId, p.FrozenAt });
        builder.HasOne<CallRow>().WithMany().HasForeignKey(p => p.CallId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ProposalRow>().WithMany().HasForeignKey(p => p.ProposalId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<DecisionRow>().WithMany().HasForeignKey(p => p.DecisionId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ScenarioMapping : IEntityTypeConfiguration<ScenarioRow>
{
    public void Configure(EntityTypeBuilder<ScenarioRow> builder)
    {
        builder.ToTable("Scenarios");
        builder.Property(s => s.Name).HasMaxLength(Row.NameLength);
        builder.Property(s => s.Figures).HasMaxLength(Row.NoteLength);
        builder.HasIndex(s => new { s.CallId, s.Name }).IsUnique();
        builder.HasOne<CallRow>().WithMany().HasForeignKey(s => s.CallId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(s => s.CreatedById).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ObjectionMapping : IEntityTypeConfiguration<ObjectionRow>
{
    public void Configure(EntityTypeBuilder<ObjectionRow> builder)
    {
        builder.ToTable("Objections");
        builder.ComplexProperty(o => o.State);
        builder.HasIndex(o => new { o.CallId, o.Number }).IsUnique();
        builder.HasOne<CallRow>().WithMany().HasForeignKey(o => o.CallId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ApplicationRow>().WithMany().HasForeignKey(o => o.ApplicationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(o => o.RecordedById).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ExportMapping : IEntityTypeConfiguration<ExportRow>
{
    public void Configure(EntityTypeBuilder<ExportRow> builder)
    {
        builder.ToTable("Exports");
        builder.HasIndex(e => new { e.CallId, e.At });
        builder.HasOne<CallRow>().WithMany().HasForeignKey(e => e.CallId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<DecisionRow>().WithMany().HasForeignKey(e => e.DecisionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(e => e.ById).OnDelete(DeleteBehavior.Restrict);
    }
}
