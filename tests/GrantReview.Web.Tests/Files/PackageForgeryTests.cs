using System.Text;
using System.Text.Json.Nodes;
using GrantReview.Files.Packages;

namespace GrantReview.Web.Tests.Files;

/// <summary>
/// Each way to change a package, for each file, key and column of each stage and layer, with the hash in the manifest made to fit: all are
/// found.
/// </summary>
public class PackageForgeryTests
{
    private static readonly string[] Foreign = ["outputs/notice.csv", "../evil.csv", "inputs/units.csv", "outputs/extra.json",
        "identities.csv", "outputs\\awards.csv"];

    public static TheoryData<string> Names => [.. FrozenPackages.Names.Where(n => !n.Contains("/demo-", StringComparison.Ordinal))];

    /// <summary>Of the current schema: a schema 1 package binds no input that decides nothing.</summary>
    public static TheoryData<string> CurrentNames =>
        [.. FrozenPackages.Names.Where(n => n.StartsWith("Schema2", StringComparison.Ordinal))];

    public static TheoryData<string> Evaluations =>
        [.. FrozenPackages.Names.Where(n => n.StartsWith("Schema2", StringComparison.Ordinal)
        && n.EndsWith("evaluation-internal", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_WithAChangedByte_FindsIt(string name)
    {
        foreach (var file in FilesOf(name))
        {
            AssertFound(name, file, entries => With(entries, file, Raised));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_WithAChangedOutput_FindsIt_AlsoWhenItsHashFits(string name)
    {
        foreach (var file in FilesOf(name).Where(f => !f.StartsWith("inputs/", StringComparison.Ordinal)))
        {
            AssertFound(name, file, entries => Fitting(With(entries, file, Raised)));
        }
    }

    [Theory]
    [MemberData(nameof(CurrentNames))]
    public void Verify_WithAChangedInput_FindsIt_AlsoWhenItsHashFits(string name)
    {
        foreach (var file in FilesOf(name).Where(f => f.StartsWith("inputs/", StringComparison.Ordinal)))
        {
            AssertFound(name, file, entries => Fitting(With(entries, file, Raised)));
            AssertFound(name, file, entries => Fitting(With(entries, file, c => [.. c, (byte)'\n'])));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_WithoutAFile_FindsItMissing(string name)
    {
        foreach (var file in FilesOf(name))
        {
            AssertFound(name, file, entries => [.. entries.Where(e => e.Name != file)]);
        }
    }

    [Theory]
    [MemberData(nameof(CurrentNames))]
    public void Verify_WithoutAFileAndItsEntry_FindsItMissing(string name)
    {
        foreach (var file in FilesOf(name))
        {
            AssertFound(name, file, entries => Fitting([.. entries.Where(e => e.Name != file)]));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_WithAFileTwice_RefusesIt(string name)
    {
        foreach (var file in FilesOf(name).Append(ResultPackage.Manifest))
        {
            var entries = FrozenPackages.Entries(FrozenPackages.Read(name));
            var forged = (file, Raised(entries.First(e => e.Name == file).Content));

            Assert.All(new[] { FrozenPackages.Zip([forged, .. entries]), FrozenPackages.Zip([.. entries, forged]) }, package =>
            {
                var verification = FrozenPackages.Verify(name, package);
                Assert.False(verification.IsReadable);
                Assert.Contains(verification.Differences, d => d.Code == "PackageFileTwice" && d.File == file);
            });
        }
    }

    /// <summary>Who reads a zip from its beginning finds entries that its directory does not list.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_WithBytesThatTheDirectoryDoesNotList_RefusesIt(string name)
    {
        var whole = FrozenPackages.Read(name);
        var directory = BitConverter.ToInt32(whole, whole.Length - 6);
        var hidden = FrozenPackages.Zip([(FilesOf(name)[0], "forged"u8.ToArray())]);
        var entry = hidden[..BitConverter.ToInt32(hidden, hidden.Length - 6)];
        var moved = (byte[])whole.Clone();
        BitConverter.TryWriteBytes(moved.AsSpan(moved.Length - 6), directory + entry.Length);
        var renamed = (byte[])whole.Clone();
        renamed[30] ^= 1;

        byte[][] packages = [[.. entry, .. whole], [.. whole[..directory], .. entry, .. moved[directory..]], [.. whole, 0], renamed];

        Assert.All(packages, package => Assert.False(FrozenPackages.Verify(name, package).IsReadable));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_WithAForeignFile_FindsIt_AlsoWhenTheManifestListsIt(string name)
    {
        foreach (var file in Foreign.Except(FilesOf(name)))
        {
            AssertFound(name, file, entries => [.. entries, (file, "a\n"u8.ToArray())]);
            AssertFound(name, file, entries => Fitting([.. entries, (file, "a\n"u8.ToArray())]));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_WithAChangedKeyOfTheManifest_FindsIt(string name)
    {
        // Where chance decides nothing, a package of schema 1 does not bind its seed.
        var keys = Manifest(FrozenPackages.Entries(FrozenPackages.Read(name))).Select(p => p.Key)
            .Where(k => k != "seeds" || name.StartsWith("Schema2", StringComparison.Ordinal)).ToList();
        foreach (var key in keys)
        {
            AssertFound(name, ResultPackage.Manifest, entries => WithManifest(entries, m => m.Remove(key)), key);
            AssertFound(name, ResultPackage.Manifest, entries => WithManifest(entries, m => Change(m, key)), key);
        }
        AssertFound(name, ResultPackage.Manifest, entries => WithManifest(entries, m => m["approvedBy"] = "nobody"), "a foreign key");
        AssertFound(name, ResultPackage.Manifest, entries => With(entries, ResultPackage.Manifest, c => [.. c, (byte)' ']),
            "a blank at its end");
    }

    [Theory]
    [InlineData("schemaVersion", "99")]
    [InlineData("schemaVersion", "0")]
    [InlineData("digest", "\"SHA-1\"")]
    [InlineData("digest", "\"SM3\"")]
    [InlineData("programVersion", "\"9.9.9\"")]
    [InlineData("stage", "\"draft\"")]
    [InlineData("layer", "\"secret\"")]
    [InlineData("algorithms", """{"totals":1,"calibration":1,"ranking":1,"allocation":3,"assignment":1,"draw":1}""")]
    [InlineData("algorithms", """{"totals":1,"calibration":2,"ranking":2,"allocation":2,"assignment":1,"draw":1}""")]
    [InlineData("algorithms", """{"totals":2,"calibration":1,"ranking":2,"allocation":2,"assignment":1,"draw":1}""")]
    [InlineData("algorithms", """{"totals":2,"calibration":2,"ranking":1,"allocation":2,"assignment":1,"draw":1}""")]
    [InlineData("algorithms", """{"totals":2,"calibration":2,"ranking":2,"allocation":1,"assignment":1,"draw":1}""")]
    [InlineData("algorithms", """{"totals":1,"calibration":1,"ranking":1,"allocation":1,"assignment":1,"draw":1}""")]
    public void Verify_OfAKindThatIsNotKnown_RefusesIt(string key, string value)
    {
        const string name = "Schema2/scored-evaluation-internal";

        var verification = FrozenPackages.Verify(name,
            FrozenPackages.Zip(WithManifest(FrozenPackages.Entries(FrozenPackages.Read(name)), m => m[key] = JsonNode.Parse(value))));

        Assert.False(verification.IsReadable);
        Assert.Contains(verification.Differences, d => d.File == ResultPackage.Manifest && d.Column == key);
    }

    /// <summary>What a lenient reader passes over is where a word could be hidden.</summary>
    [Theory]
    [InlineData("{\n", "{\n /* paid to: somebody */\n")]
    [InlineData("{\n", "{\n // paid to: somebody\n")]
    [InlineData("\n}\n", ",\n}\n")]
    [InlineData("{\n", "\ufeff{\n")]
    public void Verify_WithAFileThatIsNotStrictlyJson_RefusesIt(string written, string otherwise)
    {
        foreach (var name in FrozenPackages.Names.Where(n => n.StartsWith("Schema2", StringComparison.Ordinal)))
        {
            foreach (var file in FrozenPackages.Entries(FrozenPackages.Read(name)).Select(e => e.Name)
                .Where(n => n.EndsWith(".json", StringComparison.Ordinal)))
            {
                var forged = With(FrozenPackages.Entries(FrozenPackages.Read(name)), file, c => Replaced(c, written, otherwise));

                var verification =
                    FrozenPackages.Verify(name, FrozenPackages.Zip(file == ResultPackage.Manifest ? forged : Fitting(forged)));

                Assert.False(verification.IsReadable, $"{name}: {file}");
                Assert.Contains(verification.Differences, d => d.Code == "JsonBroken" && d.File == file);
            }
        }
    }

    /// <summary>
    /// A calibrated figure may differ in its last digits, as on another processor; all around it stands as it is written.
    /// </summary>
    [Theory]
    [InlineData("", "", true)]
    [InlineData("S2,86.44,", "\"S2\",86.44,", false)]
    [InlineData("\n甲,2,", "\n甲, 2,", false)]
    [InlineData("\n甲,2,", "\n\n甲,2,", false)]
    [InlineData("300000,3,,\n甲,2", "300000,3,,,more\n甲,2", false)]
    [InlineData("91.112647690524", "\"91.112647690524\"", false)]
    [InlineData("category,place", "place,category", false)]
    [InlineData("\n甲,2,", "\r\n甲,2,", false)]
    [InlineData("category,", "\ufeffcategory,", false)]
    public void Verify_WithATolerableFigure_StillFindsWhatIsWrittenOtherwise(string written, string otherwise, bool isEqual)
    {
        var entries = Fitting(With(
            FrozenPackages.Entries(FrozenPackages.Read("Schema2/scored-evaluation-internal")), "outputs/ranking.csv",
            c => Replaced(Replaced(c, "91.112647690523", "91.112647690524"), written, otherwise)));

        Assert.Equal(isEqual, PackageVerification.Run(FrozenPackages.Zip(entries)).IsEqual);
    }

    /// <summary>
    /// What a zip says of an entry stands in two places; either alone, or both against the bytes, can be made to say something else.
    /// </summary>
    [Theory]
    [MemberData(nameof(CurrentNames))]
    public void Verify_WithAHeaderThatIsNotSo_RefusesIt(string name)
    {
        const int local = 4, locals = 30, central = 6, centrals = 36, kind = 41, folder = 38, encrypted = 1;
        var whole = FrozenPackages.Read(name);
        var directory = BitConverter.ToInt32(whole, whole.Length - 6);
        List<(int At, byte Bits)[]> forgeries =
        [
            .. Enumerable.Range(local, locals - local).Select(at => new[] { (at, (byte)1) }),
            .. Enumerable.Range(directory + central, centrals - central).Select(at => new[] { (at, (byte)1) }),
            [(directory + kind, 0x20)], [(directory + folder, 0x10)],
            [(6, encrypted), (directory + 8, encrypted)], [(6, 8), (directory + 8, 8)],
            [(14, 1), (directory + 16, 1)], [(22, 1), (directory + 24, 1)], [(8, 1), (directory + 10, 1)],
            [(whole.Length - 12, 1)], [(whole.Length - 14, 1)], [(whole.Length - 18, 1)], [(whole.Length - 2, 1)],
        ];

        Assert.All(forgeries, forgery =>
        {
            var forged = (byte[])whole.Clone();
            foreach (var (at, bits) in forgery)
            {
                forged[at] ^= bits;
            }
            Assert.False(
                FrozenPackages.Verify(name, forged).IsReadable, $"{name}: byte {forgery[0].At} of {directory} says something else.");
        });
    }

    private static byte[] Replaced(byte[] content, string written, string otherwise)
    {
        var text = FrozenPackages.Text(content);
        Assert.Contains(written, text, StringComparison.Ordinal);
        var at = written.Length == 0 ? 0 : text.IndexOf(written, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text[..at] + otherwise + text[(at + written.Length)..]);
    }

    [Theory]
    [MemberData(nameof(Evaluations))]
    public void Verify_WithAForeignColumnOrKeyInAnInput_FindsIt(string name)
    {
        foreach (var file in FilesOf(name).Where(f => f.StartsWith("inputs/", StringComparison.Ordinal)))
        {
            AssertFound(name, file, entries =>
                Fitting(With(entries, file, file.EndsWith(".csv", StringComparison.Ordinal) ? WithColumn : WithKey)));
        }
    }

    /// <summary>One cell of each column of each table.</summary>
    [Theory]
    [MemberData(nameof(Evaluations))]
    public void Verify_WithAChangedCellInAnInput_FindsIt(string name)
    {
        foreach (var file in FilesOf(name)
            .Where(f => f.StartsWith("inputs/", StringComparison.Ordinal) && f.EndsWith(".csv", StringComparison.Ordinal)))
        {
            var columns = Line(FrozenPackages.Entries(FrozenPackages.Read(name)).Single(e => e.Name == file).Content, 0).Length;
            for (var column = 0; column < columns; column++)
            {
                var at = column;
                AssertFound(name, $"{file} column {at}", entries => Fitting(With(entries, file, content => WithCell(content, at))));
            }
        }
    }

    /// <summary>
    /// Schema 1 did not name every floor that bars: its reasons are compared without them, and those of schema 2 with them.
    /// </summary>
    [Theory]
    [InlineData("Schema1/scored-evaluation-internal", "budget;floor-reserved:f", true)]
    [InlineData("Schema1/scored-evaluation-internal", "budget;unit", false)]
    [InlineData("Schema2/scored-evaluation-internal", "budget;floor-reserved:f", false)]
    public void Verify_WithAFloorAmongReasons_FindsItWhereFloorsAreNamed(string name, string reasons, bool isEqual)
    {
        var entries = Fitting(With(
            FrozenPackages.Entries(FrozenPackages.Read(name)), "outputs/ranking.csv",
            c => Encoding.UTF8.GetBytes(FrozenPackages.Text(c)
                .Replace("reserve,budget,", $"reserve,{reasons},", StringComparison.Ordinal))));

        var differences = PackageVerification.Run(FrozenPackages.Zip(entries)).Differences;

        Assert.Equal(isEqual, !differences.Any(d => d.File == "outputs/ranking.csv"));
    }

    [Theory]
    [InlineData("Schema1/scored-evaluation-public", "项目S1", "项目S9")]
    [InlineData("Schema1/scored-evaluation-public", "300000", "300001")]
    [InlineData("Schema1/scored-decision-public", "300000", "300001")]
    [InlineData("Schema2/scored-evaluation-public", "项目S1", "项目S9")]
    [InlineData("Schema2/scored-evaluation-public", "虚构单位S1", "别家单位")]
    [InlineData("Schema2/scored-evaluation-public", "申*", "王*")]
    [InlineData("Schema2/scored-decision-public", "300000", "300001")]
    [InlineData("Schema2/scored-decision-public", "申报人S5", "申报人S6")]
    [InlineData("Schema2/scored-final-public", "虚构单位S5", "别家单位")]
    public void Verify_OfAForgedNotice_FindsIt(string name, string shown, string forged)
    {
        Assert.Contains(shown,
            FrozenPackages.Text(FrozenPackages.Entries(FrozenPackages.Read(name)).Single(e => e.Name == ResultPackage.Notice).Content),
            StringComparison.Ordinal);

        AssertFound(name, ResultPackage.Notice, entries => Fitting(With(
            entries, ResultPackage.Notice, c =>
                Encoding.UTF8.GetBytes(FrozenPackages.Text(c).Replace(shown, forged, StringComparison.Ordinal)))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_AgainstAnotherPackage_FindsTheBrokenChain(string name)
    {
        var other = FrozenPackages.Read("Schema1/infeasible-evaluation-internal");

        Assert.Contains(PackageVerification.Run(FrozenPackages.Read(name), other).Differences, d => d.Code == "PackagePrevious");
    }

    /// <summary>However a package is broken, that is an answer and never a crash.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_OfDamagedFiles_AnswersThatTheyDiffer(string name)
    {
        var random = new Random(20261129);
        var whole = FrozenPackages.Entries(FrozenPackages.Read(name));
        for (var i = 0; i < 40; i++)
        {
            var file = whole[random.Next(whole.Count)].Name;
            var damaged = With(whole, file, content => Damaged(content, random));
            if (!damaged.Single(e => e.Name == file).Content.SequenceEqual(whole.Single(e => e.Name == file).Content))
            {
                var verification = FrozenPackages.Verify(name,
                    FrozenPackages.Zip(file == ResultPackage.Manifest || random.Next(2) == 0 ? damaged : Fitting(damaged)));
                Assert.True(!verification.IsEqual
                    || (name.StartsWith("Schema1", StringComparison.Ordinal) && file.StartsWith("inputs/", StringComparison.Ordinal)),
                    $"{name}: {file} was damaged and nothing is said of it.");
            }
        }
    }

    private static List<string> FilesOf(string name) =>
        [.. FrozenPackages.Entries(FrozenPackages.Read(name)).Select(e => e.Name).Where(n => n != ResultPackage.Manifest)];

    private static void AssertFound(string name, string what,
        Func<List<(string Name, byte[] Content)>, List<(string Name, byte[] Content)>> forge, string? detail = null)
    {
        var verification = FrozenPackages.Verify(name, FrozenPackages.Zip(forge(FrozenPackages.Entries(FrozenPackages.Read(name)))));

        Assert.False(verification.IsEqual, $"{name}: {what} {detail} was changed and nothing is said of it.");
        Assert.NotEmpty(verification.Differences);
        Assert.All(verification.Differences, d => Assert.NotEmpty(d.Say("en") + d.Say("zh-CN")));
    }

    private static List<(string Name, byte[] Content)> With(IReadOnlyList<(string Name, byte[] Content)> entries, string file,
        Func<byte[], byte[]> change) =>
        [.. entries.Select(e => e.Name == file ? (e.Name, change(e.Content)) : e)];

    /// <summary>The manifest lists exactly these files with their hashes.</summary>
    private static List<(string Name, byte[] Content)> Fitting(IReadOnlyList<(string Name, byte[] Content)> entries) =>
        WithManifest(entries, m => m["files"] = new JsonObject(
        entries.Where(e => e.Name != ResultPackage.Manifest).OrderBy(e => e.Name, StringComparer.Ordinal)
            .Select(e => KeyValuePair.Create(e.Name, (JsonNode?)ResultPackage.Sha256(e.Content)))));

    private static List<(string Name, byte[] Content)> WithManifest(IReadOnlyList<(string Name, byte[] Content)> entries,
        Action<JsonObject> change) => With(entries, ResultPackage.Manifest, content =>
    {
        var manifest = Parse(content);
        change(manifest);
        return Bytes(manifest);
    });

    private static JsonObject Manifest(IEnumerable<(string Name, byte[] Content)> entries) =>
        Parse(entries.Single(e => e.Name == ResultPackage.Manifest).Content);

    private static JsonObject Parse(byte[] content) => JsonNode.Parse(content) as JsonObject
        ?? throw new InvalidDataException("Not an object.");

    private static byte[] Bytes(JsonObject json) =>
        Encoding.UTF8.GetBytes(json.ToJsonString(new(System.Text.Json.JsonSerializerDefaults.General)
    {
        WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    }) + "\n");

    private static void Change(JsonObject parent, string key)
    {
        switch (parent[key])
        {
            case JsonObject inner:
                foreach (var name in inner.Select(p => p.Key).ToList())
                {
                    Change(inner, name);
                }
                break;
            case null:
                parent[key] = new string('a', 64);
                break;
            case var value:
                parent[key] = value.GetValueKind() == System.Text.Json.JsonValueKind.Number ? value.GetValue<int>() + 1
                    : value.GetValue<string>() is { Length: 64 } hash
                    ? (hash[0] == 'f' ? '0' : 'f') + hash[1..] : value.GetValue<string>() + "x";
                break;
        }
    }

    /// <summary>
    /// One digit, the first below nine, is raised; without digits a letter is added. The last digits of a calibrated figure are within its
    /// tolerance.
    /// </summary>
    private static byte[] Raised(byte[] content)
    {
        var changed = (byte[])content.Clone();
        var at = Array.FindIndex(changed, b => b is >= (byte)'0' and <= (byte)'8');
        if (at < 0)
        {
            return [.. content, (byte)'x'];
        }
        changed[at]++;
        return changed;
    }

    private static byte[] Damaged(byte[] content, Random random)
    {
        var lines = FrozenPackages.Text(content).Split('\n').ToList();
        var at = random.Next(lines.Count);
        switch (random.Next(5))
        {
            case 0: lines.RemoveAt(at); break;
            case 1: lines.Insert(at, lines[at]); break;
            case 2: lines[at] = lines[at][..(lines[at].Length / 2)]; break;
            case 3: lines[at] = lines[at].Replace(',', ' '); break;
            default: (lines[at], lines[^1]) = (lines[^1], lines[at]); break;
        }
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private static byte[] WithColumn(byte[] content) =>
        Encoding.UTF8.GetBytes(
            string.Join('\n', FrozenPackages.Text(content).TrimEnd('\n').Split('\n')
            .Select((l, i) => i == 0 ? l + ",foreign" : l + ",1")) + "\n");

    private static byte[] WithKey(byte[] content)
    {
        var json = Parse(content);
        json["foreign"] = "1";
        return Bytes(json);
    }

    private static string[] Line(byte[] content, int number) => FrozenPackages.Text(content).Split('\n')[number].Split(',');

    /// <summary>The second row's cell gets another text; the rounds of the corpus quote no cell of that row.</summary>
    private static byte[] WithCell(byte[] content, int column)
    {
        var lines = FrozenPackages.Text(content).Split('\n');
        var cells = lines[1].Split(',');
        var at = cells.Length == Line(content, 0).Length ? column : cells.Length - 1;
        cells[at] = cells[at].Length == 0 ? "7" : cells[at][..^1] + (cells[at][^1] == '1' ? '2' : '1');
        lines[1] = string.Join(',', cells);
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }
}
