using System.Text;
using GrantReview.Core.Applications;
using GrantReview.Core.Experts;

namespace GrantReview.Core.Conflicts;

/// <summary>
/// Every ground on which an expert is kept from an application (回避), all on this page. A blank unit is unknown and makes no conflict. Names are
/// compared after normalising width, case, brackets and spaces.
/// </summary>
public static class ConflictRules
{
    /// <summary>The conflicts of all pairs, by application, expert and ground; work grows with what is found, not with all pairs.</summary>
    public static IReadOnlyList<Conflict> Find(IReadOnlyCollection<Application> applications, IReadOnlyCollection<Expert> experts, IEnumerable<DeclaredConflict> declared)
    {
        var byCode = experts.Where(e => Normal(e.UnitCode).Length > 0).ToLookup(e => Normal(e.UnitCode));
        var byUnit = experts.Where(e => Normal(e.Unit).Length > 0).ToLookup(e => Normal(e.Unit));
        var byFormerUnit = experts.SelectMany(e => e.FormerUnits.Select(u => (Unit: Normal(u), Expert: e))).Where(u => u.Unit.Length > 0).ToLookup(u => u.Unit, u => u.Expert);
        var byName = experts.Where(e => Normal(e.Name).Length > 0).ToLookup(e => Normal(e.Name));
        var found = new HashSet<Conflict>();
        foreach (var application in applications)
        {
            SameUnit(application);
            FormerUnit(application);
            PartnerUnit(application);
            PrincipalInvestigator(application);
        }
        foreach (var conflict in declared)
        {
            found.Add(new Conflict(conflict.Application, conflict.Expert, ConflictGround.Declared, string.Join(": ", new[] { conflict.Kind, conflict.Note }.Where(t => t.Length > 0))));
        }
        return
        [
            .. found.OrderBy(c => c.Application, StringComparer.Ordinal).ThenBy(c => c.Expert, StringComparer.Ordinal)
                .ThenBy(c => c.Ground).ThenBy(c => c.Evidence, StringComparer.Ordinal).DistinctBy(c => (c.Application, c.Expert, c.Ground)),
        ];

        // "The expert works for the applicant": the credit code is the same, or the name is.
        void SameUnit(Application application)
        {
            AddAll(application, byCode[Normal(application.UnitCode)], ConflictGround.SameUnit, $"unit_code {application.UnitCode}");
            AddAll(application, byUnit[Normal(application.Unit)], ConflictGround.SameUnit, $"unit {application.Unit}");
        }

        // "The expert worked for the applicant, or the applicant once bore the name of the expert's unit."
        void FormerUnit(Application application)
        {
            AddAll(application, byFormerUnit[Normal(application.Unit)], ConflictGround.FormerUnit, $"former_units {application.Unit}");
            foreach (var former in application.UnitFormerNames)
            {
                AddAll(application, byUnit[Normal(former)], ConflictGround.FormerUnit, $"unit_former_names {former}");
                AddAll(application, byFormerUnit[Normal(former)], ConflictGround.FormerUnit, $"unit_former_names {former}");
            }
        }

        // "The expert's unit takes part."
        void PartnerUnit(Application application)
        {
            foreach (var partner in application.Partners)
            {
                AddAll(application, byUnit[Normal(partner)], ConflictGround.PartnerUnit, $"partners {partner}");
            }
        }

        // "The expert leads it." A name alone is taken for the person unless both units are known and differ: two people of one name are common.
        void PrincipalInvestigator(Application application) =>
            AddAll(application, byName[Normal(application.Pi)].Where(e =>
                Normal(e.Unit).Length == 0 || Normal(application.Unit).Length == 0 || Normal(e.Unit) == Normal(application.Unit)
                || (Normal(e.UnitCode).Length > 0 && Normal(e.UnitCode) == Normal(application.UnitCode))
                || application.Partners.Any(p => Normal(p) == Normal(e.Unit))
                || e.FormerUnits.Any(u => Normal(u) == Normal(application.Unit))),
                ConflictGround.PrincipalInvestigator, $"pi {application.Pi}");

        void AddAll(Application application, IEnumerable<Expert> barred, ConflictGround ground, string evidence)
        {
            foreach (var expert in barred)
            {
                found.Add(new Conflict(application.Id, expert.Id, ground, evidence));
            }
        }
    }

    /// <summary>A name as it is compared: full width made half width, lower case, round brackets alike, no spaces.</summary>
    public static string Normal(string name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return "";
        }
        var normal = new StringBuilder(name.Length);
        foreach (var c in name.Normalize(NormalizationForm.FormKC))
        {
            if (!char.IsWhiteSpace(c))
            {
                normal.Append(c switch { '（' or '[' or '【' => '(', '）' or ']' or '】' => ')', _ => char.ToLowerInvariant(c) });
            }
        }
        return normal.ToString();
    }
}
