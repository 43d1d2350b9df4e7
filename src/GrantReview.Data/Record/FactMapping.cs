using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantReview.Data;

internal sealed class FactMapping : IEntityTypeConfiguration<FactRow>
{
    public void Configure(EntityTypeBuilder<FactRow> builder)
    {
        builder.ToTable("Facts");
        builder.Property(f => f.Subject).HasMaxLength(Row.CodeLength);
        builder.Property(f => f.Kind).HasMaxLength(FactRow.KindLength);
        builder.Property(f => f.PreviousHash).HasMaxLength(128);
        builder.Property(f => f.Hash).HasMaxLength(128);
        builder.Property(f => f.Digest).HasMaxLength(16);
        builder.HasIndex(f => new { f.ActId, f.Ordinal }).IsUnique();
        builder.HasIndex(f => new { f.CallId, f.Id });
        builder.HasIndex(f => new { f.CallId, f.Kind });
        builder.HasIndex(f => new { f.Subject, f.SubjectId });
        builder.HasIndex(f => f.Sequence).IsUnique();
        builder.HasMany(f => f.Texts).WithOne().HasForeignKey(t => t.FactId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class FactTextMapping : IEntityTypeConfiguration<FactTextRow>
{
    public void Configure(EntityTypeBuilder<FactTextRow> builder)
    {
        builder.ToTable("FactTexts");
        builder.Property(t => t.Path).HasMaxLength(FactTextRow.PathLength);
        builder.HasIndex(t => new { t.FactId, t.Path }).IsUnique();
    }
}
