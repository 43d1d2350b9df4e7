using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using GrantReview.Data;
using GrantReview.Web.Features.Scoring;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace GrantReview.Web.Tests.Pages;

/// <summary>Mails about seats: written with the act, sent afterwards into a pick-up folder, and never naming another expert.</summary>
public sealed class MailsTests : IDisposable
{
    private const string Call = "/calls/" + DemoRound.Code;

    private readonly string folder = Directory.CreateTempSubdirectory("mails").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Deploy_WritesOneMailToEachExpertInTheOwnLanguage_AsPreviewed()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("Mail:PickupFolder", folder));
        var officer = await site.VisitAsync("officer");
        await AddressAsync(site);
        await ChooseEnglishAsync(site, "e01");
        var preview = await officer.ReadAsync($"{Call}/assignments/1/mails");

        await officer.PostAsync($"{Call}/assignments/1", $"{Call}/assignments/1/deploy");

        var mails = await SentAsync(site, m => m.Kind == "deploy");
        var experts = await site.InDbAsync(db =>
            db.Experts.Where(e => db.Assignments.Any(a => a.ExpertId == e.Id)
            && db.Calls.Any(c => c.Id == e.CallId && c.Code == DemoRound.Code)).ToListAsync());
        Assert.Equal(experts.Select(e => $"{e.Code}@example.org".ToLowerInvariant()).Order(),
            mails.Select(m => m.To.Mailboxes.Single().Address).Order());
        Assert.All(mails, m => Assert.Contains(BodyOf(m).ReplaceLineEndings("\n").Split('\n')[2], preview, StringComparison.Ordinal));
        Assert.All(mails,
            m => Assert.All(experts,
            e => Assert.Equal(e.Name == m.To.Mailboxes.Single().Name,
            m.ToString().Contains(e.Name, StringComparison.Ordinal) || BodyOf(m).Contains(e.Name, StringComparison.Ordinal))));
        var english = Assert.Single(mails, m => m.To.Mailboxes.Single().Address == "e01@example.org");
        Assert.Equal("[DEMO-2024] Applications for you to review", english.Subject);
        var closes =
            await site.InDbAsync(db => db.Calls.Where(c => c.Code == DemoRound.Code).Select(c => c.State.ScoringClosesAt).SingleAsync());
        Assert.Contains($"{Formats.Instant(closes)} (China time)", BodyOf(english), StringComparison.Ordinal);
        Assert.All(mails.Except([english]), m => Assert.StartsWith("【DEMO-2024】", m.Subject ?? "", StringComparison.Ordinal));
        Assert.DoesNotContain(Directory.GetFiles(folder), f => f.EndsWith(".part", StringComparison.Ordinal));
        Assert.Contains("written to the pick-up folder ", await officer.ReadAsync($"{Call}/assignments/mails"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeclineAndReplacement_TellEachOnlyOfTheOwnSeat()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("Mail:PickupFolder", folder));
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync($"{Call}/assignments/1", $"{Call}/assignments/1/deploy");
        Assert.Empty(await site.InDbAsync(db => db.Mails.ToListAsync()));
        await AddressAsync(site);
        await ChooseEnglishAsync(site, "e01");
        var seats = $"{Call}/progress/applications/P01";
        var left = await site.InDbAsync(db => (
            from s in db.ScoreSheets
            join a in db.Applications on s.ApplicationId equals a.Id
            join c in db.Calls on s.CallId equals c.Id
            join e in db.Experts on s.ExpertId equals e.Id
            where c.Code == DemoRound.Code && a.Code == "P01"
            select new { s.Id, e.Name }).FirstAsync());

        await officer.PostAsync(seats, $"{Call}/progress/{left.Id}/decline", ("noShow", "false"), ("reason", "abroad"));
        var next = (await officer.OpenAsync(seats)).Field("expert") ?? throw new InvalidOperationException("The page proposes nobody.");
        await officer.PostAsync(seats, $"{Call}/progress/{left.Id}/substitute", ("expert", next));

        var substitute = await site.InDbAsync(db => db.Experts.SingleAsync(e => e.Id == Guid.Parse(next)));
        var decline = Assert.Single(await SentAsync(site, m => m.Kind == "decline"),
            m => BodyOf(m).Contains("不再由您评审", StringComparison.Ordinal)
            || BodyOf(m).Contains("no longer assigned", StringComparison.Ordinal));
        var replacement = Assert.Single(await SentAsync(site, m => m.Kind == "replacement"),
            m => m != decline && m.To.Mailboxes.Single().Name == substitute.Name);
        Assert.Equal(left.Name, decline.To.Mailboxes.Single().Name);
        Assert.Contains("P01", BodyOf(decline), StringComparison.Ordinal);
        Assert.DoesNotContain(substitute.Name, BodyOf(decline), StringComparison.Ordinal);
        Assert.DoesNotContain(left.Name, BodyOf(replacement), StringComparison.Ordinal);
        Assert.DoesNotContain("abroad", BodyOf(decline) + BodyOf(replacement), StringComparison.Ordinal);
    }

    /// <summary>What cannot be sent is kept with its fault and sent when it can be.</summary>
    [Fact]
    public async Task Mail_WhenItCannotBeSent_WaitsAndIsNotLost()
    {
        var file = Path.Combine(folder, "in-the-way");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("Mail:PickupFolder", file));
        var officer = await site.VisitAsync("officer");
        await AddressAsync(site);

        await officer.PostAsync($"{Call}/assignments/1", $"{Call}/assignments/1/deploy");
        await UntilAsync(() => site.InDbAsync(db => db.Mails.AllAsync(m => m.Fault != null && m.SentAt == null)));
        Assert.Contains("not sent after 1 attempts", await officer.ReadAsync($"{Call}/assignments/mails"), StringComparison.Ordinal);
        File.Delete(file);
        await site.InDbAsync(db => db.Mails.ExecuteUpdateAsync(set => set.SetProperty(m => m.ClaimedUntil, (DateTime?)null)));
        await using var scope = site.Services.CreateAsyncScope();
        await ActivatorUtilities.CreateInstance<MailJob>(scope.ServiceProvider).RunAsync(TestContext.Current.CancellationToken);

        Assert.True(await site.InDbAsync(db => db.Mails.AllAsync(m => m.WrittenAt != null && m.SentAt == null && m.Fault == null)));
        Assert.Equal(await site.InDbAsync(db => db.Mails.CountAsync()), Directory.GetFiles(file, "*.eml").Length);
    }

    /// <summary>
    /// Each reminder once for a deadline, to whoever has open sheets; a later deadline is said, and has reminders of its own.
    /// </summary>
    [Fact]
    public async Task Reminder_ByTheOfficersPlan_IsWrittenOnce_AndAnExtensionToWhoeverIsOpen()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("Mail:PickupFolder", folder));
        var officer = await site.VisitAsync("officer");
        await AddressAsync(site);
        await ChooseEnglishAsync(site, "e01");
        await officer.PostAsync($"{Call}/assignments/1", $"{Call}/assignments/1/deploy");
        var progress = $"{Call}/progress";
        await site.StandAsync(DemoRound.Code, c => c with { ScoringClosesAt = DateTime.UtcNow.AddDays(2) });
        var waiting = await site.InDbAsync(db => db.ScoreSheets.Where(s => db.Calls.Any(c => c.Id == s.CallId && c.Code == DemoRound.Code))
            .Select(s => s.ExpertId).Distinct().CountAsync());

        var refused = await officer.PostAndOpenAsync(progress, progress + "/reminders", ("days", "soon"));
        await officer.PostAsync(progress, progress + "/reminders", ("days", "7、3, 1"));
        await RemindAsync(site);
        await RemindAsync(site);

        Assert.Equal("Write whole days from 1 to 60, at most 10 of them, such as 7, 3, 1.", refused.Refused());
        Assert.Equal("7, 3, 1", (await officer.OpenAsync(progress)).Field("days"));
        Assert.Equal(waiting, await CountAsync(site, "reminder"));
        Assert.Equal(0, await CountAsync(site, "extended"));

        var until = DateTime.UtcNow.AddDays(20).ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        var done = await officer.PostAndOpenAsync(progress, progress + "/extend", ("until", until), ("reason", "the network was down"));
        await RemindAsync(site);

        Assert.Equal("The deadline was extended.", done.Done());
        Assert.Equal((waiting, waiting), (await CountAsync(site, "extended"), await CountAsync(site, "reminder")));
        Assert.All(await site.InDbAsync(db => db.Mails.Where(m => m.Kind == "extended").Select(m => m.Body).ToListAsync()),
            body => Assert.Contains(until.Replace('T', ' '), body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Return_OfASheet_IsWrittenToItsExpert_WithItsDefectAndWithoutTheReason()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("Mail:PickupFolder", folder));
        var officer = await site.VisitAsync("officer");
        await AddressAsync(site);
        await ChooseEnglishAsync(site, "e01");
        await officer.PostAsync($"{Call}/assignments/1", $"{Call}/assignments/1/deploy");
        await officer.PostAsync($"{Call}/progress", $"{Call}/progress/fill");
        // Of somebody else than e01, who reads English.
        var sheet = await site.InDbAsync(db => (
            from s in db.ScoreSheets
            join c in db.Calls on s.CallId equals c.Id
            join e in db.Experts on s.ExpertId equals e.Id
            join a in db.Applications on s.ApplicationId equals a.Id
            where c.Code == DemoRound.Code
            orderby e.Code descending, a.Code
            select new { s.Id, s.ExpertId }).FirstAsync());

        var (page, back) = ($"{Call}/progress", $"{Call}/progress/{sheet.Id}/return");
        const string why = "they are those of P99";
        var unnamed = await officer.PostAndOpenAsync(page, back, ("reason", why), ("defect", "TooHigh"), ("_page", page));
        await officer.PostAsync(page, back, ("reason", why), ("defect", "OtherApplication"));

        var mail = await site.InDbAsync(db => db.Mails.SingleAsync(m => m.Kind == "returned"));
        Assert.Equal(sheet.ExpertId, mail.ExpertId);
        Assert.Contains("This value is not valid.", unnamed.Refused(), StringComparison.Ordinal);
        Assert.Contains("内容属于其他项目", mail.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("P99", mail.Body, StringComparison.Ordinal);
        var expert = await site.InDbAsync(db => db.Experts.Where(e => e.Id == sheet.ExpertId).Select(e => e.Code).SingleAsync());
        Assert.Equal("The officer returned it: written about another application: they are those of P99",
            (await (await site.VisitAsync(expert.ToLowerInvariant())).OpenAsync($"/sheets/{sheet.Id}"))
                .QuerySelector("main > .note.warn")?.Words());
    }

    /// <summary>“Sent” is said of what a server of mails has taken.</summary>
    [Fact]
    public async Task Mail_ThatAServerTakes_IsSent()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        ConcurrentBag<string> taken = [];
        using var over = new CancellationTokenSource();
        var serving = ServeAsync(server, taken, over.Token);
        var port = ((IPEndPoint)server.LocalEndpoint).Port;
        await using (var site = new WebSite(
            DatabaseProvider.Sqlite, ("Mail:Smtp:Host", $"{IPAddress.Loopback}"), ("Mail:Smtp:Port", $"{port}")))
        {
            var officer = await site.VisitAsync("officer");
            await AddressAsync(site);

            await officer.PostAsync($"{Call}/assignments/1", $"{Call}/assignments/1/deploy");

            await UntilAsync(() =>
                site.InDbAsync(async db => await db.Mails.AnyAsync() && await db.Mails.AllAsync(m => m.SentAt != null)));
            var mails = await site.InDbAsync(db => db.Mails.AsNoTracking().ToListAsync());
            Assert.Equal(mails.Select(m => $"{m.Id:N}@grantreview").Order(), taken.Order());
            Assert.All(mails, m => Assert.Null(m.WrittenAt));
            var page = await officer.OpenAsync($"{Call}/assignments/mails");
            Assert.StartsWith("sent ", page.QuerySelector(".state.good")?.TextContent ?? "", StringComparison.Ordinal);
        }
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
    }

    /// <summary>As much of a server of mails as a mail needs; the ids of what it took.</summary>
    private static async Task ServeAsync(TcpListener server, ConcurrentBag<string> taken, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var client = await server.AcceptTcpClientAsync(cancellationToken);
            using var reader = new StreamReader(client.GetStream());
            await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true, NewLine = "\r\n" };
            await writer.WriteLineAsync("220 ready");
            while (await reader.ReadLineAsync(cancellationToken) is { } command)
            {
                var isData = command.StartsWith("DATA", StringComparison.OrdinalIgnoreCase);
                await writer.WriteLineAsync(isData ? "354 go on" : "250 ok");
                if (command.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase))
                {
                    break;
                }
                while (isData && await reader.ReadLineAsync(cancellationToken) is { } line && line != ".")
                {
                    if (line.StartsWith("Message-Id: <", StringComparison.OrdinalIgnoreCase))
                    {
                        taken.Add(line["Message-Id: <".Length..].TrimEnd('>'));
                    }
                }
                if (isData)
                {
                    await writer.WriteLineAsync("250 taken");
                }
            }
        }
    }

    [Fact]
    public async Task Mails_AreForOfficersAlone()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("Mail:PickupFolder", folder));

        Assert.Equal(HttpStatusCode.Forbidden, (await (await site.VisitAsync("auditor")).GetAsync($"{Call}/assignments/mails")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound,
            (await (await site.VisitAsync("officer")).GetAsync($"{Call}/assignments/9/mails")).StatusCode);
        Assert.Contains("没有邮箱地址", await (await site.VisitAsync("officer", "zh-CN")).ReadAsync($"{Call}/assignments/1/mails"),
            StringComparison.Ordinal);
    }

    private static Task<int> AddressAsync(WebSite site) => site.InDbAsync(async db =>
    {
        foreach (var expert in await db.Experts.Where(e => e.UserId != null).ToListAsync())
        {
            var user = await db.Users.SingleAsync(u => u.Id == expert.UserId);
            user.Email = $"{expert.Code.ToLowerInvariant()}@example.org";
        }
        return await db.SaveChangesAsync();
    });

    /// <summary>Mails come in the language that the person chose on a page.</summary>
    private static async Task ChooseEnglishAsync(WebSite site, string person)
    {
        var visitor = await site.VisitAsync(person);
        await visitor.PostAsync("/", "/language", ("culture", "en"), ("back", "/"));
    }

    private static Task<int> CountAsync(WebSite site, string kind) => site.InDbAsync(db => db.Mails.CountAsync(m => m.Kind == kind));

    private static async Task RemindAsync(WebSite site)
    {
        await using var scope = site.Services.CreateAsyncScope();
        await ActivatorUtilities.CreateInstance<ReminderJob>(scope.ServiceProvider).RunAsync(TestContext.Current.CancellationToken);
    }

    private static string BodyOf(MimeMessage mail) => mail.TextBody ?? "";

    private async Task<List<MimeMessage>> SentAsync(WebSite site, System.Linq.Expressions.Expression<Func<MailRow, bool>> which)
    {
        await UntilAsync(() =>
            site.InDbAsync(async db => await db.Mails.AnyAsync(which)
            && !await db.Mails.AnyAsync(m => m.SentAt == null && m.WrittenAt == null)));
        var ids = await site.InDbAsync(db => db.Mails.Where(which).Select(m => m.Id).ToListAsync());
        return [.. Directory.GetFiles(folder, "*.eml").Where(f => ids.Exists(i => f.EndsWith($"{i:N}.eml", StringComparison.Ordinal)))
            .Select(f => MimeMessage.Load(f))];
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            if (await holds())
            {
                return;
            }
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException("The mails were not handled.");
    }
}
