using System.Collections.Frozen;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using GrantReview.Core.Acts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace GrantReview.Data;

/// <summary>
/// Encrypts what a copy of the database must not tell: AES-256-GCM by the first of its keys, which stand outside the database; each text
/// says which key it was, since keys change. Without a key texts stay as they are.
/// </summary>
public sealed class Vault(IReadOnlyList<byte[]> keys)
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const string Mark = "vault:";

    /// <summary>
    /// What is encrypted at rest, and the longest text of each. A query cannot compare it: blank or null is all that the database knows.
    /// </summary>
    private static readonly FrozenDictionary<(Type Row, string Property), int> Columns = new Dictionary<(Type, string), int>
    {
        [(typeof(AbsenceRow), nameof(AbsenceRow.Reason))] = Row.NameLength,
        [(typeof(ApplicationRow), nameof(ApplicationRow.PiContacts))] = Row.NameLength,
        [(typeof(ApplicationRow), nameof(ApplicationRow.Team))] = Row.NoteLength,
        [(typeof(ApplicationRow), nameof(ApplicationRow.Payee))] = Row.NoteLength,
        [(typeof(ExportRow), nameof(ExportRow.Awards))] = int.MaxValue,
        [(typeof(ExpertRow), nameof(ExpertRow.Contacts))] = Row.NameLength,
        [(typeof(FeeListRow), nameof(FeeListRow.Payees))] = int.MaxValue,
        [(typeof(FeePayeeRow), nameof(FeePayeeRow.Account))] = Row.CodeLength,
        [(typeof(FeePayeeRow), nameof(FeePayeeRow.Bank))] = Row.NameLength,
        [(typeof(FeePayeeRow), nameof(FeePayeeRow.IdNumber))] = Row.CodeLength,
        // Contacts are among what an import replaced.
        [(typeof(ImportRow), nameof(ImportRow.Before))] = int.MaxValue,
        [(typeof(MailRow), nameof(MailRow.Address))] = User.EmailLength,
        [(typeof(NoteRow), nameof(NoteRow.Text))] = FreeText.Longest,
        [(typeof(ObjectionRow), nameof(ObjectionRow.Name))] = Row.NameLength,
        [(typeof(ObjectionRow), nameof(ObjectionRow.Contact))] = Row.NameLength,
        [(typeof(ObjectionRow), nameof(ObjectionRow.Content))] = Row.NoteLength,
        [(typeof(PayeeChangeRow), nameof(PayeeChangeRow.Payee))] = Row.NoteLength,
        [(typeof(PaymentOrderRow), nameof(PaymentOrderRow.Payees))] = int.MaxValue,
        [(typeof(User), nameof(User.Email))] = User.EmailLength,
        // Keys of second factors, and their recovery codes.
        [(typeof(IdentityUserToken<Guid>), nameof(IdentityUserToken<>.Value))] = int.MaxValue,
    }.ToFrozenDictionary();

    public static Vault None { get; } = new([]);

    public bool IsGiven => keys.Count > 0;

    /// <summary>The same for vaults with the same keys; blank without one.</summary>
    internal string Name { get; } = string.Join('.', keys.Select(NameOf));

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

    /// <summary>As the database keeps a text.</summary>
    public string Close(string text) => text.Length == 0 || !IsGiven ? text : Mark + Encrypt(Encoding.UTF8.GetBytes(text));

    /// <summary>A text that was kept before there was a key is as it is.</summary>
    public string Open(string kept) =>
        kept.StartsWith(Mark, StringComparison.Ordinal) ? Encoding.UTF8.GetString(Decrypt(kept[Mark.Length..])) : kept;

    /// <summary>The key that a text needs and that is not here; null = it can be read.</summary>
    public string? MissingKeyOf(string kept) =>
        kept.StartsWith(Mark, StringComparison.Ordinal) && kept[Mark.Length..].Split('.')[0] is var key
        && keys.All(k => NameOf(k) != key) ? key : null;

    /// <summary>It was encrypted by the first key.</summary>
    public bool IsNewest(string kept) => kept.StartsWith(Mark + NameOf(keys[0]), StringComparison.Ordinal);

    /// <summary>Null = the database's own length counts.</summary>
    internal static int? LongestOf(IReadOnlyProperty property) =>
        Columns.TryGetValue((property.DeclaringType.ClrType, property.Name), out var longest) ? longest : null;

    internal void Apply(ModelBuilder builder)
    {
        foreach (var (row, name) in Columns.Keys)
        {
            var property = builder.Entity(row).Property(name);
            property.Metadata.SetMaxLength(null);
            property.HasConversion(new ValueConverter<string, string>(text => Close(text), kept => Open(kept)));
        }
    }

    /// <summary>Names of keys that are needed and are not here: a look at the first and the last text of each column.</summary>
    public async Task<IReadOnlyList<string>> MissingKeysAsync(AppDb db, CancellationToken cancellationToken)
    {
        List<string> missing = [];
        foreach (var column in VaultColumn.Of(db, Columns.Keys))
        {
            await using var command = await column.CommandAsync(
                $"SELECT MIN({column.Name}), MAX({column.Name}) FROM {column.Table} WHERE {column.Name} <> ''", cancellationToken);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            missing.AddRange(new[] { 0, 1 }.Where(i => !reader.IsDBNull(i)).Select(i => MissingKeyOf(reader.GetString(i)))
                .OfType<string>());
        }
        return [.. missing.Distinct()];
    }

    /// <summary>
    /// Encrypts by the first key what another or none encrypted, in the caller's transaction. Neither a row's version nor the record
    /// changes: the texts are the same.
    /// </summary>
    /// <param name="forgets">What no key opens is taken away, so that the rest can be used.</param>
    /// <returns>How many texts were written, and how many no key opens.</returns>
    public async Task<(int Written, int Unreadable)> RenewAsync(AppDb db, bool forgets, CancellationToken cancellationToken)
    {
        var (written, unreadable) = (0, 0);
        foreach (var column in VaultColumn.Of(db, Columns.Keys))
        {
            foreach (var (key, kept) in await column.ReadAsync(cancellationToken))
            {
                var isLost = MissingKeyOf(kept) is not null;
                unreadable += isLost ? 1 : 0;
                if (isLost ? forgets : !IsNewest(kept))
                {
                    await column.WriteAsync(key, kept, isLost ? "" : Close(Open(kept)), cancellationToken);
                    written += isLost ? 0 : 1;
                }
            }
        }
        return (written, unreadable);
    }

    private static string NameOf(byte[] key) => Convert.ToHexStringLower(SHA256.HashData(key))[..8];
}

