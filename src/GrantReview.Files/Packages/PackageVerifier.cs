using System.Globalization;
using System.Text.Json.Nodes;
using GrantReview.Core;
using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Experts;
using GrantReview.Files.Notices;
using GrantReview.Files.Rounds;

namespace GrantReview.Files.Packages;

/// <summary>One package being verified.</summary>
/// <param name="files">Without the manifest.</param>
internal sealed class PackageVerifier(PackageManifest manifest, Dictionary<string, byte[]> files, List<Mistake> differences)
{
    private readonly HashSet<string> recomputed = new(StringComparer.Ordinal);
    private PackageManifest? namedManifest;
    private byte[]? namedContent;
    private Dictionary<string, byte[]>? named;
    private byte[]? proposing;
    private readonly List<PackageGap> gaps = [];

    public PackageVerification Verify(JsonObject root, byte[] content, byte[]? previous, byte[]? evaluation)
    {
        CheckHashes(root);
        Follow(previous);
        FollowToTheEvaluation(evaluation);
        var isReadable = manifest switch
        {
            { Layer: PackageLayer.Public } => CheckPublic(),
            { Stage: PackageStage.Evaluation } => CheckEvaluation(),
            _ => CheckDecision(),
        };
        CheckManifest(root, content);
        var names = (root["files"] as JsonObject ?? []).Select(f => f.Key).Order(StringComparer.Ordinal);
        return new PackageVerification(
            isReadable, [.. names.Select(n => new VerifiedFile(n, recomputed.Contains(n) ? FileCheck.Recomputed : FileCheck.Hashed))],
            [.. differences.Distinct()])
        {
            Schema = manifest.Schema, Stage = manifest.StageName, Layer = manifest.LayerName,
            Gaps = gaps,
            Chain = named is not null ? PackageChain.Followed
                : manifest is { Previous: null, Internal: null } ? PackageChain.NamesNone : PackageChain.NotGiven,
        };
    }

    private void CheckHashes(JsonObject root)
    {
        var listed = new Json(PackageManifest.File, differences).Object(root, "files", "") ?? [];
        foreach (var (name, hash) in listed)
        {
            if (!files.TryGetValue(name, out var content))
            {
                differences.Add(new Mistake(name, null, "", "PackageFileMissing"));
            }
            else if (PackageZip.Sha256(content) is var actual && actual != hash?.ToString())
            {
                differences.Add(new Mistake(name, null, "", "PackageHash", hash?.ToString() ?? "", actual));
            }
        }
        differences.AddRange(files.Keys.Where(f => !listed.ContainsKey(f)).Select(f => new Mistake(f, null, "", "PackageFileExtra")));
    }

    /// <summary>The manifest as it is written of what was found; it has no key beside these.</summary>
    private void CheckManifest(JsonObject root, byte[] content)
    {
        var expected = manifest.ToJson(Found);
        expected["files"] = root["files"]?.DeepClone();
        new PackageComparison(PackageManifest.File, differences).Compare(content, Json.Bytes(expected));
    }

    /// <summary>What is named is what is given, and both are of one call.</summary>
    private void Follow(byte[]? previous)
    {
        if (previous is null)
        {
            return;
        }
        var hash = PackageZip.Sha256(previous);
        var name = manifest.Layer == PackageLayer.Internal ? manifest.Previous : manifest.Internal;
        if (name != hash)
        {
            differences.Add(new Mistake(PackageManifest.File, null, "previousPackage", "PackagePrevious", name ?? "—", hash));
            return;
        }
        try
        {
            (namedManifest, named) = ResultPackage.Open(previous);
            namedContent = previous;
        }
        catch (ArgumentException)
        {
            differences.Add(new Mistake(PackageManifest.File, null, "previousPackage", "PackageNotZip"));
            return;
        }
        var before = manifest.Stage == PackageStage.Final ? PackageStage.Decision : PackageStage.Evaluation;
        var expected = manifest.Layer == PackageLayer.Internal
            ? namedManifest with { Stage = before, Layer = PackageLayer.Internal, Internal = null, Call = manifest.Call }
            : manifest with { Layer = PackageLayer.Internal, Internal = null };
        new PackageComparison(PackageManifest.File, differences)
            .Compare(Json.Bytes(expected.ToJson([])), Json.Bytes(namedManifest.ToJson([])));
    }

