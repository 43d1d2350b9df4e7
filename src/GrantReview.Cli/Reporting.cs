using System.Globalization;
using GrantReview.Core.Settings;
using GrantReview.Files;

namespace GrantReview.Cli;

/// <summary>What the commands say on standard output and error, in one language.</summary>
internal sealed class Reporting(TextWriter output, TextWriter error, string language)
{
    private readonly bool isTerminal = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;

    public string Language => language;

    public void Say(string en, string zh) => output.WriteLine(language == "en" ? en : zh);

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
