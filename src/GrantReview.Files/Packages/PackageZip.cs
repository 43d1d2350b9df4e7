using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GrantReview.Files.Packages;

/// <summary>Files and a manifest with the SHA-256 of each, as a zip that is the same bytes for the same files.</summary>
internal static class PackageZip
{
    public const string Manifest = "manifest.json";
    private const long LargestUnpacked = 1_000_000_000;
    private const int MostFiles = 1_000;
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static byte[] Write(JsonObject manifest, IReadOnlyList<OutputFile> files)
    {
        manifest["files"] = new JsonObject(files.OrderBy(f => f.Name, StringComparer.Ordinal)
            .Select(f => KeyValuePair.Create(f.Name, (JsonNode?)Sha256(f.Content))));
        return Pack(files.Append(new OutputFile(Manifest, Json.Bytes(manifest))).OrderBy(f => f.Name, StringComparer.Ordinal));
    }

    /// <summary>The files in this order, the same bytes at any time.</summary>
    public static byte[] Pack(IEnumerable<OutputFile> files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in files)
            {
                var entry = zip.CreateEntry(file.Name, CompressionLevel.Optimal);
                entry.LastWriteTime = Epoch;
                using var content = entry.Open();
                content.Write(file.Content);
            }
        }
        return stream.ToArray();
    }

    /// <summary>
    /// Null when it is no zip, holds a file twice, says of one what is not so, unpacks to far more than a package can be, or holds JSON
    /// that is none.
    /// </summary>
    public static Dictionary<string, byte[]>? Read(byte[] package) => Read(package, []);

    public static Dictionary<string, byte[]>? Read(byte[] package, List<Mistake> mistakes)
    {
        var files = Unpack(package, mistakes);
        if (files is null)
        {
            mistakes.Add(new Mistake(Manifest, null, "", "PackageNotZip"));
        }
        else if (mistakes.Count == 0)
        {
            if (!ListsAll(package, files))
            {
                mistakes.Add(new Mistake(Manifest, null, "", "PackageUnlisted"));
            }
            mistakes.AddRange(files.Where(f => f.Key.EndsWith(".json", StringComparison.Ordinal)).SelectMany(f => NotJson(f.Key, f.Value)));
        }
        return mistakes.Count == 0 ? files : null;
    }

    /// <summary>
    /// The entries lie one after the other in the order of the directory, and nothing lies before, between or behind them; what an entry
    /// says before its bytes is what the directory says, and both are true of the bytes: a plain file, stored or deflated, with no comment
    /// and no further field. Whoever reads the zip from its beginning, or trusts either place, sees what is read here (APPNOTE.TXT 4.3).
    /// </summary>
    private static bool ListsAll(ReadOnlySpan<byte> zip, Dictionary<string, byte[]> files)
    {
        const int end = 22, entry = 46, local = 30;
        if (zip.Length < end || Word(zip[^end..], 0) != 0x06054b50)
        {
            return false;
        }
        var last = zip[^end..];
        var (size, start) = (Word(last, 12), Word(last, 16));
        if (start + size != zip.Length - end || Word(last, 4) != 0 || Half(last, 20) != 0
            || Half(last, 8) != files.Count || Half(last, 10) != files.Count)
        {
            return false;
        }
        var (at, next) = (start, 0L);
        while (at < start + size)
        {
            if (at + entry > zip.Length || next + local > start)
            {
                return false;
            }
            var listed = zip[(int)at..];
            var lies = zip[(int)next..];
            var name = Half(listed, 28);
            // The fields from the version that is needed to the lengths stand in both places, one after the other.
            if (Word(listed, 0) != 0x02014b50 || Word(lies, 0) != 0x04034b50 || Word(listed, 42) != next || at + entry + name > zip.Length
                || next + local + name > start || !listed[6..32].SequenceEqual(lies[4..local])
                || !listed.Slice(entry, name).SequenceEqual(lies.Slice(local, name))
                || !IsPlain(listed) || !files.TryGetValue(Encoding.UTF8.GetString(listed.Slice(entry, name)), out var content)
                || Word(listed, 16) != Crc32(content) || Word(listed, 24) != content.Length)
            {
                return false;
            }
            next += local + name + Word(listed, 20);
            at += entry + name;
        }
        return next == start && at == start + size;
    }

    /// <summary>
    /// A file that is stored or deflated, with the flags of deflating and of UTF-8 alone: not encrypted, no folder, no link.
    /// </summary>
    private static bool IsPlain(ReadOnlySpan<byte> listed)
    {
        const int deflating = 0b110, utf8 = 0x800, folder = 0x10, kinds = 0xF000, file = 0x8000;
        var (flags, attributes) = (Half(listed, 8), Word(listed, 38));
        return (flags & ~(deflating | utf8)) == 0
            && (Half(listed, 10) == 8 || (Half(listed, 10) == 0 && Word(listed, 20) == Word(listed, 24)))
            && Word(listed, 30) == 0 && Half(listed, 34) == 0
            && (attributes & folder) == 0 && ((attributes >> 16) & kinds) is 0 or file;
    }

    /// <summary>As a zip says it of a file's bytes (ISO 3309, reflected, 0xEDB88320).</summary>
    private static uint Crc32(byte[] content)
    {
        var crc = uint.MaxValue;
        foreach (var b in content)
        {
            crc = CrcOfByte[(byte)(crc ^ b)] ^ (crc >> 8);
        }
        return ~crc;
    }

    private static readonly uint[] CrcOfByte =
    [
        .. Enumerable.Range(0, 256)
            .Select(b => Enumerable.Range(0, 8).Aggregate((uint)b, (crc, _) => (crc >> 1) ^ ((crc & 1) * 0xEDB88320))),
    ];

    private static long Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
    private static int Half(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    /// <summary>A round may hold comments and commas too many; a package that was written by the program holds none (RFC 8259).</summary>
    private static IEnumerable<Mistake> NotJson(string name, byte[] content)
    {
        try
        {
            using var json = JsonDocument.Parse(content, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return [];
        }
        catch (JsonException e)
        {
            return [new Mistake(name, e.LineNumber is { } line ? (int)line + 1 : null, "", "JsonBroken", e.Message.Split(" Path:")[0])];
        }
    }

    private static Dictionary<string, byte[]>? Unpack(byte[] package, List<Mistake> mistakes)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(package), ZipArchiveMode.Read);
            if (zip.Entries.Count > MostFiles)
            {
                return null;
            }
            var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            var unpacked = 0L;
            foreach (var entry in zip.Entries)
            {
                using var stream = entry.Open();
                using var content = new MemoryStream();
                var buffer = new byte[81_920];
                // What an entry claims to unpack to is not to be trusted: the bytes are counted as they come.
                for (int read; (read = stream.Read(buffer)) > 0; )
                {
                    if ((unpacked += read) > LargestUnpacked)
                    {
                        return null;
                    }
                    content.Write(buffer, 0, read);
                }
                // Readers differ in which of two they take, so neither is.
                if (!files.TryAdd(entry.FullName, content.ToArray()))
                {
                    mistakes.Add(new Mistake(entry.FullName, null, "", "PackageFileTwice"));
                }
            }
            return files;
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or IOException or ArgumentException)
        {
            return null;
        }
    }

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
