using System.Globalization;
using GrantReview.Core;
using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calibration;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Experts;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Rounds;

/// <summary>What reading a round gave: the round, or every mistake that kept it from being one.</summary>
public sealed record RoundReading(Round? Round, IReadOnlyList<Mistake> Mistakes, IReadOnlyList<Mistake> Warnings);

/// <summary>Reads a round from a folder or a workbook and checks its files against each other.</summary>
public sealed partial class RoundReader
{
    public const int MostMistakes = 5_000;
    private readonly List<Mistake> mistakes = [];
    private readonly List<Mistake> warnings = [];
    private readonly TemplateFolder templates;
    private readonly bool isPackage;

    private RoundReader(TemplateFolder templates, bool isPackage)
    {
        this.templates = templates;
        this.isPackage = isPackage;
    }

    /// <param name="path">A folder, or an .xlsx workbook with one sheet per file name.</param>
    public static RoundReading Read(string path, TemplateFolder? templates = null)
    {
        var reader = new RoundReader(templates ?? TemplateFolder.Shipped, isPackage: false);
        using var source = RoundSource.Open(path, reader.mistakes, reader.warnings);
        return reader.Result(source is null ? null : reader.Read(source));
    }

    /// <summary>From bytes by file name: the inputs of a package, in which units are hidden and conflicts.csv is the whole list.</summary>
    public static RoundReading Read(Func<string, byte[]?> files, bool isPackage)
    {
        var reader = new RoundReader(TemplateFolder.Shipped, isPackage);
        using var source = new RoundSource.FolderSource(files);
        return reader.Result(reader.Read(source));
    }

    private RoundReading Result(Round? round) => new(mistakes.Count > 0 ? null : round, Shown(), warnings);

    private List<Mistake> Shown()
    {
        // A cell that cannot be read is said once and not again by whoever wanted a number of it.
        var unreadable = mistakes.Where(m => m is { Row: not null, Column.Length: > 0 } && TableReader.CellFaults.Contains(m.Code))
            .ToLookup(m => (m.File, m.Row, m.Column), m => m.Code);
        var shown = mistakes.Distinct().Where(m => unreadable[(m.File, m.Row, m.Column)].FirstOrDefault(m.Code) == m.Code).ToList();
        return shown.Count <= MostMistakes ? shown
            : [.. shown.Take(MostMistakes), new Mistake("", null, "", "TooManyMistakes", $"{MostMistakes}")];
    }

