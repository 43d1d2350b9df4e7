using System.Globalization;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Settings;
using GrantReview.Files;

namespace GrantReview.Cli;

/// <summary>What the commands say on standard output and error, in one language.</summary>
internal sealed class Reporting(TextWriter output, TextWriter error, string language)
{
    private readonly bool isTerminal = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;

    public string Language => language;

    public void Say(string en, string zh) => output.WriteLine(language == "en" ? en : zh);

    /// <summary>Who waits for a verdict and so is out for now, with the rules; the first of many.</summary>
    public void SayWaiting(IReadOnlyList<ApplicationStanding> waiting)
    {
        const int most = 20;
        if (waiting.Count == 0)
        {
            return;
        }
        Say($"{waiting.Count} application(s) wait for a verdict and are out until then:", $"{waiting.Count} 项申报待认定，认定前不参加评审和立项：");
        foreach (var open in waiting.Take(most))
        {
            var rules = string.Join(", ", open.Open);
            Say($"  {open.Application}: {rules}", $"  {open.Application}：{rules}");
        }
        if (waiting.Count > most)
        {
            Say($"  and {waiting.Count - most} more (summary.json)", $"  其余 {waiting.Count - most} 项见 summary.json");
        }
    }

    /// <summary>A step of long work; one line that is overwritten on a terminal.</summary>
    public void Progress(string en, string zh)
    {
        var text = language == "en" ? en : zh;
        if (isTerminal)
        {
            error.Write($"\r{text,-60}");
        }
        else
        {
            error.WriteLine(text);
        }
    }

    /// <summary>What to know about a result, on standard error.</summary>
    public void Hint(LocalText text) => error.WriteLine(language == "en" ? "Warning: " + text.En : "提示：" + text.Zh);

    public void EndProgress()
    {
        if (isTerminal)
        {
            error.Write("\r" + new string(' ', 60) + "\r");
        }
    }

    public int Refuse(IReadOnlyCollection<Mistake> mistakes)
    {
        EndProgress();
        foreach (var mistake in mistakes)
        {
            error.WriteLine(mistake.Say(language));
        }
        error.WriteLine(language == "en"
            ? string.Create(CultureInfo.InvariantCulture, $"{mistakes.Count} mistake(s); nothing was written.")
            : string.Create(CultureInfo.InvariantCulture, $"共 {mistakes.Count} 处错误，未写入任何文件。"));
        return CommandLine.BadInput;
    }

    public void Warn(IEnumerable<Mistake> warnings)
    {
        EndProgress();
        foreach (var warning in warnings)
        {
            error.WriteLine((language == "en" ? "Warning: " : "提示：") + warning.Say(language));
        }
    }
}
