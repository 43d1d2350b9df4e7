using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace GrantReview.Web.Hosting;

/// <summary>The file with the keys that are not in the database: whoever has the database alone can be nobody.</summary>
public sealed record KeysOptions : CheckedOptions
{
    /// <summary>A line a key, 32 random bytes in Base64: the first encrypts, all decrypt. Blank = nothing is encrypted.</summary>
    public string File { get; init; } = "";

    public override IEnumerable<string> Faults(bool isProduction) =>
        File.Length == 0 ? isProduction ? [Sentence("Options.Keys")] : []
        : !System.IO.File.Exists(File) ? [Sentence("Options.KeysMissing", File)]
        : !OperatingSystem.IsWindows() && (System.IO.File.GetUnixFileMode(File) & OfOthers) != 0 ? [Sentence("Options.KeysOpen", File)]
        : KeyFile.Read(File) is null ? [Sentence("Options.KeysUnreadable", File)] : [];

    private const UnixFileMode OfOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
}

/// <summary>Encrypts with the first key of the file; decrypts with the one that did. AES-256-GCM: nonce, tag, text.</summary>
public sealed class KeyFile(KeysOptions options)
{
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly IReadOnlyList<byte[]> keys = options.File.Length == 0 ? []
        : Read(options.File) ?? throw new InvalidDataException($"{options.File} holds no keys.");

    /// <summary>Null where a line is no key, or there is none.</summary>
    public static IReadOnlyList<byte[]>? Read(string path)
    {
        List<byte[]> keys = [];
        foreach (var line in File.ReadLines(path).Select(l => l.Trim()).Where(l => l.Length > 0))
        {
            var key = new byte[KeyLength];
            if (!Convert.TryFromBase64String(line, key, out var length) || length != KeyLength)
            {
                return null;
            }
            keys.Add(key);
        }
        return keys.Count > 0 ? keys : null;
    }

    public bool IsGiven => keys.Count > 0;

    /// <summary>Which key it was stands before the text, since keys change.</summary>
    public string Encrypt(byte[] text)
    {
        var (nonce, tag, hidden) = (RandomNumberGenerator.GetBytes(NonceLength), new byte[TagLength], new byte[text.Length]);
        using var cipher = new AesGcm(keys[0], TagLength);
        cipher.Encrypt(nonce, text, hidden, tag);
        return $"{NameOf(keys[0])}.{Convert.ToBase64String([.. nonce, .. tag, .. hidden])}";
    }

    public byte[] Decrypt(string hidden)
    {
        var parts = hidden.Split('.', 2);
        var key = keys.FirstOrDefault(k => NameOf(k) == parts[0])
            ?? throw new CryptographicException($"The key {parts[0]} is not in Keys:File.");
        var bytes = Convert.FromBase64String(parts[1]);
        var text = new byte[bytes.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(key, TagLength);
        cipher.Decrypt(
            bytes.AsSpan(0, NonceLength), bytes.AsSpan(NonceLength + TagLength), bytes.AsSpan(NonceLength, TagLength), text);
        return text;
    }

    private static string NameOf(byte[] key) => Convert.ToHexStringLower(SHA256.HashData(key))[..8];
}

public static class Keys
{
    private static readonly XName Hidden = "hidden";

    /// <summary>The keys of cookies and forms stand in the database, encrypted by the key file where there is one.</summary>
    public static IServiceCollection AddKeys(this IServiceCollection services)
    {
        services.AddSingleton<KeyFile>();
        services.AddOptions<KeyManagementOptions>().Configure<KeyFile>((management, file) =>
            management.XmlEncryptor = file.IsGiven ? new Encryptor(file) : null);
        return services;
    }

    private sealed class Encryptor(KeyFile file) : IXmlEncryptor
    {
        public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
            new XElement(Hidden, file.Encrypt(System.Text.Encoding.UTF8.GetBytes(plaintextElement.ToString()))), typeof(KeyDecryptor));
    }
}

/// <summary>Named in each encrypted key as what decrypts it: its name and place are part of what is stored.</summary>
public sealed class KeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) => XElement.Parse(
        System.Text.Encoding.UTF8.GetString(services.GetRequiredService<KeyFile>().Decrypt(encryptedElement.Value)));
}
