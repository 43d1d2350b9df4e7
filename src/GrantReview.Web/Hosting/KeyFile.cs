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

/// <summary>Reads the keys; <see cref="Vault"/> uses them.</summary>
public static class KeyFile
{
    private const int KeyLength = 32;

    public static Vault Open(KeysOptions options) => options.File.Length == 0 ? Vault.None
        : new(Read(options.File) ?? throw new InvalidDataException($"{options.File} holds no keys."));

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
}

public static class Keys
{
    internal static readonly XName Hidden = "hidden";

    /// <summary>The keys of cookies and forms stand in the database, encrypted by the key file where there is one.</summary>
    public static IServiceCollection AddKeys(this IServiceCollection services)
    {
        services.AddSingleton(provider => KeyFile.Open(provider.GetRequiredService<KeysOptions>()));
        services.AddOptions<KeyManagementOptions>().Configure<Vault>((management, vault) =>
            management.XmlEncryptor = vault.IsGiven ? new Encryptor(vault) : null);
        return services;
    }

    private sealed class Encryptor(Vault vault) : IXmlEncryptor
    {
        public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
            new XElement(Hidden, vault.Encrypt(System.Text.Encoding.UTF8.GetBytes(plaintextElement.ToString()))), typeof(KeyDecryptor));
    }
}

/// <summary>Named in each encrypted key as what decrypts it: its name and place are part of what is stored.</summary>
public sealed class KeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) => XElement.Parse(
        System.Text.Encoding.UTF8.GetString(services.GetRequiredService<Vault>().Decrypt(encryptedElement.Value)));
}
