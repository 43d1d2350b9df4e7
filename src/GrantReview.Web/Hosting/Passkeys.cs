using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace GrantReview.Web.Hosting;

/// <param name="State">What the answer brings back, encrypted: the server keeps nothing while a person looks for the device.</param>
/// <param name="Options">What the browser asks the device for, as WebAuthn words it (JSON).</param>
public sealed record PasskeyChallenge(string State, string Options);

/// <summary>
/// Sign-in by a key of the person's own device (WebAuthn), which has made sure that it is the person: possession and a finger, a face or a
/// PIN are two factors at once. A challenge holds for minutes, and each passkey answers challenges in their order, so that none opens
/// twice.
/// </summary>
public sealed class Passkeys(
    AppDb db, Desk desk, IPasskeyHandler<User> handler, IDataProtectionProvider protection)
{
    private static readonly TimeSpan Holds = TimeSpan.FromMinutes(5);

    private readonly IDataProtector signIns = protection.CreateProtector("passkey");
    private readonly IDataProtector additions = protection.CreateProtector("passkey-new");

    public static IServiceCollection Add(IServiceCollection services)
    {
        services.AddScoped<Passkeys>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<FrontOptions>((options, front) =>
        {
            options.ServerDomain = front.PasskeyDomain;
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
            options.AuthenticatorTimeout = Holds;
            options.ValidateOrigin = asked => ValueTask.FromResult(!asked.CrossOrigin && front.IsPasskeyOrigin(asked.Origin));
        });
        return services;
    }

    /// <summary>As addresses and forms write the id of a passkey.</summary>
    public static string IdOf(Passkey passkey) => Base64Url.EncodeToString(passkey.CredentialId);

    /// <summary>The passkey of a person's own; null = there is none.</summary>
    public static async Task<Passkey?> FindAsync(AppDb db, Guid person, string id, CancellationToken cancellationToken)
    {
        var bytes = BytesOf(id);
        return await db.UserPasskeys.SingleOrDefaultAsync(p => p.UserId == person && p.CredentialId == bytes, cancellationToken);
    }

    public async Task<PasskeyChallenge> AskAsync(HttpContext context)
    {
        var asked = await handler.MakeRequestOptionsAsync(null, context);
        return new PasskeyChallenge(Close(signIns, asked.AssertionState, ""), asked.RequestOptionsJson);
    }

    /// <summary>Whose passkey an answer names, and whether it proves them.</summary>
    public async Task<(User? User, bool IsProven)> ReadAsync(
        HttpContext context, string? credential, string? state, CancellationToken cancellationToken)
    {
        if (Open(signIns, state) is not var (asked, json, _))
        {
            return (null, false);
        }
        var read = await handler.PerformAssertionAsync(
            new PasskeyAssertionContext { HttpContext = context, CredentialJson = credential ?? "", AssertionState = json });
        if (!read.Succeeded)
        {
            var named = BytesOf(NamedIn(credential));
            return (await db.Users.AsNoTracking().SingleOrDefaultAsync(
                u => db.UserPasskeys.Any(p => p.UserId == u.Id && p.CredentialId == named), cancellationToken), false);
        }
        var id = read.Passkey.CredentialId;
        var refusal = await desk.DoByTheRulesAsync(
            async (inside, _) => await inside.UserPasskeys.SingleOrDefaultAsync(p => p.CredentialId == id, cancellationToken) is { } own
                && own.Answer(asked, read.Passkey) ? Answer.Nothing : new Refusal.NotThere(), cancellationToken);
        return (read.User, refusal is null);
    }

    /// <param name="name">By which the person will know it again.</param>
    public async Task<PasskeyChallenge> AskNewAsync(HttpContext context, User user, string name)
    {
        var entity = new PasskeyUserEntity { Id = $"{user.Id}", Name = user.UserName ?? "", DisplayName = user.DisplayName };
        var asked = await handler.MakeCreationOptionsAsync(entity, context);
        return new PasskeyChallenge(Close(additions, asked.AttestationState, name), asked.CreationOptionsJson);
    }

    /// <summary>The passkey that a device made for the person; null = what came is none, or too late.</summary>
    public async Task<Passkey?> ReadNewAsync(HttpContext context, User user, string? credential, string? state)
    {
        if (Open(additions, state) is not var (_, json, name))
        {
            return null;
        }
        var read = await handler.PerformAttestationAsync(
            new PasskeyAttestationContext { HttpContext = context, CredentialJson = credential ?? "", AttestationState = json });
        if (read is not { Succeeded: true, UserEntity.Id: var id, Passkey: { CredentialId.Length: <= Passkey.IdLength } made }
            || id != $"{user.Id}")
        {
            return null;
        }
        return new Passkey
        {
            UserId = user.Id,
            CredentialId = made.CredentialId,
            Data = new IdentityPasskeyData
            {
                Name = name, PublicKey = made.PublicKey, CreatedAt = made.CreatedAt, SignCount = made.SignCount,
                Transports = made.Transports, IsUserVerified = made.IsUserVerified, IsBackupEligible = made.IsBackupEligible,
                IsBackedUp = made.IsBackedUp, AttestationObject = made.AttestationObject, ClientDataJson = made.ClientDataJson,
            },
        };
    }

    private string Close(IDataProtector protector, string? json, string name) => protector.Protect($"{desk.Now.Ticks}\n{json}\n{name}");

    private (DateTime Asked, string Json, string Name)? Open(IDataProtector protector, string? state)
    {
        try
        {
            return protector.Unprotect(state ?? "").Split('\n', 3) is [var ticks, var json, var name]
                && new DateTime(long.Parse(ticks, CultureInfo.InvariantCulture), DateTimeKind.Utc) is var asked
                && desk.Now < asked + Holds ? (asked, json, name) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The id of the passkey that an answer claims to be of; blank = it names none.</summary>
    private static string NamedIn(string? credential)
    {
        try
        {
            return JsonNode.Parse(credential ?? "") is JsonObject read && read["id"] is JsonValue id && id.TryGetValue<string>(out var text)
                ? text : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static byte[] BytesOf(string id) => Base64Url.IsValid(id) ? Base64Url.DecodeFromChars(id) : [];
}
