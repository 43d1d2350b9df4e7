using GrantReview.Web.Commands;

if (SiteCommands.AsksForHelp(args))
{
    return SiteCommands.Help(Console.Out);
}
var builder = FirstStart.Builder(args);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddCheckedOptions();
builder.Services.AddFront(builder.Environment);
builder.Services.AddAppDb(builder.Configuration);
builder.Services.AddSingleton<Desk>();
builder.Services.AddSingleton<ActQueue>();
builder.Services.AddSingleton<Admission>();
builder.Services.AddKeys();
builder.Services.AddSignIn(builder.Configuration, builder.Environment);
builder.Services.AddAccess();
builder.Services.AddPages();
builder.Services.AddSingleton<ModuleMap>();
// Pages alone: what they hold that is secret is either another text each time or stands beside nothing that a stranger can put there.
builder.Services.AddResponseCompression(options => (options.EnableForHttps, options.MimeTypes) = (true, ["text/html"]));
builder.Services.AddRateLimits();
builder.Services.AddBackgroundJobs(builder.Configuration);
builder.Services.AddHealth(builder.Configuration);

var app = builder.Build();
if (FirstStart.IsCommand(args))
{
    return await SiteCommands.RunAsync(args, app.Services);
}
if (OptionsRegistration.Faults(app.Services) is { Count: > 0 } faults)
{
    return FirstStart.Refuse(faults);
}
if (await FirstStart.PrepareAsync(app) is { } fault)
{
    return FirstStart.Refuse([fault]);
}

app.UseErrorPages();
app.UseFront();
app.UseSecurityHeaders();
app.UseResponseCompression();
app.UseRequestLocalization();
RefusedForm.Use(app);
app.UseRouting();
app.Use(app.Services.GetRequiredService<Admission>().PassAsync);
app.UseAuthentication();
app.UseCapacities();
app.UseRateLimiter();
app.UseAuthorization();
app.MapHealth();
if (app.Services.GetRequiredService<JobsOptions>().Role == ProcessRole.Worker)
{
    app.MapFallback(Results.NotFound).AllowAnonymous();
}
else
{
    app.MapStaticAssets().AllowAnonymous().DisableRateLimiting();
    app.MapControllers().WithStaticAssets();
    app.MapBackgroundJobs();
}
await app.RunAsync();
return 0;

public partial class Program;