    private Round? Read(RoundSource source)
    {
        if (source.Bytes("call.json", mistakes) is not { } callBytes)
        {
            mistakes.Add(new Mistake("call.json", null, "", "FileMissing"));
            callBytes = [];
        }
        var call = callBytes.Length == 0 ? null : CallJson.Read(callBytes, "call.json", templates, mistakes, warnings);
        if (call is { DrawsLots: true } && string.IsNullOrWhiteSpace(call.Allocation.Policy.Seed))
        {
            mistakes.Add(new Mistake("call.json", null, "allocation.policy.seed", "SeedMissing"));
        }
        var trees = call is null ? null : ReadTrees(source, call);
        var applications = Table(source, Applications(call, trees), required: true) is { } written ? Coded(written, call) : null;
        var experts = Table(source, TableSchema.Experts, required: true);
        var (applicationRows, expertRows) = (RowsById(applications, "id"), RowsById(experts, "id"));
        var readApplications = applications is null ? [] : Applications(applications, call);
        if (applications is not null && call is not null)
        {
            CheckColumns(applications, call, trees);
        }
        var readExperts = experts is null ? [] : Experts(experts);
        var strict = call?.Conflicts.StrictUnitCodes == true;
        CheckUnitCodes(applications, strict);
        CheckUnitCodes(experts, strict);
        WarnOfIdsAlike(applications);
        WarnOfIdsAlike(experts);
        var conflicts = Pairs(source, TableSchema.Conflicts, applicationRows, expertRows);
        var units = Table(source, TableSchema.Units, required: false) is { } unitTable ? Organisations(unitTable, strict) : [];
        var relations =
            Table(source, TableSchema.Relations, required: false) is { } relationTable ? RelationsOf(relationTable, expertRows) : [];
        var answers = Table(source, TableSchema.Identities, required: false) is { } identityTable
            ? Answers(identityTable, applicationRows, expertRows) : [];
        var verdicts = Table(source, TableSchema.Verdicts, required: false) is { } verdictTable
            ? VerdictTable.Read(verdictTable, applicationRows, call, mistakes) : [];
        var earlier =
            !isPackage && Table(source, TableSchema.History, required: false) is { } historyTable ? Earlier(historyTable, call) : [];
        WarnOfWaivedRules(applications);
        var affinity = Pairs(source, TableSchema.Affinity, applicationRows, expertRows);
        var assignments = Pairs(source, TableSchema.Assignments, applicationRows, expertRows);
        var scores = Table(source, TableSchema.Scores, required: false);
        if (scores is not null && call is not null && trees is { All.Count: 0 } && call.IndicatorTree is null
            && !source.Has(TableSchema.Indicators)
            && source.Bytes("indicators.json", mistakes) is null)
        {
            mistakes.Add(new Mistake("indicators.csv", null, "", "TreeMissing"));
        }
        var readConflicts = conflicts?.Rows
            .Select(r => new DeclaredConflict(r.Application, r.Expert, r["kind"], r["note"], IsPinned(r["kind"]))).ToList() ?? [];
        var readAffinity = affinity is null ? [] : AffinitiesOf(affinity);
        var readAssignments = assignments?.Rows.Select(r => new Assignment(r.Application, r.Expert)).ToList();
        var readPositions = Positions(assignments);
        var readScores = scores is null || trees is not { All.Count: > 0 } || call is null ? []
            : Scores(scores, new ScoredRound(call, trees, readApplications, readExperts, readAssignments), applicationRows, expertRows);
        // A package has no units and hides people: its list of conflicts is the whole of them.
        CheckConflicts(
            new ConflictProblem(isPackage ? [] : readApplications, isPackage ? [] : readExperts,
                call?.Conflicts ?? ConflictSettings.Default)
            {
                Declared = readConflicts, Organisations = units, Relations = relations, Answers = answers,
            }, (applicationRows, expertRows, conflicts, assignments, scores));
        if (call is null || mistakes.Count > 0)
        {
            return null;
        }
        var counted = isPackage ? readApplications : EarlierAwards.Over(call, ResolvedUnits.Of(call, readApplications, units), earlier);
        var round = new Round(isPackage ? call : EarlierAwards.Over(call, earlier), trees?.Own, counted, readExperts,
            readConflicts, readAffinity, readAssignments, readScores)
        {
            NamedTrees = trees?.Named ?? new Dictionary<string, IndicatorTree>(), Organisations = units, Relations = relations,
            Answers = answers, Verdicts = verdicts, Positions = readPositions,
        };
        WarnOfFewerExperts(round,
            readAssignments?.Select(a => (a.Application, a.Expert)) ?? readScores.Select(s => (s.Application, s.Expert)));
        return round;
    }

    /// <summary>The officer's kind of conflict, as files name it.</summary>
    private static bool IsPinned(string kind) =>
        kind.Trim() is "指定回避" || string.Equals(kind.Trim(), "pinned", StringComparison.OrdinalIgnoreCase);

    private Dictionary<(ApplicationId, ExpertId), int> Positions(Table? assignments)
    {
        var positions = new Dictionary<(ApplicationId, ExpertId), int>();
        var cells = assignments is null ? null : new CellReader(assignments.File, mistakes);
        foreach (var row in assignments?.Rows ?? [])
        {
            if (cells?.Whole(row, "position", 1, ExpertTotal.LastPosition) is { } position)
            {
                positions[(row.Application, row.Expert)] = position;
            }
        }
        return positions;
    }

    private IndicatorTrees ReadTrees(RoundSource source, Call call)
    {
        var reading = new TreesReading(call.Scoring);
        var named = new Dictionary<string, IndicatorTree>(StringComparer.Ordinal);
        foreach (var (category, i) in call.Categories.Select((c, i) => (c, i)).DistinctBy(c => c.c.Indicators))
        {
            if (category.Indicators is { } name
                && ReadTree(source, reading.OfNamed, name,
                    (TableSchema.Indicators with { Part = name }, $"categories[{i}].indicators")) is { } tree)
            {
                named[name] = reading.Add(tree);
            }
        }
        return new IndicatorTrees(
            call.Categories, ReadTree(source, reading.OfOwn, call.IndicatorTree, (TableSchema.Indicators, "indicatorTree")), named);
    }

