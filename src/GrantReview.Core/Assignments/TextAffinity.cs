using System.Globalization;
using System.Text;
using GrantReview.Core.Applications;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Experts;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Assignments;

/// <summary>Why a pair matches: a shared term with its part in the affinity, or discipline codes.</summary>
public sealed record MatchReason(string Term, double Part);

/// <summary>
/// Affinity from what a round says when nobody gave any: cosine of TF-IDF vectors (titles, abstracts, keywords against experts' keywords)
/// and, where both sides name discipline codes, 0.6 of it plus 0.4 of their nearness in the tree of GB/T 13745. From 0 to 1, six decimals.
/// </summary>
/// <remarks>
/// Chinese is cut into pairs of characters, anything else into words; a whole keyword is a term of its own and counts twice. A term's
/// weight is (1 + ln tf) · ln((1 + N) / (1 + df)) + a tenth, N texts of both sides. Codes of 3, 5 or 7 digits (520, 520.40, 520.4010) may
/// stand among the keywords of either side or in the applications' column "discipline". Same code 1, same second level 0.7, same first
/// level 0.4.
/// </remarks>
public sealed class TextAffinity
{
    private const double OfCodes = 0.4;
    private static readonly string[] Columns = ["abstract", "摘要"];

    private readonly List<string> terms = [];
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly (int Term, double Weight)[][] applications;
    private readonly (int Term, double Weight)[][] experts;
    private readonly List<(int Expert, double Weight)>[] byTerm;
    private readonly string[][] applicationCodes;
    private readonly string[][] expertCodes;

    private TextAffinity(IReadOnlyList<Application> applications, IReadOnlyList<Expert> experts)
    {
        var texts = applications.Select(a => Count([a.Title, .. Columns.Select(c => a.Attributes.GetValueOrDefault(c, ""))], a.Keywords))
            .Concat(experts.Select(e => Count([], e.Keywords))).ToList();
        var df = new int[terms.Count];
        foreach (var term in texts.SelectMany(t => t.Keys))
        {
            df[term]++;
        }
        var vectors = texts.Select(t => Weigh(t, df, texts.Count)).ToList();
        (this.applications, this.experts) = ([.. vectors.Take(applications.Count)], [.. vectors.Skip(applications.Count)]);
        byTerm = [.. terms.Select(_ => new List<(int, double)>())];
        for (var e = 0; e < this.experts.Length; e++)
        {
            foreach (var (term, weight) in this.experts[e])
            {
                byTerm[term].Add((e, weight));
            }
        }
        applicationCodes = [.. applications.Select(a => Codes(a.Keywords.Append(a.Attributes.GetValueOrDefault("discipline", ""))))];
        expertCodes = [.. experts.Select(e => Codes(e.Keywords))];
    }

    /// <returns>Null when experts, or applications, say nothing about their field.</returns>
    public static TextAffinity? Of(IReadOnlyList<Application> applications, IReadOnlyList<Expert> experts) =>
        HasTexts(applications, experts) ? new TextAffinity(applications, experts) : null;

    /// <summary>Both experts and applications say something about their field.</summary>
    public static bool HasTexts(IReadOnlyList<Application> applications, IReadOnlyList<Expert> experts) =>
        experts.Any(e => e.Keywords.Count > 0)
            && applications.Any(a => a.Keywords.Count > 0 || Columns.Any(c => a.Attributes.GetValueOrDefault(c, "").Length > 0));

    /// <summary>The affinities of the application at this place with all experts; see <see cref="AffinityRow"/>.</summary>
    public void Row(int application, Span<double> affinities)
    {
        affinities.Clear();
        foreach (var (term, weight) in applications[application])
        {
            foreach (var (expert, other) in byTerm[term])
            {
                affinities[expert] += weight * other;
            }
        }
        for (var e = 0; e < affinities.Length; e++)
        {
            affinities[e] = Math.Round(Math.Min(1, Mix(affinities[e], application, e)), 6);
        }
    }

    /// <summary>How alike two applications are, from 0 to 1: what review groups are formed by.</summary>
    public double Likeness(int application, int other)
    {
        var (one, two) = (applications[application], applications[other]);
        var sum = 0.0;
        for (int i = 0, j = 0; i < one.Length && j < two.Length;)
        {
            if (one[i].Term == two[j].Term)
            {
                sum += one[i++].Weight * two[j++].Weight;
            }
            else if (one[i].Term < two[j].Term)
            {
                i++;
            }
            else
            {
                j++;
            }
        }
        return sum;
    }