    /// <summary>Of a final list: the evaluation that its decision names, and whether that decision holds against it.</summary>
    private void FollowToTheEvaluation(byte[]? evaluation)
    {
        if (evaluation is null)
        {
            return;
        }
        var hash = PackageZip.Sha256(evaluation);
        var isAsked = manifest is { Stage: PackageStage.Final, Layer: PackageLayer.Internal } && namedContent is not null;
        if (!isAsked || namedManifest?.Previous != hash)
        {
            differences.Add(new Mistake(
                PackageManifest.File, null, "previousPackage", "PackagePrevious", (isAsked ? namedManifest?.Previous : null) ?? "—", hash));
            return;
        }
        proposing = evaluation;
        if (namedContent is { } decision && !PackageVerification.Run(decision, evaluation).IsEqual)
        {
            differences.Add(new Mistake(PackageManifest.File, null, "previousPackage", "PackageBeforeDiffers"));
        }
    }

    private bool CheckEvaluation()
    {
        var reading = RoundReader.Read(name => files.GetValueOrDefault("inputs/" + name), isPackage: true);
        if (reading.Round is not { } round)
        {
            differences.AddRange(reading.Mistakes.Select(m => m with { File = "inputs/" + m.File }));
            return false;
        }
        CheckCall(round.Call.Code);
        differences.AddRange(round.Experts.Where(e => e.Alias is { } alias && ResultPackage.IdOf(alias) != e.Id)
            .Select(e => new Mistake("inputs/experts.csv", null, TableSchema.Alias, "PackageDiffers", $"{e.Alias}", e.Id.Value)));
        var result = Evaluation.Run(round, manifest.Seed ?? "", versions: manifest.Rules);
        var expected = ResultPackage.Files(result, manifest, PackageManifest.InputsHash(Found));
        Compare(expected, manifest.Layer != PackageLayer.Sealed ? []
            : files.ContainsKey(ResultPackage.Comments) ? [ResultPackage.Identities, ResultPackage.Comments] : [ResultPackage.Identities]);
        recomputed.UnionWith(expected.Select(f => f.Name).Where(n => !IsInput(n)));
        CheckAnswered(round.Call, round.Applications, round.Verdicts, exempt: []);
        if (manifest.Layer == PackageLayer.Sealed)
        {
            CheckIdentities(round);
            CheckComments(round);
            Compare((named ?? []).Where(n => n.Key != ResultPackage.Identities).Select(n => new OutputFile(n.Key, n.Value)), null);
        }
        return true;
    }

    /// <summary>The numbers of the experts follow from who they are, but for aliases that were drawn: those the key says.</summary>
    private void CheckIdentities(Round round)
    {
        if (!files.TryGetValue(ResultPackage.Identities, out var content)
            || TableReader.ReadCsv(content, TableSchema.Exact("identities", ["expert", "id", "name", "unit", "unit_code"]),
                ResultPackage.Identities, differences) is not { } table)
        {
            return;
        }
        var drawn = round.Experts.Any(e => e.Alias is not null);
        var cells = new CellReader(ResultPackage.Identities, differences);
        List<Expert> experts = [.. table.Rows.DistinctBy(r => r["id"])
            .Select(r => new Expert(cells.Expert(r, "id"), r["name"], r["unit"], r["unit_code"], [], "", "", [], null, null)
            {
                // Aliases that were drawn follow from nothing: the key is what says them.
                Alias = drawn
                    && int.TryParse(r["expert"].AsSpan(Math.Min(2, r["expert"].Length)), NumberStyles.None, CultureInfo.InvariantCulture,
                    out var alias) ? alias : null,
            })];
        var numbers = Pseudonyms.Of(experts);
        var written = Csv.Write(["expert", "id", "name", "unit", "unit_code"], experts.OrderBy(e => numbers[e.Id])
            .Select(e => (IReadOnlyList<string?>)[ResultPackage.NameOf(numbers[e.Id]), e.Id.Value, e.Name, e.Unit, e.UnitCode]));
        new PackageComparison(ResultPackage.Identities, differences).Compare(content, written);
        differences.AddRange(round.Experts.Select(e => e.Id).Except(table.Rows.Select(r => r.Expert))
            .Select(e => new Mistake(ResultPackage.Identities, null, "expert", "PackageRowMissing", e.Value)));
        differences.AddRange(
            table.Rows.Where(r => !round.Experts.Any(e => e.Id == r.Expert) || table.Rows.Count(o => o["expert"] == r["expert"]) > 1)
            .Select(r => new Mistake(ResultPackage.Identities, r.Number, "expert", "PackageRowExtra", r["expert"])));
    }

