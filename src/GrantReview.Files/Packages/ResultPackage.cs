using System.Globalization;
using System.Text.Json.Nodes;
using GrantReview.Core;
using GrantReview.Core.Assignments;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Experts;
using GrantReview.Core.Scoring;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Rounds;

namespace GrantReview.Files.Packages;

/// <summary>Who a package is for.</summary>
public enum PackageLayer
{
    /// <summary>What the notice may show: the call's rules and the list.</summary>
    Public,

    /// <summary>Everything that is needed to recompute, experts as 专家n.</summary>
    Internal,

    /// <summary>The same with identities.csv, the key from 专家n to names.</summary>
    Sealed,
}

/// <summary>
/// The result package (评审结果包): a zip with manifest.json, the inputs as a round in which experts are 专家n, and the outputs that anyone gets
/// from these inputs. The same inputs give the same bytes.
/// </summary>
public static class ResultPackage
{
    public const string Manifest = PackageZip.Manifest;
    public const string Identities = "identities.csv";
    public const string Notice = "outputs/notice.csv";
    public const int SchemaVersion = 1;

    /// <summary>The internal layer.</summary>
    public static byte[] Write(EvaluationResult result, string? previousPackage = null) => PackageZip.Write(ManifestOf(result, PackageLayer.Internal, previousPackage, null), Files(result));

    /// <summary>The sealed layer: the internal one, which it names by its hash, with the key to the names.</summary>
    public static byte[] WriteSealed(EvaluationResult result, byte[] internalPackage, string? previousPackage = null)
    {
        var numbers = Pseudonyms.Of(result.Round.Experts);
        var identities = new OutputFile(Identities, Csv.Write(["expert", "id", "name", "unit", "unit_code"],
            result.Round.Experts.OrderBy(e => numbers[e.Id]).Select(e => (IReadOnlyList<string?>)[NameOf(numbers[e.Id]), e.Id, e.Name, e.Unit, e.UnitCode])));
        return PackageZip.Write(ManifestOf(result, PackageLayer.Sealed, previousPackage, Sha256(internalPackage)), [.. Files(result), identities]);
    }

    /// <summary>The public layer: the list of the proposed awards, and the rules by which they came about.</summary>
    /// <param name="masksNames">People are shown as 张*, 王*明.</param>
    public static byte[] WritePublic(EvaluationResult result, byte[] internalPackage, bool masksNames, string? previousPackage = null) =>
        PackageZip.Write(ManifestOf(result, PackageLayer.Public, previousPackage, Sha256(internalPackage)),
        [
            new("inputs/call.json", CallJson.Write(result.Round.Call)),
            NoticeFile(result.Round.Applications, result.Allocation?.Funded ?? [], masksNames),
        ]);

    /// <summary>What a package of an evaluation leads to, recomputed from its inputs; experts are 专家n.</summary>
    /// <exception cref="ArgumentException">It holds no round.</exception>
    public static EvaluationResult ResultOf(byte[] package)
    {
        if (PackageZip.Read(package) is not { } files || RoundReader.Read(name => files.GetValueOrDefault("inputs/" + name), isPackage: true).Round is not { } round
            || Json.Parse(files.GetValueOrDefault(Manifest) ?? [], Manifest, []) is not { } manifest)
        {
            throw new ArgumentException("The package holds no round.", nameof(package));
        }
        return Evaluation.Run(round, (manifest["seeds"] as JsonObject)?["evaluation"]?.ToString() ?? "");
    }