    /// <summary>The terms that a pair shares, the weightiest first; a discipline code stands as "code/code".</summary>
    public IReadOnlyList<MatchReason> Why(int application, int expert, int most = 5)
    {
        var of = experts[expert].ToDictionary(t => t.Term, t => t.Weight);
        var hasCodes = applicationCodes[application].Length > 0 && expertCodes[expert].Length > 0;
        var reasons = applications[application].Where(t => of.ContainsKey(t.Term))
            .Select(t => new MatchReason(terms[t.Term], t.Weight * of[t.Term] * (hasCodes ? 1 - OfCodes : 1)));
        if (hasCodes)
        {
            var (one, two) =
                (from a in applicationCodes[application] from e in expertCodes[expert] orderby Nearness(
                    a, e) descending select (a, e)).First();
            reasons = reasons.Append(new MatchReason($"{one}/{two}", OfCodes * Nearness(one, two)));
        }
        return [.. reasons.Where(r => r.Part > 0).OrderByDescending(r => r.Part).ThenBy(r => r.Term, StringComparer.Ordinal).Take(most)];
    }

    private double Mix(double text, int application, int expert)
    {
        var (one, two) = (applicationCodes[application], expertCodes[expert]);
        if (one.Length == 0 || two.Length == 0)
        {
            return text;
        }
        var nearest = 0.0;
        foreach (var a in one)
        {
            foreach (var e in two)
            {
                nearest = Math.Max(nearest, Nearness(a, e));
            }
        }
        return ((1 - OfCodes) * text) + (OfCodes * nearest);
    }

    private static double Nearness(string one, string two)
    {
        var shared = 0;
        while (shared < one.Length && shared < two.Length && one[shared] == two[shared])
        {
            shared++;
        }
        return shared == one.Length && shared == two.Length ? 1 : shared >= 5 ? 0.7 : shared >= 3 ? 0.4 : 0;
    }

    private static string[] Codes(IEnumerable<string> texts) =>
        [.. texts.Select(t => Written.Key(t).Replace(".", "", StringComparison.Ordinal))
            .Where(t => t.Length is 3 or 5 or 7 && t.All(char.IsAsciiDigit)).Distinct().Order(StringComparer.Ordinal)];

    private SortedDictionary<int, double> Count(IEnumerable<string> texts, IEnumerable<string> keywords)
    {
        var counts = new SortedDictionary<int, double>();
        foreach (var keyword in keywords.Where(k => Codes([k]).Length == 0))
        {
            Add("“" + Written.Key(keyword) + "”", 2);
            Cut(keyword);
        }
        foreach (var text in texts)
        {
            Cut(text);
        }
        return counts;

        void Cut(string text)
        {
            var run = new StringBuilder();
            var isHan = false;
            foreach (var c in text.Normalize(NormalizationForm.FormKC).ToLower(CultureInfo.InvariantCulture) + " ")
            {
                var han = c is >= '\u3400' and <= '\u9fff';
                if (!char.IsLetterOrDigit(c) || (run.Length > 0 && han != isHan))
                {
                    Flush(run.ToString(), isHan);
                    run.Clear();
                }
                if (char.IsLetterOrDigit(c))
                {
                    run.Append(c);
                    isHan = han;
                }
            }
        }

        void Flush(string run, bool isHan)
        {
            if (!isHan)
            {
                if (run.Length > 1)
                {
                    Add(run, 1);
                }
                return;
            }
            for (var i = 0; i + 1 < run.Length; i++)
            {
                Add(run.Substring(i, 2), 1);
            }
        }

        void Add(string term, double times)
        {
            if (!numbers.TryGetValue(term, out var number))
            {
                numbers.Add(term, number = terms.Count);
                terms.Add(term);
            }
            counts[number] = counts.GetValueOrDefault(number) + times;
        }
    }

    private static (int, double)[] Weigh(SortedDictionary<int, double> counts, int[] df, int texts)
    {
        var weights =
            counts.Select(
                c => (Term: c.Key, Weight: ((1 + Math.Log(c.Value)) * Math.Log((1.0 + texts) / (1 + df[c.Key]))) + 0.1)).ToArray();
        var length = Math.Sqrt(weights.Sum(w => w.Weight * w.Weight));
        return [.. weights.Select(w => (w.Term, w.Weight / length))];
    }
}
