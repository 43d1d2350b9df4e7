using GrantReview.Core.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantReview.Data;

internal sealed class FeeTermsMapping : IEntityTypeConfiguration<FeeTermsRow>
{
    public void Configure(EntityTypeBuilder<FeeTermsRow> builder)
    {
        builder.ToTable("FeeTerms");
        builder.ComplexProperty(t => t.State, state =>
        {
            state.Property(s => s.Rates).HasConversion<StateList<FeeRate>, StateListComparer<FeeRate>>();
            state.Property(s => s.Clause).HasMaxLength(Row.NoteLength);
        });
        builder.HasIndex(t => t.CallId).IsUnique();
        builder.HasOne<CallRow>().WithMany().HasForeignKey(t => t.CallId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AttendanceMapping : IEntityTypeConfiguration<AttendanceRow>
{
    public void Configure(EntityTypeBuilder<AttendanceRow> builder)
    {
        builder.ToTable("Attendance");
        builder.ComplexProperty(
            a => a.State, state => state.Property(s => s.Experts).HasConversion<StateList<Guid>, StateListComparer<Guid>>());
        builder.HasIndex(a => new { a.CallId, a.Meeting, a.Day, a.Part }).IsUnique();
        builder.HasOne<CallRow>().WithMany().HasForeignKey(a => a.CallId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class FeeListMapping : IEntityTypeConfiguration<FeeListRow>
{
    public void Configure(EntityTypeBuilder<FeeListRow> builder)
    {
        builder.ToTable("FeeLists");
        builder.ComplexProperty(l => l.State, state =>
        {
            state.Ignore(s => s.Counts);
            state.Property(s => s.Lines).HasConversion<StateList<FeeLine>, StateListComparer<FeeLine>>();
            state.Property(s => s.Outcomes).HasConversion<StateList<PaymentOutcome>, StateListComparer<PaymentOutcome>>();
            state.Property(s => s.Strays).HasConversion<StateList<StrayPayment>, StateListComparer<StrayPayment>>();
            state.Property(s => s.Files).HasConversion<StateList<string>, StateListComparer<string>>();
            state.Property(s => s.Corrections).HasConversion<StateList<FeeCorrection>, StateListComparer<FeeCorrection>>();
        });
        builder.HasIndex(l => new { l.CallId, l.Number }).IsUnique();
        builder.HasOne<CallRow>().WithMany().HasForeignKey(l => l.CallId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class FeePayeeMapping : IEntityTypeConfiguration<FeePayeeRow>
{
    public void Configure(EntityTypeBuilder<FeePayeeRow> builder)
    {
        builder.ToTable("FeePayees");
        builder.HasIndex(p => p.UserId).IsUnique();
        builder.HasOne<User>().WithMany().HasForeignKey(p => p.UserId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class BroadcastMapping : IEntityTypeConfiguration<BroadcastRow>
{
    public void Configure(EntityTypeBuilder<BroadcastRow> builder)
    {
        builder.ToTable("Broadcasts");
        builder.ComplexProperty(b => b.State, state => state.Property(s => s.Category).HasMaxLength(Row.CodeLength));
        builder.HasIndex(b => b.CallId);
        builder.HasOne<CallRow>().WithMany().HasForeignKey(b => b.CallId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CertificateMapping : IEntityTypeConfiguration<CertificateRow>
{
    public void Configure(EntityTypeBuilder<CertificateRow> builder)
    {
        builder.ToTable("Certificates");
        builder.ComplexProperty(c => c.State);
        builder.HasIndex(c => c.ExpertId).IsUnique();
        builder.HasIndex(c => c.CallId);
        builder.HasOne<CallRow>().WithMany().HasForeignKey(c => c.CallId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ExpertRow>().WithMany().HasForeignKey(c => c.ExpertId).OnDelete(DeleteBehavior.Restrict);
    }
}
