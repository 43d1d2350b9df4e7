using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantReview.Data;

internal sealed class LibraryMapping : IEntityTypeConfiguration<LibraryRow>
{
    public void Configure(EntityTypeBuilder<LibraryRow> builder)
    {
        builder.ToTable("Library");
        builder.Property(l => l.Note).HasMaxLength(Row.NoteLength);
        builder.HasIndex(l => l.ApplicationId).IsUnique();
        builder.HasIndex(l => l.CarriedToId).IsUnique();
        builder.HasOne<CallRow>().WithMany().HasForeignKey(l => l.CallId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ApplicationRow>().WithMany().HasForeignKey(l => l.ApplicationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ApplicationRow>().WithMany().HasForeignKey(l => l.CarriedToId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(l => l.EnteredById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(l => l.CarriedById).OnDelete(DeleteBehavior.Restrict);
    }
}
