using System.Globalization;
using System.Text.Json.Nodes;
using GrantReview.Core.Applications;
using GrantReview.Core.Assignments;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Evaluations;
using GrantReview.Core.Experts;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;
using GrantReview.Core;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Reports;
using GrantReview.Files.Rounds;

namespace GrantReview.Files.Packages;

/// <summary>
/// The result package (评审结果包): a zip with manifest.json, the inputs as a round in which experts are 专家n, and the outputs that anyone gets
/// from these inputs. The same inputs give the same bytes.
/// </summary>
public static class ResultPackage
{
    public const string Manifest = PackageManifest.File;
    public const string Identities = "identities.csv";

    /// <summary>
    /// What experts wrote of whole applications and what they recommend; in the sealed layer alone, because words can give a person away.
    /// </summary>
    public const string Comments = "comments.csv";
    public const string Notice = "outputs/notice.csv";
    internal const string CallFile = "inputs/call.json";
    internal const string ApplicationsFile = "inputs/applications.csv";
    internal const string VerdictsFile = "inputs/verdicts.csv";

    /// <summary>The internal layer.</summary>
    public static byte[] Write(EvaluationResult result) => Pack(Shown(result));

    /// <summary>
    /// What the inputs lead to as the package holds them, experts being 专家n: read from what is written, as a verification reads it.
    /// </summary>
    public static EvaluationResult Shown(EvaluationResult result)
    {
        var inputs = Inputs(Anonymous(result.Round with { Assignments = result.Assignments })).ToDictionary(f => f.Name, f => f.Content);
        var reading = RoundReader.Read(name => inputs.GetValueOrDefault(name), isPackage: true);
        return Evaluation.Run(
            reading.Round ?? throw new ArgumentException(
                $"The round cannot be read again: {string.Join("; ", reading.Mistakes.Select(m => m.Say("en")))}", nameof(result)),
            result.Seed, versions: result.Versions);
    }

    /// <param name="shown">As <see cref="Shown"/> gives it.</param>
    public static byte[] Pack(EvaluationResult shown)
    {
        var manifest = PackageManifest.ForNow(PackageStage.Evaluation, shown.Round.Call.Code, null, shown.Seed);
        return manifest.Pack(Files(shown, manifest, Digest(Inputs(shown.Round))));
    }

    /// <summary>The record of what a package shows.</summary>
    /// <param name="shown">As <see cref="Shown"/> gives it, or <see cref="ResultOf"/>.</param>
    public static EvaluationRecord RecordOf(EvaluationResult shown) => EvaluationRecord.From(
        shown, shown.Round.Experts.ToDictionary(e => e.Id, e => NumberOf(e.Id)));

    /// <summary>The sealed layer: the files of the internal one, which it names by its hash, with the key to the names.</summary>
    /// <param name="experts">Of the round that the package is of, with their names.</param>
    /// <param name="comments">What they wrote and recommend; the expert by the id in the call.</param>
    /// <exception cref="ArgumentException">It is no package.</exception>
    public static byte[] WriteSealed(IReadOnlyCollection<Expert> experts, IReadOnlyCollection<ExpertComment> comments,
        byte[] internalPackage)
    {
        var (manifest, files) = Open(internalPackage);
        var numbers = Pseudonyms.Of(experts);
        var identities = new OutputFile(Identities, Csv.Write(["expert", "id", "name", "unit", "unit_code"],
            experts.OrderBy(e => numbers[e.Id])
                .Select(e => (IReadOnlyList<string?>)[NameOf(numbers[e.Id]), e.Id.Value, e.Name, e.Unit, e.UnitCode])));
        return manifest.ForLayer(PackageLayer.Sealed, internalPackage)
            .Pack([.. files.Select(f => new OutputFile(f.Key, f.Value)), identities, .. CommentsFile(comments, numbers)]);
    }

