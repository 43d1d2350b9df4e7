using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>A device with one passkey, written from the standard (WebAuthn level 2, 6.1, 6.5, 8.7: ES256, no attestation).</summary>
public sealed class Authenticator : IDisposable
{
    private const byte UserPresent = 1;
    private const byte UserVerified = 4;
    private const byte HasCredential = 64;

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] id = RandomNumberGenerator.GetBytes(32);

    public string Id => Base64Url.EncodeToString(id);

    /// <summary>The page that asks, as the browser says it.</summary>
    public string Origin { get; init; } = "http://localhost";

    public string Domain { get; init; } = "localhost";

    /// <summary>The device has made sure who holds it.</summary>
    public bool Verifies { get; init; } = true;

    /// <summary>Whom the passkey says it is of; null = whom it was made for.</summary>
    public string? Handle { get; set; }

    public void Dispose() => key.Dispose();

    public string Create(string options)
    {
        var asked = JsonNode.Parse(options);
        Handle ??= $"{asked?["user"]?["id"]}";
        var data = ClientData("webauthn.create", asked);
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(data), ["transports"] = new JsonArray("internal"),
            ["attestationObject"] = Base64Url.EncodeToString(
            [
                0xA3, .. Text("fmt"), .. Text("none"), .. Text("attStmt"), 0xA0, .. Text("authData"),
                .. Bytes([.. State(HasCredential), .. new byte[16], 0, (byte)id.Length, .. id, .. PublicKey()]),
            ]),
        });
    }

    public string Answer(string options)
    {
        var data = ClientData("webauthn.get", JsonNode.Parse(options));
        var state = State(0);
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(data), ["authenticatorData"] = Base64Url.EncodeToString(state),
            ["signature"] = Base64Url.EncodeToString(key.SignData(
                [.. state, .. SHA256.HashData(data)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            ["userHandle"] = Handle,
        });
    }

    private string Credential(JsonObject response) => new JsonObject
    {
        ["id"] = Id, ["rawId"] = Id, ["type"] = "public-key", ["clientExtensionResults"] = new JsonObject(), ["response"] = response,
    }.ToJsonString();

    private byte[] ClientData(string type, JsonNode? asked) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["type"] = type, ["challenge"] = $"{asked?["challenge"]}", ["origin"] = Origin, ["crossOrigin"] = false,
    }.ToJsonString());

    /// <summary>Without a counter, as synchronised passkeys are.</summary>
    private byte[] State(byte flags)
    {
        var all = (byte)(flags | UserPresent | (Verifies ? UserVerified : 0));
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(Domain)), all, 0, 0, 0, 0];
    }

    /// <summary>COSE: EC2, ES256, P-256, x and y.</summary>
    private byte[] PublicKey()
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return [0xA5, 1, 2, 3, 0x26, 0x20, 1, 0x21, .. Bytes(point.X ?? []), 0x22, .. Bytes(point.Y ?? [])];
    }

    private static byte[] Text(string text) => [(byte)(0x60 + text.Length), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Bytes(byte[] bytes)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)bytes.Length);
        return bytes.Length < 256 ? [0x58, (byte)bytes.Length, .. bytes] : [0x59, .. length, .. bytes];
    }
}
