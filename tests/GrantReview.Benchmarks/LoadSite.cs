using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GrantReview.Web.Hosting;

namespace GrantReview.Benchmarks;

/// <summary>
/// A site as people use it: a call that its own imports and acts make (accounts, experts and applications from files, a plan computed and
/// deployed), experts who are signed in and have declared, and what their windows send.
/// </summary>
public sealed partial class LoadSite(Uri address) : IDisposable
{
    private const string Code = "LOAD";
    private const string Call = "/calls/" + Code;
    private const int ExpertsEach = 5;

    // One for all: each person's cookies stand in their own requests, and a connection is taken from whoever is done with it.
    private readonly HttpClient client =
        new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, MaxConnectionsPerServer = 4_000 })
        {
            BaseAddress = address, Timeout = TimeSpan.FromSeconds(60),
        };

    /// <summary>The call, scored by nobody yet; an expert of each account with their open sheets.</summary>
    public async Task<IReadOnlyList<LoadExpert>> MakeCallAsync(int applications, int experts)
    {
        var officer = await SignInAsync("demo-officer");
        var security = await SignInAsync("demo-security");
        await UploadAsync(security, "/admin/users", "/admin/users/file", "accounts.csv", AccountsFile(experts), isDone: HttpStatusCode.OK);
        await PostAsync(officer, "/calls/new", "/calls", ("Code", Code), ("NameEn", "Load"), ("NameZh", "压力测试"));
        await PostAsync(officer, $"{Call}/settings/all", $"{Call}/settings/all", ("content", Settings));
        await PostAsync(officer, $"{Call}/indicators", $"{Call}/indicators/take", ("from", "template:public-algorithm-platform"));
        await PostAsync(officer, $"{Call}/indicators", $"{Call}/indicators/publish");
        await PostAsync(officer, Call, $"{Call}/stage", ("to", "Open"));
        await PostAsync(officer, Call, $"{Call}/stage", ("to", "FormalReview"));
        await UploadAsync(officer, $"{Call}/applications", $"{Call}/applications", "applications.csv", ApplicationsFile(applications));
        await UploadAsync(officer, $"{Call}/experts", $"{Call}/experts", "experts.csv", ExpertsFile(applications, experts));
        await PostAsync(officer, Call, $"{Call}/stage", ("to", "Assigning"));
        var run = await PostAsync(officer, $"{Call}/assignments", $"{Call}/assignments", ("objective", "total"));
        for (JsonNode? status = null; status?["isOver"]?.GetValue<bool>() != true; await Task.Delay(200))
        {
            status = JsonNode.Parse(await ReadAsync(officer, $"{Call}/runs/{run.Split('/')[^1]}/status"));
        }
        await PostAsync(officer, $"{Call}/assignments/1", $"{Call}/assignments/1/deploy");
        List<LoadExpert> signedIn = [];
        foreach (var number in Enumerable.Range(1, experts))
        {
            if (await EnterAsync(number) is { } expert)
            {
                signedIn.Add(expert);
            }
        }
        return signedIn;
    }

    /// <summary>What a window of the sheet sends for one field.</summary>
    public async Task<(HttpStatusCode Status, TimeSpan? ComeBack, string Body)> SaveAsync(LoadSheet sheet, object edit)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/sheets/{sheet.Id}/fields", UriKind.Relative))
        {
            Content = System.Net.Http.Json.JsonContent.Create(edit),
        };
        request.Headers.Add("Cookie", sheet.Expert.Cookies);
        request.Headers.Add("RequestVerificationToken", sheet.Token);
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, answer.Headers.RetryAfter?.Delta, await answer.Content.ReadAsStringAsync());
    }

    public async Task<(HttpStatusCode Status, TimeSpan? ComeBack)> LookAsync(LoadExpert expert, string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, UriKind.Relative));
        request.Headers.Add("Cookie", expert.Cookies);
        using var answer = await client.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        return (answer.StatusCode, answer.Headers.RetryAfter?.Delta);
    }

    /// <summary>Asks for an evaluation of the demo round that is scored, as its officer.</summary>
    public async Task<Guid> EvaluateAsync()
    {
        const string runs = $"/calls/{DemoRound.ScoredCode}/runs";
        return Guid.Parse((await PostAsync(await SignInAsync("demo-officer"), runs, runs)).Split('/')[^1]);
    }

    public async Task<string> CookiesAsync(string userName) => (await SignInAsync(userName)).Cookies;

    public void Dispose() => client.Dispose();

    /// <summary>Signs in, declares, and opens every sheet; null = an expert whom the plan gave nothing.</summary>
    private async Task<LoadExpert?> EnterAsync(int number)
    {
        var person = await SignInAsync(NameOf(number));
        var declare = await SendAsync(person, HttpMethod.Get, $"/my-work/{Code}/declare");
        var applications = Competence().Matches(declare.Body).Select(m => m.Groups[1].Value).Distinct().ToList();
        if (applications.Count == 0)
        {
            return null;
        }
        await PostAsync(
            person, $"/my-work/{Code}/declare", $"/my-work/{Code}/declare",
            [("Undertaking", "1"), .. applications.Select(a => ($"Competence[{a}]", "high"))]);
        var expert = new LoadExpert(person.Cookies);
        foreach (var url in Sheet().Matches(await ReadAsync(person, "/my-work")).Select(m => m.Value).Distinct())
        {
            var page = await ReadAsync(person, url);
            var data = JsonNode.Parse(Data().Match(page).Groups[1].Value) ?? throw new InvalidOperationException($"{url} has no data.");
            var leaves =
                (data["leaves"]?.AsArray() ?? []).Where(l => l is not null && l["measured"] is null && l["choices"]?.AsArray().Count == 0)
                .Select(l =>
                    new LoadField($"{l?["code"]}", Ceiling($"{l?["minText"]}"),
                    (int)double.Parse($"{l?["maxText"]}", CultureInfo.InvariantCulture)));
            expert.Sheets.Add(new LoadSheet(expert, Guid.Parse($"{data["id"]}"), $"{data["token"]}", [.. leaves]));
        }
        return expert;

        static int Ceiling(string text) => (int)Math.Ceiling(double.Parse(text, CultureInfo.InvariantCulture));
    }

    private async Task<Person> SignInAsync(string userName)
    {
        var person = new Person();
        await PostAsync(person, "/sign-in", "/sign-in/demo", ("userName", userName));
        return person;
    }

    private async Task<string> ReadAsync(Person person, string url) =>
        await SendAsync(person, HttpMethod.Get, url) is (HttpStatusCode.OK, _, var body)
        ? body : throw new InvalidOperationException($"{url} cannot be read.");

    private async Task<string> PostAsync(Person person, string page, string url, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await ReadAsync(person, page)).Groups[1].Value;
        using var form = new FormUrlEncodedContent(
            [.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), new("__RequestVerificationToken", token)]);
        var (status, location, body) = await SendAsync(person, HttpMethod.Post, url, form);
        return status == HttpStatusCode.Redirect ? location
            : throw new InvalidOperationException($"{url} answers {status}: {Refused().Match(body).Value}");
    }

    private async Task UploadAsync(
        Person person, string page, string url, string name, string content, HttpStatusCode isDone = HttpStatusCode.Redirect)
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Encoding.UTF8.GetBytes(content)), "file", name },
            { new StringContent(Token().Match(await ReadAsync(person, page)).Groups[1].Value), "__RequestVerificationToken" },
        };
        var (status, _, body) = await SendAsync(person, HttpMethod.Post, url, form);
        if (status != isDone)
        {
            throw new InvalidOperationException($"{url} answers {status}: {Refused().Match(body).Value}");
        }
    }

    private async Task<(HttpStatusCode Status, string Location, string Body)> SendAsync(
        Person person, HttpMethod method, string url, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(url, UriKind.Relative)) { Content = content };
        request.Headers.AcceptLanguage.ParseAdd("en");
        if (person.Cookies.Length > 0)
        {
            request.Headers.Add("Cookie", person.Cookies);
        }
        using var answer = await client.SendAsync(request);
        person.Take(answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : []);
        return (answer.StatusCode, $"{answer.Headers.Location}", await answer.Content.ReadAsStringAsync());
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{DemoRound.UserPrefix}load-{number}");

    private static string AccountsFile(int experts) => Rows(
        "user_name,name,unit", Enumerable.Range(1, experts).Select(i => $"{NameOf(i)},虚构专家{i},虚构大学{i}"));

    private static string ExpertsFile(int applications, int experts) => Rows(
        "id,name,unit,max_load,user_name",
        Enumerable.Range(1, experts).Select(i => $"X{i},虚构专家{i},虚构大学{i},{(applications * ExpertsEach / experts) + 2},{NameOf(i)}"));

    private static string ApplicationsFile(int applications) => Rows(
        "id,title,category,unit,requested_amount,domestic_it_percent,service_income_net,jobs",
        Enumerable.Range(1, applications).Select(i => $"A{i},虚构项目{i},1,虚构单位{i % 300},{100_000 + i},{i % 101},{10_000 * i},{i % 50}"));

    private static string Rows(string header, IEnumerable<string> rows) => string.Join('\n', rows.Prepend(header)) + "\n";

    private static readonly string Settings = $$"""
        {
          "code": "{{Code}}", "name": { "en": "Load", "zh-CN": "压力测试" },
          "categories": [{ "code": "1", "name": { "en": "All", "zh-CN": "全部" } }],
          "assignment": { "expertsPerApplication": {{ExpertsEach}} }
        }
        """;

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("name=\"Competence\\[([0-9a-f-]{36})\\]\"")]
    private static partial Regex Competence();

    [GeneratedRegex("/sheets/[0-9a-f-]{36}")]
    private static partial Regex Sheet();

    [GeneratedRegex("id=\"sheet-data\"[^>]*>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Data();

    [GeneratedRegex("note bad.*?</div>|class=\"mistakes\".*?</ul>", RegexOptions.Singleline)]
    private static partial Regex Refused();

    /// <summary>The cookies of one browser.</summary>
    private sealed class Person
    {
        private readonly Dictionary<string, string> cookies = new(StringComparer.Ordinal);

        public string Cookies => string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}"));

        public void Take(IEnumerable<string> set)
        {
            foreach (var cookie in set.Select(c => c.Split(';')[0].Split('=', 2)))
            {
                cookies[cookie[0]] = cookie[1];
            }
        }
    }
}

/// <summary>An expert who is signed in, with the sheets of the call.</summary>
public sealed record LoadExpert(string Cookies)
{
    public List<LoadSheet> Sheets { get; } = [];
}

public sealed record LoadSheet(LoadExpert Expert, Guid Id, string Token, IReadOnlyList<LoadField> Fields);

/// <summary>A leaf of a sheet as its window knows it.</summary>
public sealed class LoadField(string code, int min, int max)
{
    private int isUnderWay;

    public string Code => code;
    public long Edition { get; set; }
    public int Value { get; set; } = min - 1;

    /// <summary>The last edit that the server acknowledged; empty = none.</summary>
    public Guid Acknowledged { get; set; }

    /// <summary>One edit of a field is on its way at a time, as in the window.</summary>
    public bool Begin() => Interlocked.Exchange(ref isUnderWay, 1) == 0;

    public void End() => Volatile.Write(ref isUnderWay, 0);

    public int NextValue() => Value >= max ? min : Value + 1;
}