    /// <summary>
    /// What experts wrote is kept and not computed: each line is of an application and an expert of the round, and nothing else stands
    /// there.
    /// </summary>
    private void CheckComments(Round round)
    {
        var columns = ResultPackage.CommentColumns(manifest.Schema);
        if (!files.TryGetValue(ResultPackage.Comments, out var content)
            || TableReader.ReadCsv(content, TableSchema.Exact("comments", columns), ResultPackage.Comments, differences) is not { } table)
        {
            return;
        }
        new PackageComparison(ResultPackage.Comments, differences).Compare(content, Csv.Write(
            columns, table.Rows.Select(r => (IReadOnlyList<string?>)[.. columns.Select(c => r[c])])));
        differences.AddRange(table.Rows
            .Where(r => !round.Applications.Any(a => a.Id == r.Application) || !round.Experts.Any(e => e.Id == r.Expert))
            .Select(r => new Mistake(ResultPackage.Comments, r.Number, "", "PackageRowExtra", $"{r["application"]}, {r["expert"]}")));
    }

    /// <summary>A decided or final list follows from the list before and the recorded changes.</summary>
    private bool CheckDecision()
    {
        if (DecisionPackage.Read(files, differences) is not { } decision)
        {
            return false;
        }
        if ((decision.Stage == AwardStage.Final) != (manifest.Stage == PackageStage.Final))
        {
            var said = decision.Stage == AwardStage.Final ? "final" : "decision";
            differences.Add(new Mistake(DecisionPackage.Record, null, "stage", "PackageDiffers", said, manifest.StageName));
        }
        differences.AddRange(decision.Faults()
            .Select(f =>
            new Mistake(DecisionPackage.Record, null, DecisionPackage.SubjectOf(f), "DecisionFault", DecisionPackage.CodeOf(f.Kind))));
        if (decision.Changes.Select(c => c.Application).Distinct().Count() < decision.Changes.Count)
        {
            return false;
        }
        var expected = DecisionPackage.Files(AsRecorded(decision));
        Compare(manifest.Schema == PackageManifest.FirstSchema ? expected : [.. expected, .. WhatWasDecidedOn(decision)], []);
        recomputed.UnionWith(expected.Select(f => f.Name).Where(n => !IsInput(n)));
        if (named?.GetValueOrDefault(DecisionPackage.Awards) is { } list)
        {
            Compare([new OutputFile(DecisionPackage.Before, list)], null);
            recomputed.Add(DecisionPackage.Before);
        }
        if (decision.Stage == AwardStage.Final)
        {
            CheckFinal(decision);
        }
        if (manifest.Schema != PackageManifest.FirstSchema)
        {
            CheckExemptions(decision);
            Compare((named ?? [])
                .Where(n => n.Key is ResultPackage.CallFile or ResultPackage.ApplicationsFile or ResultPackage.VerdictsFile)
                .Select(n => new OutputFile(n.Key, n.Value)), null);
        }
        return true;
    }

