using GrantReview.Core.Applications;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Conflicts;

/// <summary>A unit as it is compared.</summary>
/// <param name="Code">Blank where the unit's code is no 统一社会信用代码.</param>
/// <param name="Keys">Two units that share one are the same: credit code, normalised name, organisations of the table.</param>
/// <param name="Above">Keys of the organisations above it, at any height.</param>
internal sealed record UnitKeys(string Code, IReadOnlyList<string> Keys, IReadOnlyList<string> Above)
{
    public static UnitKeys None { get; } = new("", [], []);

    /// <summary>Keys of what the cell may name beside: 乙学院 of “甲大学、（乙学院）”. They prove no more than that somebody should look.</summary>
    public IReadOnlyList<string> MayBe { get; init; } = [];

    /// <summary>Places in the table of the rows that are this unit.</summary>
    public IReadOnlyList<int> Listed { get; init; } = [];
}

/// <summary>
/// Brings the ways in which one unit is written together: its code in any case and width, its names, aliases and former names.
/// </summary>
internal sealed class UnitIndex
{
    /// <summary>有限责任公司 may be written 有限公司, and 股份有限公司 股份公司 (公司法 第七条); short names leave either out.</summary>
    private static readonly string[] Suffixes = ["股份有限公司", "有限责任公司", "有限公司", "股份公司"];

    private readonly Dictionary<(string, string), UnitKeys> known = [];
    private readonly Dictionary<string, List<int>> tables = new(StringComparer.Ordinal);
    private readonly List<(string Code, bool IsListed, List<int> Parents)> rows = [];

    public UnitIndex(IReadOnlyCollection<Organisation> organisations)
    {
        foreach (var organisation in organisations)
        {
            var number = rows.Count;
            rows.Add((UnitCode.TryParse(organisation.Code, out var code) ? code.Value : "", true, []));
            foreach (var key in KeysOf(organisation.Code, [organisation.Name, .. organisation.Aliases, .. organisation.FormerNames]))
            {
                Table(key).Add(number);
            }
        }
        foreach (var (organisation, number) in organisations.Select((o, i) => (o, i)))
        {
            foreach (var key in KeysOf("", [organisation.Parent]))
            {
                // A parent that has no row of its own is known by name only.
                var above = Table(key);
                if (above.Count == 0)
                {
                    above.Add(rows.Count);
                    rows.Add(("", false, []));
                }
                rows[number].Parents.AddRange(above);
            }
        }
    }

    /// <param name="name">A name, or a credit code in its place.</param>
    public UnitKeys Of(string name, string code = "")
    {
        if (known.TryGetValue((name, code), out var keys))
        {
            return keys;
        }
        var own = KeysOf(code, [name]);
        var credit = UnitCode.TryParse(code, out var parsed) || UnitCode.TryParse(name, out parsed) ? parsed.Value : "";
        var numbers = own.SelectMany(k =>
            tables.GetValueOrDefault(k, [])
            .Where(n => k[0] == 'c' || credit.Length == 0 || rows[n].Code.Length == 0 || rows[n].Code == credit)).Distinct().ToList();
        keys = own.Count == 0 ? UnitKeys.None : new UnitKeys(credit, [.. own, .. numbers.Select(Key)], [.. Above(numbers).Select(Key)])
        {
            Listed = [.. numbers.Where(n => rows[n].IsListed)],
        };
        known.Add((name, code), keys);
        if (Written.Parts(name) is { Count: > 0 } parts)
        {
            known[(name, code)] = keys = keys with { MayBe = [.. parts.SelectMany(p => Of(p, code).Keys).Distinct().Except(keys.Keys)] };
        }
        return keys;
    }

    /// <summary>
    /// One legal entity: the same code, the same row of the table, or the same name. Where both codes are credit codes and differ, a name
    /// that is alike proves nothing, since a legal entity has one code.
    /// </summary>
    public static bool IsSame(UnitKeys one, UnitKeys other, string sharedKey) =>
        sharedKey[0] is 'c' or 'o' || one.Code.Length == 0 || other.Code.Length == 0 || one.Code == other.Code;

    /// <summary>A unit's name as it is compared: <see cref="Written.Key"/> without the company suffix.</summary>
    public static string NormalName(string name)
    {
        var normal = Written.Key(name);
        var suffix = Array.Find(Suffixes, s => normal.Length > s.Length && normal.EndsWith(s, StringComparison.Ordinal));
        return suffix is null ? normal : normal[..^suffix.Length];
    }

    private List<int> Table(string key)
    {
        if (!tables.TryGetValue(key, out var numbers))
        {
            tables.Add(key, numbers = []);
        }
        return numbers;
    }

    private HashSet<int> Above(List<int> numbers)
    {
        var above = new HashSet<int>();
        var open = new Stack<int>(numbers.SelectMany(n => rows[n].Parents));
        while (open.TryPop(out var number))
        {
            // A circle of parents ends where it began.
            if (above.Add(number))
            {
                rows[number].Parents.ForEach(open.Push);
            }
        }
        above.ExceptWith(numbers);
        return above;
    }

    private static List<string> KeysOf(string code, IEnumerable<string> names)
    {
        List<string> keys = UnitCode.Normal(code) is { Length: > 0 } normal ? ["c" + normal] : [];
        foreach (var name in names.Where(n => !Written.SaysNothing(n) && !Written.Denies(n)))
        {
            keys.AddRange(UnitCode.TryParse(name, out var written) ? ["c" + written.Value] : NormalName(name) is { Length: > 0 } plain
                ? ["n" + plain] : Array.Empty<string>());
        }
        return [.. keys.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A parent without a row of its own is no more than a name.</summary>
    private string Key(int number) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(rows[number].IsListed ? 'o' : 'p')}{number}");
}
