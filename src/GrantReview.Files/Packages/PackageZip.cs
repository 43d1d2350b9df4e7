using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
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
        manifest["files"] = new JsonObject(files.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => KeyValuePair.Create(f.Name, (JsonNode?)Sha256(f.Content))));
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

    /// <summary>Null when it is no zip, holds a file twice, or unpacks to far more than a package can be.</summary>
    public static Dictionary<string, byte[]>? Read(byte[] package) => Read(package, []);

    public static Dictionary<string, byte[]>? Read(byte[] package, List<Mistake> mistakes)
    {
        var files = Unpack(package, mistakes);
        if (files is null)
        {
            mistakes.Add(new Mistake(Manifest, null, "", "PackageNotZip"));
        }
        else if (!ListsAll(package))
        {
            mistakes.Add(new Mistake(Manifest, null, "", "PackageUnlisted"));
        }
        return mistakes.Count == 0 ? files : null;
    }

    /// <summary>
    /// The entries lie one after the other in the order of the directory, under the names that it has, and nothing lies before, between or
    /// behind them: whoever reads the zip from its beginning sees what is read from its directory (APPNOTE.TXT 4.3).
    /// </summary>
    private static bool ListsAll(ReadOnlySpan<byte> zip)
    {
        const int end = 22, entry = 46, local = 30, descriptor = 16;
        if (zip.Length < end || Word(zip[^end..], 0) != 0x06054b50)
        {
            return false;
        }
        var (size, start) = (Word(zip[^end..], 12), Word(zip[^end..], 16));
        if (start + size != zip.Length - end)
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
            var (name, extra) = (Half(listed, 28), Half(listed, 30) + Half(listed, 32));
            if (Word(listed, 0) != 0x02014b50 || Word(lies, 0) != 0x04034b50 || Word(listed, 42) != next || at + entry + name > zip.Length
                || next + local + name > start || Half(lies, 26) != name
                || !listed.Slice(entry, name).SequenceEqual(lies.Slice(local, name)))
            {
                return false;
            }
            next += local + name + Half(lies, 28) + Word(listed, 20) + ((Half(listed, 8) & 8) != 0 ? descriptor : 0);
            at += entry + name + extra;
        }
        return next == start && at == start + size;

        static long Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
        static int Half(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);
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
        catch (InvalidDataException)
        {
            return null;
        }
    }

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
