using GrantReview.Core.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantReview.Data;

internal sealed class PaymentOrderMapping : IEntityTypeConfiguration<PaymentOrderRow>
{
    public void Configure(EntityTypeBuilder<PaymentOrderRow> builder)
    {
        builder.ToTable("PaymentOrders");
        builder.ComplexProperty(o => o.State, state =>
        {
            state.Ignore(s => s.Counts);
            state.Property(s => s.Lines).HasConversion<StateList<PaymentLine>, StateListComparer<PaymentLine>>();
            state.Property(s => s.Strays).HasConversion<StateList<StrayPayment>, StateListComparer<StrayPayment>>();
            state.Property(s => s.Files).HasConversion<StateList<string>, StateListComparer<string>>();
        });
        builder.HasIndex(o => new { o.CallId, o.Number }).IsUnique();
        builder.HasOne<CallRow>().WithMany().HasForeignKey(o => o.CallId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PayeeChangeMapping : IEntityTypeConfiguration<PayeeChangeRow>
{
    public void Configure(EntityTypeBuilder<PayeeChangeRow> builder)
    {
        builder.ToTable("PayeeChanges");
        builder.ComplexProperty(p => p.State);
        builder.HasIndex(p => p.CallId);
        builder.HasOne<CallRow>().WithMany().HasForeignKey(p => p.CallId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ApplicationRow>().WithMany().HasForeignKey(p => p.ApplicationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RefundMapping : IEntityTypeConfiguration<RefundRow>
{
    public void Configure(EntityTypeBuilder<RefundRow> builder)
    {
        builder.ToTable("Refunds");
        builder.ComplexProperty(r => r.State, state => state.Ignore(s => s.Counts));
        builder.HasIndex(r => r.CallId);
        builder.HasOne<CallRow>().WithMany().HasForeignKey(r => r.CallId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ApplicationRow>().WithMany().HasForeignKey(r => r.ApplicationId).OnDelete(DeleteBehavior.Restrict);
    }
}
