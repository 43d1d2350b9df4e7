using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantReview.Data;

internal sealed class UserMapping : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.Property(u => u.DisplayName).HasMaxLength(User.DisplayNameLength);
        // Nobody is found by an address, so that it needs to stand nowhere in the clear.
        builder.Metadata.RemoveIndex(builder.Metadata.FindProperty(nameof(User.NormalizedEmail)) is { } property ? [property] : []);
        builder.Ignore(u => u.NormalizedEmail);
        builder.Property(u => u.Unit).HasMaxLength(Row.NameLength);
        builder.Property(u => u.Culture).HasMaxLength(10);
        builder.ComplexProperty(u => u.State, state => state.ComplexProperty(
            s => s.Link, link => link.Property(l => l.Digest).HasMaxLength(Row.CodeLength)));
    }
}

/// <summary>Of Identity's third schema this table alone: Identity makes it where the site runs, and not where its migrations are made.</summary>
internal sealed class PasskeyMapping : IEntityTypeConfiguration<Passkey>
{
    public void Configure(EntityTypeBuilder<Passkey> builder)
    {
        builder.ToTable("Passkeys");
        builder.HasKey(p => p.CredentialId);
        builder.Property(p => p.CredentialId).HasMaxLength(Passkey.IdLength);
        builder.OwnsOne(p => p.Data).ToJson();
        builder.HasIndex(p => p.UserId);
        builder.HasOne<User>().WithMany().HasForeignKey(p => p.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class SessionMapping : IEntityTypeConfiguration<SessionRow>
{
    public void Configure(EntityTypeBuilder<SessionRow> builder)
    {
        builder.ToTable("Sessions");
        builder.Property(s => s.Device).HasMaxLength(SessionRow.DeviceLength);
        builder.Property(s => s.Address).HasMaxLength(SessionRow.AddressLength);
        builder.ComplexProperty(s => s.State);
        builder.HasIndex(s => s.UserId);
        builder.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class GrantMapping : IEntityTypeConfiguration<GrantRow>
{
    public void Configure(EntityTypeBuilder<GrantRow> builder)
    {
        builder.ToTable("Grants");
        builder.ComplexProperty(g => g.State);
        builder.HasIndex(g => new { g.UserId, g.CallId, g.Capacity }).IsUnique();
        builder.HasIndex(g => g.CallId);
        builder.HasOne<User>().WithMany().HasForeignKey(g => g.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<CallRow>().WithMany().HasForeignKey(g => g.CallId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AliasMapping : IEntityTypeConfiguration<AliasRow>
{
    public void Configure(EntityTypeBuilder<AliasRow> builder)
    {
        builder.ToTable("Aliases");
        builder.HasIndex(a => new { a.CallId, a.Number }).IsUnique();
        builder.HasIndex(a => a.ExpertId).IsUnique();
        builder.HasOne<CallRow>().WithMany().HasForeignKey(a => a.CallId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ExpertRow>().WithOne(e => e.Alias).HasForeignKey<AliasRow>(a => a.ExpertId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AbsenceMapping : IEntityTypeConfiguration<AbsenceRow>
{
    public void Configure(EntityTypeBuilder<AbsenceRow> builder)
    {
        builder.ToTable("Absences");
        builder.ComplexProperty(a => a.State, state => state.Ignore(s => s.Standing));
        builder.HasIndex(a => a.UserId);
        builder.HasOne<User>().WithMany().HasForeignKey(a => a.UserId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RecusalMapping : IEntityTypeConfiguration<RecusalRow>
{
    public void Configure(EntityTypeBuilder<RecusalRow> builder)
    {
        builder.ToTable("Recusals");
        builder.ComplexProperty(r => r.State, state =>
        {
            state.Property(s => s.Unit).HasMaxLength(Row.NameLength);
            state.Property(s => s.Application).HasMaxLength(Row.CodeLength);
        });
        builder.HasIndex(r => new { r.CallId, r.UserId }).IsUnique();
        builder.HasIndex(r => r.UserId);
        builder.HasOne<User>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<CallRow>().WithMany().HasForeignKey(r => r.CallId).OnDelete(DeleteBehavior.Restrict);
    }
}