    /// <summary>The record with what its schema and stage can hold: a notice decides nothing that the meeting decided.</summary>
    private AwardDecision AsRecorded(AwardDecision decision)
    {
        var isFirst = manifest.Schema == PackageManifest.FirstSchema;
        if (decision.Stage != AwardStage.Final)
        {
            return decision with { Replacements = null, TurnedDown = isFirst ? [] : [.. decision.TurnedDown.Order()] };
        }
        var decided = Decided() ?? decision;
        return decision with
        {
            Deliberation = decided.Deliberation, Exemptions = decided.Exemptions, TurnedDown = [],
            Replacements = isFirst ? null : decision.Replacements,
        };
    }

    /// <summary>The record of the decision that this final list names; null = it was not given.</summary>
    private AwardDecision? Decided() => named is null ? null : DecisionPackage.Read(named, differences);

    /// <summary>
    /// During a notice somebody leaves and somebody comes in, and nothing else changes; the notice was up for as many working days as it
    /// says; whoever came in is the one whom the evaluation's replacement list gives, with the amount that is due.
    /// </summary>
    private void CheckFinal(AwardDecision final)
    {
        differences.AddRange(final.Changes.Where(c => c.From is not null && c.To is not null)
            .Select(c => Fault(c.Application.Value, "FinalChange", $"{c.From}", $"{c.To}")));
        if (final.Notice is not { } notice)
        {
            differences.Add(Fault("notice", "NoticeLacking"));
        }
        else if (notice.Counted.Count is < 1 or > NoticeLife.LongestPeriod || notice.Published < final.Deliberation.HeldOn
            || WorkingDaysFile.Shipped.NoticeOf(notice.Published, notice.Counted.Count)?.Counted.SequenceEqual(notice.Counted) != true)
        {
            differences.Add(Fault("notice", "NoticeDays"));
        }
        if (final.Replacements is { } replacements
            && !Replacement.After(final.Before, replacements).OrderBy(a => a.Id).SequenceEqual(final.After().OrderBy(a => a.Id)))
        {
            differences.Add(Fault("replacements", "ReplacementsDiffer"));
        }
        if (proposing is null || manifest.Schema == PackageManifest.FirstSchema || Decided() is not { } decision)
        {
            gaps.Add(PackageGap.Evaluation);
            return;
        }
        if (final.Replacements is null && final.Changes.Count > 0)
        {
            differences.Add(Fault("replacements", "ReplacementsLacking"));
        }
        NoteEarlierMeetings(decision);
        try
        {
            if (Replacement.FirstUnfounded(
                FrozenEvaluation.Read(proposing).Basis, final.Before, final.Replacements ?? [], decision.TakenOut) is { } unfounded)
            {
                differences.Add(Fault(
                    unfounded.Promoted?.Id.Value ?? unfounded.Withdrawn.Value, "ReplacementUnfounded", $"{unfounded.Promoted?.Amount}"));
            }
        }
        catch (ArgumentException)
        {
            differences.Add(Fault("", "ExemptionsUnchecked"));
        }
    }

    /// <summary>Whom an earlier meeting turned down stands in the record alone: no package holds that meeting.</summary>
    private void NoteEarlierMeetings(AwardDecision decision)
    {
        if (decision.TurnedDown.Count > 0)
        {
            gaps.Add(PackageGap.EarlierMeetings);
        }
    }

    private static Mistake Fault(string what, string code, params string[] arguments) =>
        new(DecisionPackage.Record, null, what, code, arguments);

