using GrantReview.Data;
using GrantReview.Web.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.Host.UseDefaultServiceProvider(options => (options.ValidateOnBuild, options.ValidateScopes) = (true, true));
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddAppDb(builder.Configuration);
builder.Services.AddSingleton<Desk>();
builder.Services.AddSignIn(builder.Configuration);
builder.Services.AddAccess();
builder.Services.AddPages();
builder.Services.AddRateLimits(builder.Configuration);
builder.Services.AddBackgroundJobs(builder.Configuration);

var app = builder.Build();
if (args is ["migrate"])
{
    await FirstStart.MigrateAsync(app.Services);
    return;
}
if (app.Environment.IsDevelopment())
{
    await FirstStart.MigrateAsync(app.Services);
    await DemoRound.SeedAsync(app.Services);
}

app.UseErrorPages();
app.UseSecurityHeaders();
app.UseRequestLocalization();
app.UseRouting();
app.UseAuthentication();
app.UseCapacities();
app.UseRateLimiter();
app.UseAuthorization();
app.MapStaticAssets().AllowAnonymous();
app.MapControllers().WithStaticAssets();
app.MapBackgroundJobs();
await app.RunAsync();

public partial class Program;
