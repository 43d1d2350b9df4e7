using GrantReview.Core.Applications;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantReview.Data;

internal sealed class CallMapping : IEntityTypeConfiguration<CallRow>
{
    public void Configure(EntityTypeBuilder<CallRow> builder)
    {
        builder.ToTable("Calls");
        builder.Property(c => c.Code).HasMaxLength(Row.CodeLength);
        builder.Property(c => c.NameEn).HasMaxLength(Row.NameLength);
        builder.Property(c => c.NameZh).HasMaxLength(Row.NameLength);
        builder.Property(c => c.Template).HasMaxLength(Row.CodeLength);
        builder.HasIndex(c => c.Code).IsUnique();
        builder.ComplexProperty(c => c.State);
        builder.Ignore(c => c.Name);
    }
}

internal sealed class IndicatorTreeMapping : IEntityTypeConfiguration<IndicatorTreeRow>
{
    public void Configure(EntityTypeBuilder<IndicatorTreeRow> builder)
    {
        builder.ToTable("IndicatorTrees");
        builder.HasIndex(t => new { t.CallId, t.Number }).IsUnique();
        builder.HasOne<CallRow>().WithMany().HasForeignKey(t => t.CallId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ApplicationMapping : IEntityTypeConfiguration<ApplicationRow>
{
    public void Configure(EntityTypeBuilder<ApplicationRow> builder)
    {
        builder.ToTable("Applications");
        builder.Property(a => a.Code).HasMaxLength(Row.CodeLength);
        builder.Property(a => a.Title).HasMaxLength(Row.TitleLength);
        builder.Property(a => a.Category).HasMaxLength(Row.CodeLength);
        builder.Property(a => a.Unit).HasMaxLength(Row.NameLength);
        builder.Property(a => a.UnitCode).HasMaxLength(Row.CodeLength);
        builder.Property(a => a.UnitType).HasMaxLength(Row.CodeLength);
        builder.Property(a => a.Region).HasMaxLength(Row.CodeLength);
        builder.Property(a => a.Pi).HasMaxLength(Row.NameLength);
        builder.Property(a => a.Partners).HasMaxLength(Row.NoteLength);
        builder.Property(a => a.Keywords).HasMaxLength(Row.NoteLength);
        builder.Property(a => a.UnitFormerNames).HasMaxLength(Row.NoteLength);
        builder.Property(a => a.ExcludedExperts).HasMaxLength(Row.NoteLength);
        builder.Property(a => a.IneligibleReason).HasMaxLength(Row.NoteLength);
        builder.HasIndex(a => new { a.CallId, a.Code }).IsUnique();
        builder.HasOne<CallRow>().WithMany().HasForeignKey(a => a.CallId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ImportMapping : IEntityTypeConfiguration<ImportRow>
{
    public void Configure(EntityTypeBuilder<ImportRow> builder)
    {
        builder.ToTable("Imports");
        builder.Property(i => i.FileName).HasMaxLength(Row.NameLength);
        builder.Property(i => i.Sha256).HasMaxLength(ImportRow.DigestLength);
        builder.ComplexProperty(i => i.State);
        builder.HasIndex(i => i.CallId);
        builder.HasOne<CallRow>().WithMany().HasForeignKey(i => i.CallId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class HeaderMapping : IEntityTypeConfiguration<HeaderRow>
{
    public void Configure(EntityTypeBuilder<HeaderRow> builder)
    {
        builder.ToTable("Headers");
        builder.Property(h => h.Key).HasMaxLength(Row.NameLength);
        builder.Property(h => h.Written).HasMaxLength(Row.NameLength);
        builder.Property(h => h.Column).HasMaxLength(Row.CodeLength);
        builder.HasIndex(h => new { h.List, h.Key }).IsUnique();
    }
}

internal sealed class AttachmentMapping : IEntityTypeConfiguration<AttachmentRow>
{
    public void Configure(EntityTypeBuilder<AttachmentRow> builder)
    {
        builder.ToTable("Attachments");
        builder.Property(a => a.Name).HasMaxLength(Row.NameLength);
        builder.ComplexProperty(a => a.State, state => state.ComplexProperty(
            s => s.Content, content => content.Property(c => c.Sha256).HasMaxLength(AttachmentContent.DigestLength)));
        builder.HasIndex(a => new { a.ApplicationId, a.Name });
        builder.HasIndex(a => a.CallId);
        builder.HasOne<ApplicationRow>().WithMany().HasForeignKey(a => a.ApplicationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ExpertMapping : IEntityTypeConfiguration<ExpertRow>
{
    public void Configure(EntityTypeBuilder<ExpertRow> builder)
    {
        builder.ToTable("Experts");
        builder.Property(e => e.Code).HasMaxLength(Row.CodeLength);
        builder.Property(e => e.Name).HasMaxLength(Row.NameLength);
        builder.Property(e => e.Unit).HasMaxLength(Row.NameLength);
        builder.Property(e => e.UnitCode).HasMaxLength(Row.CodeLength);
        builder.Property(e => e.FormerUnits).HasMaxLength(Row.NoteLength);
        builder.Property(e => e.Region).HasMaxLength(Row.CodeLength);
        builder.Property(e => e.Kind).HasMaxLength(Row.CodeLength);
        builder.Property(e => e.Keywords).HasMaxLength(Row.NoteLength);
        builder.ComplexProperty(e => e.AccountRequest);
        builder.Navigation(e => e.Alias).AutoInclude();
        builder.HasIndex(e => new { e.CallId, e.Code }).IsUnique();
        builder.HasIndex(e => e.UserId);
        builder.HasOne<CallRow>().WithMany().HasForeignKey(e => e.CallId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(e => e.UserId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CompetenceMapping : IEntityTypeConfiguration<CompetenceRow>
{
    public void Configure(EntityTypeBuilder<CompetenceRow> builder)
    {
        builder.ToTable("Competences");
        builder.HasIndex(c => new { c.ExpertId, c.ApplicationId }).IsUnique();
        builder.HasPair(c => c.ApplicationId, c => c.ExpertId);
    }
}

internal sealed class VerdictMapping : IEntityTypeConfiguration<VerdictRow>
{
    public void Configure(EntityTypeBuilder<VerdictRow> builder)
    {
        builder.ToTable("Verdicts");
        builder.Property(v => v.Application).HasMaxLength(Row.CodeLength);
        builder.Property(v => v.Rule).HasMaxLength(Row.CodeLength);
        builder.ComplexProperty(v => v.State);
        builder.HasIndex(v => new { v.CallId, v.Application, v.Rule }).IsUnique();
        builder.HasOne<CallRow>().WithMany().HasForeignKey(v => v.CallId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ConflictMapping : IEntityTypeConfiguration<ConflictRow>
{
    public void Configure(EntityTypeBuilder<ConflictRow> builder)
    {
        builder.ToTable("Conflicts");
        builder.Property(c => c.Ground).HasMaxLength(Row.CodeLength);
        builder.ComplexProperty(c => c.State);
        builder.HasIndex(c => new { c.ApplicationId, c.ExpertId, c.Ground }).IsUnique();
        builder.HasIndex(c => c.CallId);
        builder.HasPair(c => c.ApplicationId, c => c.ExpertId);
    }
}

internal sealed class IdentityQuestionMapping : IEntityTypeConfiguration<IdentityQuestionRow>
{
    public void Configure(EntityTypeBuilder<IdentityQuestionRow> builder)
    {
        builder.ToTable("IdentityQuestions");
        builder.Property(q => q.Name).HasMaxLength(Row.NameLength);
        builder.Property(q => q.About).HasMaxLength(Row.CodeLength);
        builder.ComplexProperty(q => q.State, state => state.Property(s => s.From).HasMaxLength(Row.CodeLength));
        builder.HasIndex(q => new { q.ApplicationId, q.ExpertId, q.Name, q.About }).IsUnique();
        builder.HasIndex(q => q.CallId);
        builder.HasPair(q => q.ApplicationId, q => q.ExpertId);
    }
}

internal sealed class OrganisationMapping : IEntityTypeConfiguration<OrganisationRow>
{
    public void Configure(EntityTypeBuilder<OrganisationRow> builder)
    {
        builder.ToTable("Organisations");
        builder.Property(o => o.Name).HasMaxLength(Row.NameLength);
        builder.Property(o => o.Code).HasMaxLength(Row.CodeLength);
        builder.Property(o => o.Aliases).HasMaxLength(Row.NoteLength);
        builder.Property(o => o.FormerNames).HasMaxLength(Row.NoteLength);
        builder.Property(o => o.Parent).HasMaxLength(Row.NameLength);
        builder.HasIndex(o => new { o.CallId, o.Name }).IsUnique();
        builder.HasOne<CallRow>().WithMany().HasForeignKey(o => o.CallId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RelationMapping : IEntityTypeConfiguration<RelationRow>
{
    public void Configure(EntityTypeBuilder<RelationRow> builder)
    {
        builder.ToTable("Relations");
        builder.Property(r => r.Other).HasMaxLength(Row.NameLength);
        builder.HasIndex(r => r.CallId);
        builder.HasOne<CallRow>().WithMany().HasForeignKey(r => r.CallId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ExpertRow>().WithMany().HasForeignKey(r => r.ExpertId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AffinityMapping : IEntityTypeConfiguration<AffinityRow>
{
    public void Configure(EntityTypeBuilder<AffinityRow> builder)
    {
        builder.ToTable("Affinities");
        builder.HasIndex(a => new { a.ApplicationId, a.ExpertId }).IsUnique();
        builder.HasIndex(a => a.CallId);
        builder.HasPair(a => a.ApplicationId, a => a.ExpertId);
    }
}

internal sealed class AssignmentPlanMapping : IEntityTypeConfiguration<AssignmentPlanRow>
{
    public void Configure(EntityTypeBuilder<AssignmentPlanRow> builder)
    {
        builder.ToTable("AssignmentPlans");
        builder.Property(p => p.Objective).HasMaxLength(Row.CodeLength);
        builder.Property(p => p.Seed).HasMaxLength(Row.NameLength);
        builder.ComplexProperty(p => p.State);
        builder.HasIndex(p => new { p.CallId, p.Round, p.Number }).IsUnique();
        builder.HasOne<CallRow>().WithMany().HasForeignKey(p => p.CallId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(p => p.CreatedById).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AssignmentMapping : IEntityTypeConfiguration<AssignmentRow>
{
    public void Configure(EntityTypeBuilder<AssignmentRow> builder)
    {
        builder.ToTable("Assignments");
        builder.HasIndex(a => new { a.PlanId, a.ApplicationId, a.ExpertId }).IsUnique();
        builder.HasIndex(a => a.CallId);
        builder.HasOne<AssignmentPlanRow>().WithMany().HasForeignKey(a => a.PlanId).OnDelete(DeleteBehavior.Cascade);
        builder.HasPair(a => a.ApplicationId, a => a.ExpertId);
    }
}

internal sealed class ScoreSheetMapping : IEntityTypeConfiguration<ScoreSheetRow>
{
    public void Configure(EntityTypeBuilder<ScoreSheetRow> builder)
    {
        builder.ToTable("ScoreSheets");
        builder.ComplexProperty(s => s.State);
        builder.ComplexProperty(s => s.Answers);
        builder.HasIndex(s => new { s.ApplicationId, s.ExpertId, s.Round }).IsUnique();
        builder.HasIndex(s => s.CallId);
        builder.HasIndex(s => s.ExpertId);
        builder.HasPair(s => s.ApplicationId, s => s.ExpertId);
        builder.HasMany(s => s.Leaves).WithOne().HasForeignKey(l => l.SheetId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(s => s.Editions).WithOne().HasForeignKey(e => e.SheetId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class LeafScoreMapping : IEntityTypeConfiguration<LeafScoreRow>
{
    public void Configure(EntityTypeBuilder<LeafScoreRow> builder)
    {
        // PostgreSQL keeps a new version of a row beside the old one, and then no index is written.
        builder.ToTable("LeafScores").HasStorageParameter("fillfactor", 70);
        builder.Property(l => l.Indicator).HasMaxLength(Row.NameLength);
        builder.ComplexProperty(l => l.State);
        builder.HasIndex(l => new { l.SheetId, l.Indicator }).IsUnique();
    }
}

internal sealed class SheetEditionMapping : IEntityTypeConfiguration<SheetEditionRow>
{
    public void Configure(EntityTypeBuilder<SheetEditionRow> builder)
    {
        builder.ToTable("SheetEditions");
        builder.HasIndex(e => new { e.SheetId, e.Edition }).IsUnique();
    }
}

internal sealed class ApproachMapping : IEntityTypeConfiguration<ApproachRow>
{
    public void Configure(EntityTypeBuilder<ApproachRow> builder)
    {
        builder.ToTable("Approaches");
        builder.ComplexProperty(a => a.State);
        builder.HasIndex(a => a.CallId);
        builder.HasOne<ScoreSheetRow>().WithMany().HasForeignKey(a => a.SheetId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class NoteMapping : IEntityTypeConfiguration<NoteRow>
{
    public void Configure(EntityTypeBuilder<NoteRow> builder)
    {
        builder.ToTable("Notes");
        builder.HasKey(n => n.SheetId);
        builder.ComplexProperty(n => n.Saved, saved => saved.Property(s => s.Edition).IsConcurrencyToken());
        builder.HasOne<ScoreSheetRow>().WithOne().HasForeignKey<NoteRow>(n => n.SheetId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RunMapping : IEntityTypeConfiguration<RunRow>
{
    public void Configure(EntityTypeBuilder<RunRow> builder)
    {
        builder.ToTable("Runs");
        builder.Ignore("State");
        builder.Property(r => r.Step).HasMaxLength(Row.CodeLength);
        builder.Property(r => r.Seed).HasMaxLength(Row.NameLength);
        builder.Property(r => r.Owner).HasMaxLength(Row.NameLength);
        builder.Property(r => r.InputsHash).HasMaxLength(128);
        builder.Property(r => r.ProgramVersion).HasMaxLength(Row.CodeLength);
        builder.Property(r => r.Fault).HasMaxLength(Row.NoteLength);
        builder.HasIndex(r => new { r.CallId, r.RequestedAt });
        builder.HasIndex(r => r.Status);
        builder.HasOne<CallRow>().WithMany().HasForeignKey(r => r.CallId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(r => r.RequestedById).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RunFileMapping : IEntityTypeConfiguration<RunFileRow>
{
    public void Configure(EntityTypeBuilder<RunFileRow> builder)
    {
        builder.ToTable("RunFiles");
        builder.Property(f => f.Name).HasMaxLength(Row.NameLength);
        builder.Property(f => f.ContentType).HasMaxLength(Row.NameLength);
        builder.Property(f => f.Sha256).HasMaxLength(Row.CodeLength);
        builder.HasIndex(f => new { f.RunId, f.Name }).IsUnique();
        builder.HasOne<RunRow>().WithMany().HasForeignKey(f => f.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RankingMapping : IEntityTypeConfiguration<RankingRow>
{
    public void Configure(EntityTypeBuilder<RankingRow> builder)
    {
        builder.ToTable("Rankings");
        builder.Property(r => r.Category).HasMaxLength(Row.CodeLength);
        builder.HasIndex(r => new { r.RunId, r.ApplicationId }).IsUnique();
        builder.HasOne<RunRow>().WithMany().HasForeignKey(r => r.RunId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<ApplicationRow>().WithMany().HasForeignKey(r => r.ApplicationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class InputsChangeMapping : IEntityTypeConfiguration<InputsChangeRow>
{
    public void Configure(EntityTypeBuilder<InputsChangeRow> builder)
    {
        builder.ToTable("InputsChanges");
        builder.HasIndex(c => c.CallId);
        builder.HasOne<CallRow>().WithMany().HasForeignKey(c => c.CallId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ProposalMapping : IEntityTypeConfiguration<ProposalRow>
{
    public void Configure(EntityTypeBuilder<ProposalRow> builder)
    {
        builder.ToTable("Proposals");
        builder.ComplexProperty(p => p.State);
        builder.HasIndex(p => p.CallId);
        builder.HasOne<CallRow>().WithMany().HasForeignKey(p => p.CallId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<RunRow>().WithMany().HasForeignKey(p => p.RunId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AwardMapping : IEntityTypeConfiguration<AwardRow>
{
    public void Configure(EntityTypeBuilder<AwardRow> builder)
    {
        builder.ToTable("Awards");
        builder.HasIndex(a => new { a.ProposalId, a.ApplicationId }).IsUnique();
        builder.HasOne<ProposalRow>().WithMany().HasForeignKey(a => a.ProposalId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<ApplicationRow>().WithMany().HasForeignKey(a => a.ApplicationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal static class PairMapping
{
    /// <summary>A row about one application and one expert.</summary>
    public static void HasPair<T>(
        this EntityTypeBuilder<T> builder,
        System.Linq.Expressions.Expression<Func<T, object?>> application,
        System.Linq.Expressions.Expression<Func<T, object?>> expert)
        where T : class
    {
        builder.HasOne<ApplicationRow>().WithMany().HasForeignKey(application).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ExpertRow>().WithMany().HasForeignKey(expert).OnDelete(DeleteBehavior.Restrict);
    }
}
