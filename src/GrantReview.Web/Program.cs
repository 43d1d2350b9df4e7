var builder = WebApplication.CreateBuilder(args);
builder.Host.UseDefaultServiceProvider(options => (options.ValidateOnBuild, options.ValidateScopes) = (true, true));
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddCheckedOptions();
builder.Services.AddAppDb(builder.Configuration);
builder.Services.AddSingleton<Desk>();
builder.Services.AddSignIn(builder.Configuration);
builder.Services.AddAccess();
builder.Services.AddPages();
builder.Services.AddRateLimits();
builder.Services.AddBackgroundJobs();

var app = builder.Build();
if (OptionsRegistration.Faults(app.Services) is { Count: > 0 } faults)
{
    return FirstStart.Refuse(faults);
}
if (args is ["migrate"])
{
    await FirstStart.MigrateAsync(app.Services);
    return 0;
}
if (app.Environment.IsDevelopment())
{
    await FirstStart.MigrateAsync(app.Services);
    await DemoRound.SeedAsync(app.Services);
}
else if (!await FirstStart.IsMigratedAsync(app.Services))
{
    return FirstStart.Refuse([CheckedOptions.Sentence("Options.NotMigrated")]);
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
return 0;

public partial class Program;