    private static IEnumerable<OutputFile> CommentsFile(IReadOnlyCollection<ExpertComment> comments,
        IReadOnlyDictionary<ExpertId, int> numbers) =>
        comments.Count == 0 ? [] :
        [
            new OutputFile(
                Comments, Csv.Write(CommentColumns(PackageManifest.CurrentSchema),
                Sorted(comments, c => c.Application, c => IdOf(numbers[c.Expert])).Select(c => (IReadOnlyList<string?>)
                    [c.Application.Value, NameOf(numbers[c.Expert]), Csv.Safe(c.Comment), CodeOf(c.Recommendation)]))),
        ];

    /// <summary>Schema 1 knew no recommendations.</summary>
    internal static IReadOnlyList<string> CommentColumns(int schema) => ["application", "expert", "comment",
        .. schema == PackageManifest.FirstSchema ? Array.Empty<string>() : ["recommendation"]];

    /// <summary>What experts wrote and recommend, as a sealed package keeps it; experts are 专家n.</summary>
    public static IReadOnlyList<ExpertComment> CommentsOf(byte[] sealedPackage) =>
        PackageZip.Read(sealedPackage)?.GetValueOrDefault(Comments) is { } csv
        && TableReader.ReadCsv(csv, TableSchema.Exact("comments", CommentColumns(PackageManifest.FirstSchema)), Comments, []) is { } table
            ? [.. table.Rows.Select(r => new ExpertComment(r.Application, r.Expert, r["comment"],
                Recommended.FirstOrDefault(c => c.Code == r.Cells.GetValueOrDefault("recommendation")).Recommendation))] : [];

    private static readonly (Recommendation Recommendation, string Code)[] Recommended =
        [(Recommendation.Fund, "fund"), (Recommendation.FundIf, "fund-if"), (Recommendation.Reject, "reject")];

    /// <summary>Null where none is stated.</summary>
    internal static string? CodeOf(Recommendation recommendation) =>
        Recommended.FirstOrDefault(c => c.Recommendation == recommendation).Code;

    /// <summary>
    /// The public layer of any stage: the list, and of an evaluation the rules by which it came about, as the internal package has them.
    /// </summary>
    /// <param name="masksNames">People are shown as 张*, 王*明.</param>
    /// <exception cref="ArgumentException">It is no package, or one without a list.</exception>
    public static byte[] WritePublic(byte[] internalPackage, bool masksNames)
    {
        var (manifest, files) = Open(internalPackage);
        var ofPublic = manifest.ForLayer(PackageLayer.Public, internalPackage);
        return NoticeOf(files, manifest.Schema, masksNames) is { } notice
            ? ofPublic.Pack(PublicFiles(ofPublic, files, notice))
            : throw new ArgumentException("The package holds no list.", nameof(internalPackage));
    }

    /// <summary>What a package of an evaluation leads to, recomputed from its inputs by the rules that it names; experts are 专家n.</summary>
    /// <exception cref="ArgumentException">It holds no round.</exception>
    public static EvaluationResult ResultOf(byte[] package)
    {
        var (manifest, files) = Open(package);
        return RoundReader.Read(name => files.GetValueOrDefault("inputs/" + name), isPackage: true).Round is { } round
            && manifest.Seed is { } seed
            ? Evaluation.Run(round, seed, versions: manifest.Rules)
            : throw new ArgumentException("The package holds no round.", nameof(package));
    }