    /// <summary>The number in 专家n.</summary>
    public static int NumberOf(string expert) => int.Parse(expert.AsSpan("专家".Length), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The key of a sealed package: an expert's id in the call → 专家n.</summary>
    /// <exception cref="ArgumentException">It holds no key.</exception>
    public static IReadOnlyDictionary<string, string> IdentitiesOf(byte[] sealedPackage) =>
        PackageZip.Read(sealedPackage)?.GetValueOrDefault(Identities) is { } csv && TableReader.ReadCsv(csv, new TableSchema("identities", ["expert", "id"], []), Identities, []) is { } table
            ? table.Rows.ToDictionary(r => r["id"], r => r["expert"], StringComparer.Ordinal) : throw new ArgumentException("The package holds no key.", nameof(sealedPackage));

    internal static OutputFile NoticeFile(IReadOnlyList<Core.Applications.Application> applications, IReadOnlyList<Core.Awards.FundedApplication> awards, bool masksNames)
    {
        var byId = applications.ToDictionary(a => a.Id, StringComparer.Ordinal);
        return new OutputFile(Notice, Csv.Write(["category", "application", "title", "unit", "pi", "amount"],
            awards.Select(a => (Award: a, Application: byId[a.Id])).OrderBy(a => a.Application.Category, StringComparer.Ordinal).ThenBy(a => a.Award.Id, StringComparer.Ordinal)
                .Select(a => (IReadOnlyList<string?>)
                    [a.Application.Category, a.Award.Id, a.Application.Title, a.Application.Unit, masksNames ? Core.Reports.NoticeReport.Mask(a.Application.Pi) : a.Application.Pi, a.Award.Amount.ToString()])));
    }

    internal static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"专家{number}");

    private static JsonObject ManifestOf(EvaluationResult result, PackageLayer layer, string? previousPackage, string? internalPackage)
    {
        var manifest = new JsonObject
        {
            ["schemaVersion"] = SchemaVersion, ["stage"] = "evaluation", ["layer"] = layer switch { PackageLayer.Public => "public", PackageLayer.Sealed => "sealed", _ => "internal" },
            ["call"] = result.Round.Call.Code, ["programVersion"] = EvaluationFiles.ProgramVersion, ["digest"] = "SHA-256",
            ["seeds"] = new JsonObject { ["evaluation"] = result.Seed }, ["previousPackage"] = previousPackage,
        };
        if (internalPackage is not null)
        {
            manifest["internalPackage"] = internalPackage;
        }
        return manifest;
    }

    private static List<OutputFile> Files(EvaluationResult result)
    {
        var round = Anonymous(result.Round with { Assignments = result.Assignments });
        return
        [
            .. Inputs(round).Select(f => f with { Name = "inputs/" + f.Name }),
            .. EvaluationFiles.Tables(Evaluation.Run(round, result.Seed)).Select(f => f with { Name = "outputs/" + f.Name }),
        ];
    }

    /// <summary>
    /// The round as a package shows it: experts are numbers without names and units, so the conflicts that rules found are listed as pairs; what
    /// experts wrote in words stays out, because it can give a person away and decides nothing.
    /// </summary>
    public static Round Anonymous(Round round)
    {
        var numbers = Pseudonyms.Of(round.Experts).ToDictionary(n => n.Key, n => NameOf(n.Value), StringComparer.Ordinal);
        var drawn = round.Experts.Any(e => e.Alias is not null);
        var conflicts = round.FindConflicts()
            .Select(c => new DeclaredConflict(c.Application, numbers[c.Expert], c.Ground.ToString(), "")).DistinctBy(c => (c.Application, c.Expert));
        return round with
        {
            Applications = [.. round.Applications.Select(a => a with { PiContacts = Core.Applications.Person.Nobody, Team = [], ExcludedExperts = [] })],
            Experts = [.. round.Experts.Select(e => e with { Id = numbers[e.Id], Name = numbers[e.Id], Alias = drawn ? NumberOf(numbers[e.Id]) : null, Contacts = Core.Applications.Person.Nobody, Unit = "", UnitCode = "", FormerUnits = [], Region = "", Keywords = [] })],
            Conflicts = [.. conflicts], Organisations = [], Relations = [], Answers = [],
            Affinities = [.. round.Affinities.Select(a => a with { Expert = numbers[a.Expert] })],
            Assignments = round.Assignments is null ? null : [.. round.Assignments.Select(a => a with { Expert = numbers[a.Expert] })],
            Scores = [.. round.Scores.Select(s => s with { Expert = numbers[s.Expert], Reason = "" })],
        };
    }