/// <summary>A column of the vault as the database has it, read and written past the model.</summary>
internal sealed record VaultColumn(AppDb Db, string Table, string Name, IReadOnlyList<string> Keys)
{
    public static IEnumerable<VaultColumn> Of(AppDb db, IEnumerable<(Type Row, string Property)> columns)
    {
        var sql = db.GetService<ISqlGenerationHelper>();
        foreach (var (row, name) in columns)
        {
            var type = db.Model.FindEntityType(row) ?? throw new InvalidOperationException($"{row} is no table.");
            yield return new VaultColumn(
                db, sql.DelimitIdentifier(type.GetTableName() ?? ""), NameOf(type.FindProperty(name)),
                [.. (type.FindPrimaryKey()?.Properties ?? []).Select(NameOf)]);
        }

        string NameOf(IReadOnlyProperty? property) => sql.DelimitIdentifier(property?.GetColumnName() ?? "");
    }

    public async Task<DbCommand> CommandAsync(string text, CancellationToken cancellationToken)
    {
        await Db.Database.OpenConnectionAsync(cancellationToken);
        var command = Db.Database.GetDbConnection().CreateCommand();
        (command.CommandText, command.Transaction) = (text, Db.Database.CurrentTransaction?.GetDbTransaction());
        return command;
    }

    public async Task<List<(object[] Key, string Kept)>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command =
            await CommandAsync($"SELECT {string.Join(", ", Keys)}, {Name} FROM {Table} WHERE {Name} <> ''", cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(object[], string)> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(([.. Enumerable.Range(0, Keys.Count).Select(reader.GetValue)], reader.GetString(Keys.Count)));
        }
        return rows;
    }

    /// <summary>Nothing where somebody wrote another text meanwhile.</summary>
    public async Task WriteAsync(object[] key, string kept, string text, CancellationToken cancellationToken)
    {
        await using var command = await CommandAsync(
            $"UPDATE {Table} SET {Name} = @text WHERE {Name} = @kept AND {string.Join(" AND ", Keys.Select((k, i) => $"{k} = @key{i}"))}",
            cancellationToken);
        foreach (var (name, value) in key.Select((k, i) => ($"@key{i}", k)).Append(("@text", text)).Append(("@kept", kept)))
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>The model holds the vault: another vault, another model.</summary>
internal sealed class VaultModelKey : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) => (context.GetType(), (context as AppDb)?.Vault.Name, designTime);
}