    /// <summary>The number in 专家n.</summary>
    public static int NumberOf(ExpertId expert) =>
        int.Parse(expert.Value.AsSpan("专家".Length), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The key of a sealed package: an expert's id in the call → 专家n.</summary>
    /// <exception cref="ArgumentException">It holds no key.</exception>
    public static IReadOnlyDictionary<ExpertId, ExpertId> IdentitiesOf(byte[] sealedPackage) =>
        PackageZip.Read(sealedPackage)?.GetValueOrDefault(Identities) is { } csv
        && TableReader.ReadCsv(csv, TableSchema.Exact("identities", ["expert", "id"]), Identities, []) is { } table
            ? table.Rows.ToDictionary(r => ExpertId.Of(r["id"]).GetValueOrDefault(), r => r.Expert)
            : throw new ArgumentException("The package holds no key.", nameof(sealedPackage));

    /// <summary>
    /// The files of the internal layer of an evaluation, as its manifest's schema has them: the round written from what was read, and what
    /// it leads to.
    /// </summary>
    /// <param name="result">Of the round in which experts are 专家n.</param>
    internal static IReadOnlyList<OutputFile> Files(EvaluationResult result, PackageManifest manifest, string inputsHash) =>
    [
        .. Inputs(result.Round).Select(f => f with { Name = "inputs/" + f.Name }),
        .. (manifest.Schema == PackageManifest.FirstSchema
            ? EvaluationFiles.TablesOfSchema1(result)
            : [.. EvaluationFiles.Tables(result), EvaluationFiles.SummaryOf(result, inputsHash, manifest.ProgramVersion)])
                .Select(f => f with { Name = "outputs/" + f.Name }),
    ];

    /// <param name="files">Of the internal package.</param>
    internal static IReadOnlyList<OutputFile> PublicFiles(PackageManifest manifest, Dictionary<string, byte[]> files, OutputFile notice) =>
        manifest.Stage == PackageStage.Evaluation ? [new(CallFile, files[CallFile]), notice] : [notice];

    /// <summary>
    /// The list of an internal package with title, unit and leader as its applications have them; null where it does not hold them.
    /// </summary>
    internal static OutputFile? NoticeOf(Dictionary<string, byte[]> files, int schema, bool masksNames)
    {
        List<Mistake> mistakes = [];
        if (!files.TryGetValue(CallFile, out var callBytes) || !files.TryGetValue(ApplicationsFile, out var rows)
            || !files.TryGetValue(DecisionPackage.Awards, out var list)
            || CallJson.Read(callBytes, CallFile, TemplateFolder.Shipped, mistakes, []) is not { } call)
        {
            return null;
        }
        var applications = RoundReader.ReadPackaged(rows, ApplicationsFile, call).Rows;
        var awards = DecisionPackage.Rows(list, DecisionPackage.Awards, mistakes);
        var known = applications.Select(a => a.Id).ToHashSet();
        if (mistakes.Count > 0 || awards.Any(a => !known.Contains(a.Id)))
        {
            return null;
        }
        var inOrder = NoticeReport.InOrder(call, applications, awards);
        // Schema 1 had an order of its own; since then the list stands as it does on paper: categories as the call lists them.
        var listed = schema != PackageManifest.FirstSchema ? inOrder
            : inOrder.OrderBy(a => a.Application.Category).ThenBy(a => a.Award.Id);
        return new OutputFile(Notice, Csv.Write(["category", "application", "title", "unit", "pi", "amount"], listed.Select(a =>
        {
            var (application, leader) = (a.Application, masksNames ? NoticeReport.Mask(a.Application.Pi) : a.Application.Pi);
            return (IReadOnlyList<string?>)
                [application.Category.Value, application.Id.Value, Said(application.Title), Said(application.Unit), Said(leader),
                    a.Award.Amount.ToString()];
        })));

        // The list is published and opened in spreadsheets; schema 1 wrote its words as they were.
        string Said(string text) => schema == PackageManifest.FirstSchema ? text : Csv.Safe(text);
    }

    internal static ExpertId IdOf(int number) => new(NameOf(number));
    internal static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"专家{number}");

    internal static (PackageManifest Manifest, Dictionary<string, byte[]> Files) Open(byte[] package)
    {
        List<Mistake> mistakes = [];
        if (PackageZip.Read(package, mistakes) is { } files && files.Remove(Manifest, out var content)
            && Json.Parse(content, Manifest, mistakes) is { } root
            && PackageManifest.Read(root, mistakes) is { } manifest)
        {
            return (manifest, files);
        }
        throw new ArgumentException($"This is no package of a known kind: {string.Join("; ", mistakes.Select(m => m.Code))}",
            nameof(package));
    }

