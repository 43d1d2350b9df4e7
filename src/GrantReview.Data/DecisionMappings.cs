using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantReview.Data;

internal sealed class DecisionMapping : IEntityTypeConfiguration<DecisionRow>
{
    public void Configure(EntityTypeBuilder<DecisionRow> builder)
    {
        builder.ToTable("Decisions");
        builder.Property(d => d.Meeting).HasMaxLength(Row.NameLength);
        builder.Property(d => d.MinutesNumber).HasMaxLength(Row.NameLength);
        builder.Property(d => d.Attendees).HasMaxLength(Row.NoteLength);
        builder.Property(d => d.Recused).HasMaxLength(Row.NoteLength);
        builder.HasIndex(d => new { d.CallId, d.Number }).IsUnique();
        builder.HasOne<CallRow>().WithMany().HasForeignKey(d => d.CallId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ProposalRow>().WithMany().HasForeignKey(d => d.ProposalId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<DecisionRow>().WithMany().HasForeignKey(d => d.PreviousId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(d => d.RecordedById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(d => d.FrozenById).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AwardChangeMapping : IEntityTypeConfiguration<AwardChangeRow>
{
    public void Configure(EntityTypeBuilder<AwardChangeRow> builder)
    {
        builder.ToTable("AwardChanges");
        builder.Property(c => c.Reason).HasMaxLength(Row.NoteLength);
        builder.HasIndex(c => new { c.DecisionId, c.ApplicationId }).IsUnique();
        builder.HasOne<DecisionRow>().WithMany().HasForeignKey(c => c.DecisionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ApplicationRow>().WithMany().HasForeignKey(c => c.ApplicationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(c => c.ById).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PackageMapping : IEntityTypeConfiguration<PackageRow>
{
    public void Configure(EntityTypeBuilder<PackageRow> builder)
    {
        builder.ToTable("Packages");
        builder.Property(p => p.Stage).HasMaxLength(Row.CodeLength);
        builder.Property(p => p.Layer).HasMaxLength(Row.CodeLength);
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
        builder.Property(o => o.Name).HasMaxLength(Row.NameLength);
        builder.Property(o => o.Contact).HasMaxLength(Row.NameLength);
        builder.Property(o => o.Content).HasMaxLength(Row.NoteLength);
        builder.Property(o => o.Outcome).HasMaxLength(Row.NoteLength);
        builder.HasIndex(o => new { o.CallId, o.Number }).IsUnique();
        builder.HasOne<CallRow>().WithMany().HasForeignKey(o => o.CallId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ApplicationRow>().WithMany().HasForeignKey(o => o.ApplicationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(o => o.RecordedById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(o => o.DecidedById).OnDelete(DeleteBehavior.Restrict);
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