    /// <summary>A round as files, rows in a fixed order; reading them gives the round again.</summary>
    public static IReadOnlyList<OutputFile> Inputs(Round round)
    {
        List<OutputFile> files =
        [
            new("call.json", CallJson.Write(round.Call)),
            Applications(round),
            new("experts.csv", Csv.Write(["id", "name", "unit", "unit_code", "former_units", "region", "kind", "keywords", "max_load", "min_load"],
                round.Experts.OrderBy(e => e.Id, StringComparer.Ordinal).Select(e => (IReadOnlyList<string?>)
                    [e.Id, e.Name, e.Unit, e.UnitCode, string.Join(';', e.FormerUnits), e.Region, e.Kind, string.Join(';', e.Keywords), Text(e.MaxLoad), Text(e.MinLoad)]))),
        ];
        if (round.Tree is { } tree)
        {
            files.Add(new OutputFile("indicators.json", TreeJson.Write(tree)));
        }
        if (round.Conflicts.Count > 0)
        {
            files.Add(new OutputFile("conflicts.csv", Csv.Write(["application", "expert", "kind", "note"],
                Sorted(round.Conflicts, c => c.Application, c => c.Expert).Select(c => (IReadOnlyList<string?>)[c.Application, c.Expert, c.Kind, c.Note]))));
        }
        if (round.Affinities.Count > 0)
        {
            files.Add(new OutputFile("affinity.csv", Csv.Write(["application", "expert", "affinity"],
                Sorted(round.Affinities, a => a.Application, a => a.Expert).Select(a => (IReadOnlyList<string?>)[a.Application, a.Expert, Core.Numbers.Rational.FromDouble(a.Value).ToString()]))));
        }
        if (round.Assignments is { } assignments)
        {
            files.Add(new OutputFile("assignments.csv", Csv.Write(["application", "expert"],
                Sorted(assignments, a => a.Application, a => a.Expert).Select(a => (IReadOnlyList<string?>)[a.Application, a.Expert]))));
        }
        if (round.Scores.Count > 0)
        {
            files.Add(new OutputFile("scores.csv", Csv.Write(["application", "expert", "indicator", "score", "reason"],
                Sorted(round.Scores, s => s.Application, s => s.Expert).ThenBy(s => s.Indicator, StringComparer.Ordinal).Select(s => (IReadOnlyList<string?>)
                    [s.Application, s.Expert, s.Indicator, s.Score is { } score ? score.ToExactText() : "N/A", s.Reason]))));
        }
        return files;
    }

    public static string Sha256(byte[] content) => PackageZip.Sha256(content);

    public static string Digest(IReadOnlyList<OutputFile> files) =>
        Sha256(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', files.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => $"{f.Name} {Sha256(f.Content)}"))));

    private static OutputFile Applications(Round round)
    {
        var schema = TableSchema.Applications;
        // A column the round does not have is not made up: a rule tells a blank cell from a missing column.
        var given = round.Applications.SelectMany(a => a.Attributes.Keys).ToHashSet(StringComparer.Ordinal);
        List<string> known = [.. schema.Required, .. schema.Optional.Except(TableSchema.Confidential).Where(c => c == "eligible" || given.Contains(c))];
        List<string> columns = [.. known, .. given.Except(known).Order(StringComparer.Ordinal)];
        return new OutputFile(schema.File, Csv.Write(columns, round.Applications.OrderBy(a => a.Id, StringComparer.Ordinal)
            .Select(a => (IReadOnlyList<string?>)[.. columns.Select(c => c switch
            {
                "id" => a.Id,
                "eligible" => a.Eligible ? "yes" : "no",
                _ => a.Attributes.GetValueOrDefault(c, ""),
            })])));
    }

    private static IOrderedEnumerable<T> Sorted<T>(IEnumerable<T> rows, Func<T, string> application, Func<T, string> expert) =>
        rows.OrderBy(application, StringComparer.Ordinal).ThenBy(expert, StringComparer.Ordinal);

    private static string? Text(int? value) => value?.ToString(CultureInfo.InvariantCulture);
}