    /// <summary>
    /// The round as a package shows it: experts are numbers without names and units, so the conflicts that rules found are listed as pairs;
    /// what experts wrote in words stays out, because it can give a person away and decides nothing.
    /// </summary>
    public static Round Anonymous(Round round)
    {
        var numbers = Pseudonyms.Of(round.Experts).ToDictionary(n => n.Key, n => IdOf(n.Value));
        var drawn = round.Experts.Any(e => e.Alias is not null);
        var conflicts = round.FindConflicts()
            .Select(c => new DeclaredConflict(
                c.Application, numbers[c.Expert], c.Ground.ToString(), "", c.Ground == ConflictGround.Pinned))
                    .DistinctBy(c => (c.Application, c.Expert));
        return round with
        {
            Applications =
            [
                .. WithoutNumbers(round).Select(
                    a => a with { PiContacts = Person.Nobody, Team = [], ExcludedExperts = [], Payee = Payee.Unknown }),
            ],
            Experts = [.. round.Experts.Select(e => e with
            {
                Id = numbers[e.Id], Name = numbers[e.Id].Value, Alias = drawn ? NumberOf(numbers[e.Id]) : null,
                Contacts = Person.Nobody, Unit = "", UnitCode = "", FormerUnits = [],
                Region = "", Keywords = [],
            })],
            Conflicts = [.. conflicts], Organisations = [], Relations = [], Answers = [],
            Affinities = [.. round.Affinities.Select(a => a with { Expert = numbers[a.Expert] })],
            Assignments = round.Assignments is null ? null : [.. round.Assignments.Select(a => a with { Expert = numbers[a.Expert] })],
            Positions = round.Positions.ToDictionary(p => (p.Key.Application, numbers[p.Key.Expert]), p => p.Value),
            Scores = [.. round.Scores.Select(s => s with { Expert = numbers[s.Expert], Reason = "" })],
        };
    }

    /// <summary>
    /// People's numbers, by which limits count, as P1, P2 … of this package alone; what proves nothing is longer than any document's number
    /// and goes on proving nothing.
    /// </summary>
    private static IEnumerable<Application> WithoutNumbers(Round round)
    {
        var columns = round.Call.Fields.Where(f => f.Type == FieldType.Id).Select(f => f.Code).ToHashSet(StringComparer.Ordinal);
        var shown = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var number in round.Applications.OrderBy(a => a.Id).SelectMany(a => columns.Select(c => NumberIn(a, c)))
            .Where(n => n.IdText.Length > 0))
        {
            shown.TryAdd(number.IdText, string.Create(CultureInfo.InvariantCulture,
                $"{(number.HasBrokenIdNumber ? "unproven-number-" : "P")}{shown.Count + 1}"));
        }
        return shown.Count == 0 ? round.Applications : round.Applications.Select(a => a with
        {
            Attributes = a.Attributes.ToDictionary(
                c => c.Key, c => columns.Contains(c.Key) ? shown.GetValueOrDefault(NumberIn(a, c.Key).IdText, c.Value) : c.Value,
                StringComparer.Ordinal),
        });