    /// <summary>Each rule of the call that the meeting's changes break is covered by an exemption of the record.</summary>
    private void CheckExemptions(AwardDecision decision)
    {
        if (namedContent is null || decision.Stage != AwardStage.Decision)
        {
            return;
        }
        NoteEarlierMeetings(decision);
        try
        {
            var evaluation = FrozenEvaluation.Read(namedContent);
            var allowed = decision.Exemptions.SelectMany(e => e.Breaches).ToList();
            var breaches = AwardCheck.Breaches(evaluation.Basis, evaluation.Awards, decision.After(), decision.TakenOut.ToHashSet());
            differences.AddRange(breaches.Where(b => !allowed.Exists(a => a.Covers(b)))
                .Select(b => Fault(DecisionPackage.SubjectOf(b), "ExemptionMissing", DecisionPackage.CodeOf(b.Rule))));
        }
        catch (ArgumentException)
        {
            differences.Add(Fault("", "ExemptionsUnchecked"));
        }
    }

    /// <summary>Call, applications and verdicts written again from what was read; those that cannot be read are said so.</summary>
    private List<OutputFile> WhatWasDecidedOn(AwardDecision decision)
    {
        if (ReadCall() is not { } call)
        {
            return [new OutputFile(ResultPackage.CallFile, [])];
        }
        var calls = new OutputFile(ResultPackage.CallFile, CallJson.Write(call));
        CheckCall(call.Code);
        if (!files.TryGetValue(ResultPackage.ApplicationsFile, out var rows))
        {
            return [calls, new OutputFile(ResultPackage.ApplicationsFile, [])];
        }
        var reading = RoundReader.ReadPackaged(rows, ResultPackage.ApplicationsFile, call);
        var applications = reading.Rows;
        differences.AddRange(reading.Mistakes);
        List<OutputFile> again = [calls, ResultPackage.Applications(applications) with { Name = ResultPackage.ApplicationsFile }];
        IReadOnlyList<Verdict> verdicts = [];
        if (files.TryGetValue(ResultPackage.VerdictsFile, out var answers))
        {
            var answered = RoundReader.ReadVerdicts(answers, ResultPackage.VerdictsFile, call, applications);
            verdicts = answered.Rows;
            differences.AddRange(answered.Mistakes);
            again.Add(VerdictTable.Write(verdicts) with { Name = ResultPackage.VerdictsFile });
        }
        CheckAnswered(call, applications, verdicts, decision.Exemptions.Select(e => e.Application).ToHashSet());
        return again;
    }

    /// <summary>Nobody is funded on an unanswered question, nor against a rule that no exemption set aside.</summary>
    private void CheckAnswered(Call call, IReadOnlyList<Application> applications, IReadOnlyList<Verdict> verdicts,
        HashSet<ApplicationId> exempt)
    {
        if (manifest.Schema == PackageManifest.FirstSchema || !files.TryGetValue(DecisionPackage.Awards, out var list))
        {
            return;
        }
        var known = applications.Select(a => a.Id).ToHashSet();
        var awards = DecisionPackage.Rows(list, DecisionPackage.Awards, []).Where(a => known.Contains(a.Id)).ToList();
        differences.AddRange(new AwardRules(call, applications, verdicts).UnkeptBy(awards, exempt).Select(f => new Mistake(
            DecisionPackage.Awards, null, f.Application.Value, f.IsOpen ? "FundedUnanswered" : "FundedIneligible", f.Rule.Id.Value)));
    }

    private Call? ReadCall() => files.TryGetValue(ResultPackage.CallFile, out var content)
        ? CallJson.Read(content, ResultPackage.CallFile, TemplateFolder.Shipped, differences, []) : null;

    private void CheckCall(string code)
    {
        if (manifest.Call != code)
        {
            differences.Add(new Mistake(PackageManifest.File, null, "call", "PackageDiffers", manifest.Call, code));
        }
    }

