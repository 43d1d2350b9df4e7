using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantReview.Data;

internal sealed class DrawMapping : IEntityTypeConfiguration<DrawRow>
{
    public void Configure(EntityTypeBuilder<DrawRow> builder)
    {
        builder.ToTable("Draws");
        builder.Property(d => d.PoolHash).HasMaxLength(128);
        builder.ComplexProperty(d => d.State);
        builder.HasIndex(d => new { d.CallId, d.Kind, d.Number }).IsUnique();
        builder.HasOne<CallRow>().WithMany().HasForeignKey(d => d.CallId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DrawShareMapping : IEntityTypeConfiguration<DrawShareRow>
{
    public void Configure(EntityTypeBuilder<DrawShareRow> builder)
    {
        builder.ToTable("DrawShares");
        builder.Property(s => s.Commitment).HasMaxLength(128);
        builder.Property(s => s.Secret).HasMaxLength(Row.NoteLength);
        builder.HasIndex(s => new { s.DrawId, s.Part }).IsUnique();
        builder.HasIndex(s => new { s.DrawId, s.UserId }).IsUnique();
        builder.HasOne<DrawRow>().WithMany().HasForeignKey(s => s.DrawId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class MailMapping : IEntityTypeConfiguration<MailRow>
{
    public void Configure(EntityTypeBuilder<MailRow> builder)
    {
        builder.ToTable("Mails");
        builder.Property(m => m.Kind).HasMaxLength(Row.CodeLength);
        builder.Property(m => m.Occasion).HasMaxLength(Row.CodeLength);
        builder.Property(m => m.Recipient).HasMaxLength(Row.NameLength);
        builder.Property(m => m.Subject).HasMaxLength(Row.TitleLength);
        builder.Property(m => m.Fault).HasMaxLength(Row.NoteLength);
        builder.HasIndex(m => new { m.CallId, m.CreatedAt });
        builder.HasIndex(m => m.SentAt);
        builder.HasOne<CallRow>().WithMany().HasForeignKey(m => m.CallId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ExpertRow>().WithMany().HasForeignKey(m => m.ExpertId).OnDelete(DeleteBehavior.Restrict);
    }
}