        static Person NumberIn(Application application, string column) => new("", application.Attributes.GetValueOrDefault(column, ""));
    }

    /// <summary>A round as files, rows in a fixed order; reading them gives the round again.</summary>
    public static IReadOnlyList<OutputFile> Inputs(Round round)
    {
        List<OutputFile> files =
        [
            new("call.json", CallJson.Write(round.Call)),
            Applications(round.Applications),
            ExpertsFile(round.Experts),
        ];
        if (round.Tree is { } tree)
        {
            files.Add(new OutputFile("indicators.json", TreeJson.Write(tree)));
        }
        files.AddRange(round.NamedTrees.Where(t => round.Call.Categories.Any(c => c.Indicators == t.Key))
            .OrderBy(t => t.Key, StringComparer.Ordinal)
            .Select(t => new OutputFile($"indicators/{t.Key}.json", TreeJson.Write(t.Value))));
        if (round.Conflicts.Count > 0)
        {
            files.Add(new OutputFile("conflicts.csv", Csv.Write(["application", "expert", "kind", "note"],
                Sorted(round.Conflicts, c => c.Application, c => c.Expert)
                    .Select(c => (IReadOnlyList<string?>)[c.Application.Value, c.Expert.Value, c.Relation, c.Note]))));
        }
        if (round.Verdicts.Count > 0)
        {
            files.Add(VerdictTable.Write(round.Verdicts));
        }
        if (round.Affinities.Count > 0)
        {
            files.Add(new OutputFile("affinity.csv", Csv.Write(["application", "expert", "affinity"],
                Sorted(round.Affinities, a => a.Application, a => a.Expert)
                    .Select(a => (IReadOnlyList<string?>)[a.Application.Value, a.Expert.Value, Rational.FromDouble(a.Value).ToString()]))));
        }
        if (round.Assignments is { } assignments)
        {
            string[] columns = ["application", "expert", .. round.Positions.Count > 0 ? ["position"] : Array.Empty<string>()];
            files.Add(new OutputFile("assignments.csv", Csv.Write(columns,
                Sorted(assignments, a => a.Application, a => a.Expert)
                    .Select(a => (IReadOnlyList<string?>)[.. new[]
                    {
                        a.Application.Value, a.Expert.Value,
                        round.Positions.TryGetValue((a.Application, a.Expert), out var position) ? $"{position}" : "",
                    }.Take(columns.Length)]))));
        }
        if (round.Scores.Count > 0)
        {
            files.Add(new OutputFile("scores.csv", Csv.Write(["application", "expert", "indicator", "score", "reason"],
                Sorted(round.Scores, s => s.Application, s => s.Expert).ThenBy(s => s.Indicator).Select(s => (IReadOnlyList<string?>)
                [
                    s.Application.Value, s.Expert.Value, s.Indicator.Value, s.Score is { } score ? score.ToExactText() : "N/A", s.Reason,
                ]))));
        }
        return files;
    }

    public static string Sha256(byte[] content) => PackageZip.Sha256(content);

    /// <summary>As the manifest says.</summary>
    public static string NameOf(PackageStage stage) => PackageManifest.NameOf(stage);

    /// <summary>As the manifest says.</summary>
    public static string NameOf(PackageLayer layer) => PackageManifest.NameOf(layer);

    public static string Digest(IReadOnlyList<OutputFile> files) =>
        Sha256(System.Text.Encoding.UTF8.GetBytes(
            string.Join('\n', files.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => $"{f.Name} {Sha256(f.Content)}"))));

    internal static OutputFile Applications(IReadOnlyList<Application> applications)
    {
        var schema = TableSchema.Applications;
        // A column the round does not have is not made up: a rule tells a blank cell from a missing column.
        var given = applications.SelectMany(a => a.Attributes.Keys).ToHashSet(StringComparer.Ordinal);
        List<string> known =
            [.. schema.Required, .. schema.Optional.Except(TableSchema.Confidential).Where(c => c == "eligible" || given.Contains(c))];
        List<string> columns = [.. known, .. given.Except(known).Order(StringComparer.Ordinal)];
        return new OutputFile(schema.File, Csv.Write(columns, applications.OrderBy(a => a.Id)
            .Select(a => (IReadOnlyList<string?>)[.. columns.Select(c => c switch
            {
                "id" => a.Id.Value,
                "eligible" => a.Eligible ? "yes" : "no",
                _ => a.Attributes.GetValueOrDefault(c, ""),
            })])));
    }

    /// <summary>With the aliases where some were drawn.</summary>
    private static OutputFile ExpertsFile(IReadOnlyList<Expert> experts)
    {
        string[] drawn = experts.Any(e => e.Alias is not null) ? [TableSchema.Alias] : [];
        return new OutputFile(TableSchema.Experts.File, Csv.Write(
            ["id", "name", "unit", "unit_code", "former_units", "region", "kind", "keywords", "max_load", "min_load", .. drawn],
            experts.OrderBy(e => e.Id).Select(e => (IReadOnlyList<string?>)
            [
                e.Id.Value, e.Name, e.Unit, e.UnitCode, string.Join(';', e.FormerUnits), e.Region, e.Kind, string.Join(';', e.Keywords),
                Text(e.MaxLoad), Text(e.MinLoad), .. drawn.Select(_ => Text(e.Alias)),
            ])));
    }

    private static IOrderedEnumerable<T> Sorted<T>(IEnumerable<T> rows, Func<T, ApplicationId> application, Func<T, ExpertId> expert) =>
        rows.OrderBy(application).ThenBy(expert);

    private static string? Text(int? value) => value?.ToString(CultureInfo.InvariantCulture);
}