    /// <param name="name">Of the template that is taken where the round brings none; null = there need be none.</param>
    /// <param name="place">The table, and the key of call.json that asks for it.</param>
    private IndicatorTree? ReadTree(RoundSource source, ScoringSettings scoring, string? name, (TableSchema Schema, string Key) place)
    {
        var file = System.IO.Path.ChangeExtension(place.Schema.File, ".json");
        if (source.Bytes(file, mistakes) is { } json)
        {
            return TreeJson.Read(json, file, scoring, mistakes);
        }
        if (source.Has(place.Schema))
        {
            return source.Read(place.Schema with { IsExact = isPackage }, mistakes, warnings) is { } table
                ? TreeJson.Read(table, scoring, mistakes) : null;
        }
        if (name is null)
        {
            return null;
        }
        if (!isPackage && templates.TreeBytes(name) is { } bytes)
        {
            return TreeJson.Read(bytes, $"templates/indicator-trees/{name}.json", scoring, mistakes);
        }
        mistakes.Add(new Mistake("call.json", null, place.Key, "TreeUnknown", name, string.Join(", ", templates.TreeNames)));
        return null;
    }

    private Table? Table(RoundSource source, TableSchema schema, bool required)
    {
        if (!source.Has(schema))
        {
            if (required)
            {
                mistakes.Add(new Mistake(schema.File, null, "", "FileMissing"));
            }
            return null;
        }
        return source.Read(schema with { IsExact = isPackage }, mistakes, warnings);
    }

