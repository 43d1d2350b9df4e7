using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;
using GrantReview.Files.Rounds;

namespace GrantReview.Files.Finance;

/// <summary>Reads the table of tax withheld on remuneration for personal services (templates/tax/*.json), which names its source.</summary>
public static class LabourTaxFile
{
    private const string Name = "labour-remuneration.json";

    /// <summary>The table that ships with the program.</summary>
    public static LabourTax Shipped { get; } = ReadShipped();

    public static LabourTax? Read(byte[] content, string file, List<Mistake> mistakes)
    {
        if (Json.Parse(content, file, mistakes) is not { } root)
        {
            return null;
        }
        var before = mistakes.Count;
        var json = new Json(file, mistakes);
        var source = json.Text(root, "source", "");
        if (string.IsNullOrWhiteSpace(source))
        {
            json.Fault("source", "Required");
        }
        var (upTo, less) = (json.Money(root, "smallUpTo", ""), json.Money(root, "smallLess", ""));
        var share = json.Rational(root, "lessPercent", "") / 100;
        List<TaxStep> steps = [.. json.Objects(root, "steps", "").Select(s => new TaxStep(
            json.Money(s.Item, "upTo", s.Path), (json.Rational(s.Item, "percent", s.Path) ?? Rational.Hundred) / 100,
            json.Money(s.Item, "deduction", s.Path) ?? default))];
        if (mistakes.Count > before)
        {
            return null;
        }
        var tax = LabourTax.Create(source ?? "", upTo ?? default, less ?? default, share ?? Rational.Zero, steps);
        if (tax is null)
        {
            json.Fault("steps", "TaxJumps");
        }
        return tax;
    }

    private static LabourTax ReadShipped()
    {
        List<Mistake> mistakes = [];
        return Read(File.ReadAllBytes(Path.Combine(TemplateFolder.Shipped.Path, "tax", Name)), Name, mistakes)
            ?? throw new InvalidOperationException($"The table of tax is broken: {string.Join("; ", mistakes.Select(m => m.Say("en")))}");
    }
}
