using GrantReview.Core.Acts;

namespace GrantReview.Data;

/// <summary>One fact as the record keeps it: canonical bytes that are never changed. The sealer chains them by hash afterwards.</summary>
public sealed class FactRow
{
    public const int KindLength = 100;

    /// <summary>Counts up in the order of commits as the database numbers them.</summary>
    public long Id { get; private set; }
    public Guid ActId { get; private set; }

    /// <summary>From 0 within its act.</summary>
    public int Ordinal { get; private set; }
    public DateTime At { get; private set; }

    /// <summary>Null = the program, by its own rules.</summary>
    public Guid? PersonId { get; private set; }
    public Capacity Capacity { get; private set; }

    /// <summary>Null = about the whole house.</summary>
    public Guid? CallId { get; private set; }

    /// <summary>What it is about: the table and the id of the row.</summary>
    public string Subject { get; private set; } = "";
    public Guid SubjectId { get; private set; }

    /// <summary>The life and the fact, as <see cref="FactJson.KindOf"/> names them.</summary>
    public string Kind { get; private set; } = "";
    public bool HoldsPoints { get; private set; }
    public bool IsForSupervisors { get; private set; }

    /// <summary>16 random bytes, hashed with the fact, so that one fact can be shown without giving others away.</summary>
    public byte[] Salt { get; private set; } = [];

    /// <summary>The fact as <see cref="FactJson.Write"/> writes it.</summary>
    public byte[] Content { get; private set; } = [];

    public long? Sequence { get; internal set; }
    public string? PreviousHash { get; internal set; }
    public string? Hash { get; internal set; }
    public string? Digest { get; internal set; }

    /// <summary>What people wrote in it, beside its digests; can be erased.</summary>
    public List<FactTextRow> Texts { get; private set; } = [];

    public static FactRow From(Fact fact, By by, int ordinal, Row subject) =>
        From(fact, by, ordinal, subject.SubjectKind, subject.SubjectId, subject.CallOf);

    public static FactRow From(Fact fact, By by, int ordinal, string subject, Guid subjectId, Guid? call)
    {
        var row = new FactRow
        {
            ActId = by.ActId, Ordinal = ordinal, At = by.At, PersonId = by.Person, Capacity = by.Capacity, CallId = call,
            Subject = subject, SubjectId = subjectId, Kind = FactJson.KindOf(fact.GetType()), HoldsPoints = fact.HoldsPoints,
            IsForSupervisors = fact.IsForSupervisors,
            Salt = System.Security.Cryptography.RandomNumberGenerator.GetBytes(16),
        };
        row.Content = FactJson.Write(fact, row);
        return row;
    }

    public Fact Read() => FactJson.Read(this);

    /// <summary>SHA-256 over salt and the whole fact, in lower hexadecimal: what a receipt names and the chain is built from.</summary>
    public string OwnHash() => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([.. Salt, .. FactJson.Whole(this)]));
}

/// <summary>Words that a person wrote in a fact; the fact holds their salted digest.</summary>
public sealed class FactTextRow
{
    public const int PathLength = 200;

    public long Id { get; private set; }
    public long FactId { get; private set; }

    /// <summary>Where in the fact: Reason, Changes[2].Note.</summary>
    public string Path { get; init; } = "";
    public byte[] Salt { get; init; } = [];
    public string Text { get; init; } = "";
}