    /// <summary>
    /// The rows of a table by their ids. Ids that nobody can tell apart, because only unseen characters differ, are the same.
    /// </summary>
    private Dictionary<string, int> RowsById(Table? table, string column)
    {
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in table?.Rows.Where(r => r[column].Length > 0) ?? [])
        {
            var isNew = rows.TryAdd(row[column], row.Number);
            var looks = isPackage ? row[column] : Written.Seen(row[column]).Trim();
            if ((!seen.TryAdd(looks, row.Number) || !isNew) && table is not null)
            {
                mistakes.Add(new Mistake(table.File, row.Number, column, "IdTwice", row[column], $"{seen[looks]}"));
            }
        }
        return rows;
    }

    /// <summary>
    /// A blank code is unknown; one that is written and is no credit code helps nobody, and where the call asks for it is a mistake.
    /// </summary>
    private void CheckUnitCodes(Table? table, bool strict)
    {
        if (table is null || isPackage)
        {
            return;
        }
        var wrong = table.Rows.Where(r => r["unit_code"].Length > 0 && !UnitCode.TryParse(r["unit_code"], out _)).ToList();
        (strict ? mistakes : warnings).AddRange(
            wrong.Take(strict ? wrong.Count : 20)
                .Select(r => new Mistake(table.File, r.Number, "unit_code", "UnitCodeBroken", CellReader.Shown(r["unit_code"]))));
    }

    /// <summary>One person twice in the pool could score an application twice.</summary>
    private void CheckIdNumbers(Table table, IReadOnlyCollection<Expert> known)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var written = table.Rows.Select(r => r["id"]).ToHashSet(StringComparer.Ordinal);
        var taken = known.Where(e => e.Contacts.IdText.Length > 0 && !written.Contains(e.Id.Value))
            .ToLookup(e => e.Contacts.IdText, e => e.Id, StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            var number = new Person("", row["id_number"]).IdText;
            if (number.Length > 0 && !seen.TryAdd(number, row.Number))
            {
                mistakes.Add(new Mistake(table.File, row.Number, "id_number", "IdNumberTwice", $"{seen[number]}"));
            }
            mistakes.AddRange(taken[number].Select(e => new Mistake(table.File, row.Number, "id_number", "IdNumberTaken", e.Value)));
        }
    }

    /// <summary>Ids are compared exactly; two that differ in case or width alone are most likely one thing.</summary>
    private void WarnOfIdsAlike(Table? table)
    {
        var seen = new Dictionary<string, TableRow>(StringComparer.Ordinal);
        foreach (var row in table?.Rows ?? [])
        {
            var normal = Written.Key(row["id"]);
            if (!seen.TryAdd(normal, row) && seen[normal]["id"] != row["id"] && table is not null)
            {
                warnings.Add(
                    new Mistake(table.File, row.Number, "id", "IdsAlike", row["id"], seen[normal]["id"], $"{seen[normal].Number}"));
            }
        }
    }

    private Table? Pairs(RoundSource source, TableSchema schema, Dictionary<string, int> applications, Dictionary<string, int> experts)
    {
        if (Table(source, schema, required: false) is not { } table)
        {
            return null;
        }
        CheckPairs(table, applications, experts);
        return table;
    }

    private List<Affinity> AffinitiesOf(Table table)
    {
        var cells = new CellReader(table.File, mistakes);
        return [.. table.Rows.Select(r => new Affinity(r.Application, r.Expert, cells.Number(r, "affinity")?.ToDouble() ?? 0))];
    }

    private void CheckPairs(Table table, Dictionary<string, int> applications, Dictionary<string, int> experts)
    {
        var seen = new Dictionary<(string, string), int>();
        foreach (var row in table.Rows)
        {
            CheckPair(table, row, applications, experts);
            if (!seen.TryAdd((row["application"], row["expert"]), row.Number))
            {
                mistakes.Add(
                    new Mistake(table.File, row.Number, "", "PairTwice", row["application"], row["expert"],
                    $"{seen[(row["application"], row["expert"])]}"));
            }
        }
    }

    /// <summary>Where a whole file is missing, that is said once and not for every row that needs it.</summary>
    private void CheckPair(Table table, TableRow row, Dictionary<string, int> applications, Dictionary<string, int> experts)
    {
        if (applications.Count > 0 && !applications.ContainsKey(row["application"]))
        {
            mistakes.Add(new Mistake(table.File, row.Number, "application", "UnknownApplication", CellReader.Shown(row["application"])));
        }
        CheckExpert(table, row, experts);
    }

    private void CheckExpert(Table table, TableRow row, Dictionary<string, int> experts)
    {
        if (experts.Count > 0 && !experts.ContainsKey(row["expert"]))
        {
            mistakes.Add(new Mistake(table.File, row.Number, "expert", "UnknownExpert", CellReader.Shown(row["expert"])));
        }
    }

    /// <summary>What scores are read against.</summary>
    /// <param name="Assignments">Null = nobody says who scores whom.</param>
    private sealed record ScoredRound(
        Call Call, IndicatorTrees Trees, IReadOnlyList<Application> Applications, IReadOnlyList<Expert> Experts,
        IReadOnlyList<Assignment>? Assignments);

    private List<LeafScore> Scores(
        Table table, ScoredRound round, Dictionary<string, int> applicationRows, Dictionary<string, int> expertRows)
    {
        var (call, trees, applications, experts, assignments) = round;
        var treeOf = applications.DistinctBy(a => a.Id).ToDictionary(a => a.Id, a => trees.Of(a.Category));
        var assigned = assignments?.ToHashSet();
        var kinds = experts.DistinctBy(e => e.Id).ToDictionary(e => e.Id, e => e.Kind);
        var seen = new Dictionary<(ApplicationId, ExpertId, string), int>();
        var scores = new List<LeafScore>(table.Rows.Count);
        foreach (var row in table.Rows)
        {
            var (pair, code) = (new Assignment(row.Application, row.Expert), row["indicator"]);
            CheckPair(table, row, applicationRows, expertRows);
            if (assigned is not null && applicationRows.ContainsKey(row["application"])
                && expertRows.ContainsKey(row["expert"]) && !assigned.Contains(pair))
            {
                mistakes.Add(new Mistake(table.File, row.Number, "expert", "NotAssigned", row["expert"], row["application"]));
            }
            if (!seen.TryAdd((pair.Application, pair.Expert, code), row.Number))
            {
                mistakes.Add(new Mistake(table.File, row.Number, "", "CellTwice", row["application"], row["expert"], code,
                    $"{seen[(pair.Application, pair.Expert, code)]}"));
            }
            var isKnown = treeOf.TryGetValue(pair.Application, out var tree);
            if ((isKnown ? tree?.Named(code) : trees.All.Select(t => t.Named(code)).FirstOrDefault(l => l is not null)) is not { } leaf)
            {
                mistakes.Add(isKnown && tree is null
                    ? new Mistake(table.File, row.Number, "application", "CategoryWithoutTree", CellReader.Shown(row["application"]))
                    : new Mistake(table.File, row.Number, "indicator", "UnknownIndicator", CellReader.Shown(code)));
            }
            else if (!leaf.IsLeaf)
            {
                mistakes.Add(new Mistake(table.File, row.Number, "indicator", "NotALeaf", code));
            }
            else if (kinds.TryGetValue(pair.Expert, out var kind) && !IndicatorTree.IsFor(leaf, kind, call.Scoring))
            {
                mistakes.Add(new Mistake(table.File, row.Number, "indicator", "ScoreNotForKind", code, kind));
            }
            else if (ReadScore(table, row, leaf) is { } score)
            {
                scores.Add(score);
            }
        }
        CheckComplete(table, treeOf, call, kinds, seen.Keys);
        return scores;
    }

    private LeafScore? ReadScore(Table table, TableRow row, IndicatorNode leaf)
    {
        var text = row["score"];
        if (text.Length == 0)
        {
            mistakes.Add(new Mistake(table.File, row.Number, "score", "Required"));
            return null;
        }
        var fault = ScoreText.Read(leaf, text, out var score);
        var shown = CellReader.Shown(text);
        Mistake? mistake = fault switch
        {
            ScoreFault.None => null,
            ScoreFault.NotANumber => new Mistake(table.File, row.Number, "score", CellReader.CodeOf(Written.ReadNumber(text, out _)),
                shown),
            ScoreFault.OutOfScale =>
                new Mistake(table.File, row.Number, "score", "ScoreOutOfScale", shown, leaf.Code.Value, leaf.Min.ToString(),
                leaf.Max.ToString()),
            ScoreFault.NotALevel =>
                new Mistake(table.File, row.Number, "score", "ScoreNotALevel", shown, leaf.Code.Value,
                string.Join(", ", leaf.Indicator.Levels.Select(l => $"{l.Name} = {l.Points}"))),
            ScoreFault.NotYesOrNo => new Mistake(table.File, row.Number, "score", "ScoreNotYesOrNo", shown, leaf.Code.Value),
            ScoreFault.NotApplicableRefused => new Mistake(table.File, row.Number, "score", "ScoreNotApplicable", leaf.Code.Value),
            _ => new Mistake(table.File, row.Number, "indicator", "ScoreMeasured", leaf.Code.Value),
        };
        if (mistake is not null)
        {
            mistakes.Add(mistake);
            return null;
        }
        return new LeafScore(row.Application, row.Expert, leaf.Code, score, row["reason"]);
    }

    /// <summary>A sheet that was begun must have every leaf; an unfinished one would be re-weighted in silence.</summary>
    private void CheckComplete(
        Table table, Dictionary<ApplicationId, IndicatorTree?> treeOf, Call call, Dictionary<ExpertId, string> kinds,
        IEnumerable<(ApplicationId Application, ExpertId Expert, string Indicator)> given)
    {
        foreach (var sheet in given.GroupBy(g => (g.Application, g.Expert)))
        {
            var missing = treeOf.GetValueOrDefault(sheet.Key.Application)?
                .LeavesFor(kinds.GetValueOrDefault(sheet.Key.Expert, ""), call.Scoring).Select(l => l.Code.Value)
                .Except(sheet.Select(s => s.Indicator)).ToList() ?? [];
            if (missing.Count > 0)
            {
                var first = table.Rows.First(r => r.Application == sheet.Key.Application && r.Expert == sheet.Key.Expert);
                mistakes.Add(new Mistake(
                    table.File, first.Number, "indicator", "ScoresMissing", sheet.Key.Expert.Value, sheet.Key.Application.Value,
                    string.Join(", ", missing)));
            }
        }
    }

    /// <summary>A conflicted pair that is assigned or scored is reported in every file where it shows.</summary>
    private void CheckConflicts(
        ConflictProblem problem,
        (Dictionary<string, int> Applications, Dictionary<string, int> Experts, Table? Conflicts, Table? Assignments, Table? Scores) files)
    {
        var used = new HashSet<(ApplicationId, ExpertId)>();
        foreach (var row in (files.Assignments?.Rows ?? []).Concat(files.Scores?.Rows ?? []))
        {
            used.Add((row.Application, row.Expert));
        }
        var found =
            used.Count == 0 ? [] : ConflictRules.Find(problem).Conflicts.Where(c => used.Contains((c.Application, c.Expert))).ToList();
        foreach (var conflict in found)
        {
            var code = conflict.Ground == ConflictGround.IdentityQuestion ? "IdentityOpen" : "Conflicted";
            string[] arguments = [conflict.Expert.Value, conflict.Application.Value, $"{conflict.Ground}", conflict.Evidence];
            if (conflict.Source != ConflictSource.Found)
            {
                Report(files.Conflicts, "expert");
            }
            else
            {
                mistakes.Add(
                    new Mistake("applications.csv", files.Applications.GetValueOrDefault(conflict.Application.Value),
                    ColumnOf(conflict, ofExpert: false), code, arguments));
                mistakes.Add(
                    new Mistake("experts.csv", files.Experts.GetValueOrDefault(conflict.Expert.Value), ColumnOf(conflict, ofExpert: true),
                    code, arguments));
            }
            Report(files.Assignments, "expert");
            Report(files.Scores, "expert");

            void Report(Table? table, string column)
            {
                foreach (var row in table?.Rows.Where(r => r.Application == conflict.Application && r.Expert == conflict.Expert) ?? [])
                {
                    mistakes.Add(new Mistake(table?.File ?? "", row.Number, column, code, arguments));
                }
            }
        }

        static string ColumnOf(Conflict conflict, bool ofExpert) => conflict.Ground switch
        {
            ConflictGround.PartnerUnit => ofExpert ? "unit" : "partners",
            ConflictGround.PrincipalInvestigator or ConflictGround.IdentityQuestion or ConflictGround.Applicant => ofExpert ? "name" : "pi",
            ConflictGround.TeamMember => ofExpert ? "name" : "team_members",
            ConflictGround.FormerUnit => ofExpert ? "former_units" : "unit",
            ConflictGround.EmailDomain => ofExpert ? "email" : "pi_email",
            ConflictGround.CoApplicant => ofExpert ? "name" : "pi",
            ConflictGround.ExcludedByApplicant => ofExpert ? "id" : "excluded_experts",
            ConflictGround.SameUnit or ConflictGround.RelatedUnit or ConflictGround.UnitApplies => "unit",
            _ => ofExpert ? "id" : "unit",
        };
    }

    /// <summary>The column used to set rules aside; without clause and person it does not.</summary>
    private void WarnOfWaivedRules(Table? applications)
    {
        if (!isPackage && applications?.Rows.Where(r => r[Evaluator.Waived].Length > 0).ToList() is { Count: > 0 } rows)
        {
            warnings.Add(new Mistake(applications.File, rows[0].Number, Evaluator.Waived, "WaivedRulesIgnored", $"{rows.Count}"));
        }
    }

    private void WarnOfFewerExperts(Round round, IEnumerable<(ApplicationId Application, ExpertId Expert)> pairs)
    {
        var (call, standings) = (round.Call, round.Standings());
        var counts = pairs.Distinct().CountBy(p => p.Application).ToDictionary();
        if (counts.Count == 0)
        {
            return;
        }
        var fewer = round.Applications.Where(a => standings[a.Id].IsAdmitted && call.SelectionOf(a.Category).Basis == SelectionBasis.Score
            && counts.GetValueOrDefault(a.Id) < (a.ExpertsNeeded ?? call.Assignment.ExpertsPerApplication)).ToList();
        const int shown = 20;
        warnings.AddRange(fewer.Take(fewer.Count > shown ? 0 : shown)
            .Select(a => new Mistake("applications.csv", null, "", "FewerExperts", a.Id.Value,
            $"{counts.GetValueOrDefault(a.Id)}", $"{a.ExpertsNeeded ?? call.Assignment.ExpertsPerApplication}")));
        if (fewer.Count > shown)
        {
            warnings.Add(
                new Mistake("applications.csv", null, "", "FewerExpertsMany", fewer.Count.ToString(CultureInfo.InvariantCulture),
                $"{call.Assignment.ExpertsPerApplication}"));
        }
    }
}