    /// <summary>
    /// A notice shows each award of the internal package and no other, with title, unit and leader as the applications have them.
    /// </summary>
    private bool CheckPublic()
    {
        if (!files.TryGetValue(ResultPackage.Notice, out var content))
        {
            differences.Add(new Mistake(ResultPackage.Notice, null, "", "PackageFileMissing"));
            return false;
        }
        var own = new OutputFile(ResultPackage.Notice, WrittenAgain(content));
        if (named is not null && Notice(masksNames: false) is { } open && Notice(masksNames: true) is { } masked)
        {
            own = masked.Content.AsSpan().SequenceEqual(content) ? masked : open;
            recomputed.Add(ResultPackage.Notice);
        }
        else if (named?.GetValueOrDefault(DecisionPackage.Awards) is { } list)
        {
            CompareAwards(content, list);
        }
        var isOfEvaluation = manifest.Stage == PackageStage.Evaluation;
        if (isOfEvaluation && ReadCall() is { } call)
        {
            CheckCall(call.Code);
            Compare([own, new OutputFile(ResultPackage.CallFile, CallJson.Write(call))], []);
        }
        else
        {
            Compare(isOfEvaluation ? [own, new OutputFile(ResultPackage.CallFile, [])] : [own], []);
        }
        if (isOfEvaluation && named?.GetValueOrDefault(ResultPackage.CallFile) is { } calls)
        {
            Compare([new OutputFile(ResultPackage.CallFile, calls)], null);
            recomputed.Add(ResultPackage.CallFile);
        }
        return true;

        OutputFile? Notice(bool masksNames) => ResultPackage.NoticeOf(named, manifest.Schema, masksNames);
    }

    /// <summary>
    /// The notice's columns and rows and nothing beside them; an amount that is none, or an application that is there twice, is said so.
    /// </summary>
    private byte[] WrittenAgain(byte[] notice)
    {
        string[] columns = ["category", "application", "title", "unit", "pi", "amount"];
        _ = DecisionPackage.Rows(notice, ResultPackage.Notice, differences);
        var rows = TableReader.ReadCsv(notice, TableSchema.Exact("notice", columns), ResultPackage.Notice, differences)?.Rows ?? [];
        return Csv.Write(columns, rows.Select(r => (IReadOnlyList<string?>)[.. columns.Select(c => r[c])]));
    }

    /// <summary>Of schema 1, whose decided packages hold no applications: the same awards with the same amounts.</summary>
    private void CompareAwards(byte[] notice, byte[] list)
    {
        var shown = DecisionPackage.Rows(notice, ResultPackage.Notice, differences).OrderBy(a => a.Id).ToList();
        var awarded = DecisionPackage.Rows(list, DecisionPackage.Awards, differences).OrderBy(a => a.Id).ToList();
        differences.AddRange(shown.Except(awarded)
            .Select(a => new Mistake(ResultPackage.Notice, null, "application", "PackageRowExtra", $"{a.Id}, {a.Amount}")));
        differences.AddRange(awarded.Except(shown)
            .Select(a => new Mistake(ResultPackage.Notice, null, "application", "PackageRowMissing", $"{a.Id}, {a.Amount}")));
    }

    /// <param name="others">Files that belong to the package beside those; null = the list is not a closed one.</param>
    private void Compare(IEnumerable<OutputFile> expected, string[]? others)
    {
        var names = new HashSet<string>(others ?? [], StringComparer.Ordinal);
        foreach (var file in expected)
        {
            names.Add(file.Name);
            if (files.TryGetValue(file.Name, out var found))
            {
                new PackageComparison(file.Name, differences) { NamesFewerFloors = manifest.Rules.Allocation == 1 }
                    .Compare(found, file.Content, mayGrow: others is not null && IsInput(file.Name));
            }
        }
        if (others is null)
        {
            return;
        }
        differences.AddRange(names.Where(n => !files.ContainsKey(n)).Select(n => new Mistake(n, null, "", "PackageFileLacking")));
        differences.AddRange(files.Keys.Where(n => !names.Contains(n)).Select(n => new Mistake(
            n, null, "", "PackageFileForeign", manifest.Schema.ToString(CultureInfo.InvariantCulture), manifest.StageName,
                manifest.LayerName)));
    }

    private IEnumerable<OutputFile> Found => files.Select(f => new OutputFile(f.Key, f.Value));

    private static bool IsInput(string name) => name.StartsWith(PackageManifest.Inputs, StringComparison.Ordinal);
}
