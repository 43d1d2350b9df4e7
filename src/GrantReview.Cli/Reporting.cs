using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Settings;
using GrantReview.Files;
using GrantReview.Files.Localisation;

namespace GrantReview.Cli;

/// <summary>What the commands say on standard output and error, in one language.</summary>
internal sealed class Reporting(TextWriter output, TextWriter error, string language)
{
    private readonly bool isTerminal = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;

    public string Language => language;

    /// <summary>Between the members of a list.</summary>
    public string And => Words.In(language, "List.And");

    public void Say(string key, params object?[] arguments) => output.WriteLine(Words.In(language, key, arguments));

    public void Say(LocalText text, string indent = "") => output.WriteLine(indent + text.In(language));

    public void Say(Mistake difference) => output.WriteLine(difference.Say(language));

    /// <summary>Who waits for a verdict and so is out for now, with the rules; the first of many.</summary>
    public void SayWaiting(IReadOnlyList<ApplicationStanding> waiting)
    {
        const int most = 20;
        if (waiting.Count == 0)
        {
            return;
        }
        Say("Cli.Waiting", waiting.Count);
        foreach (var open in waiting.Take(most))
        {
            Say("Cli.Line", open.Application, string.Join(", ", open.Open));
        }
        if (waiting.Count > most)
        {
            Say("Cli.WaitingMore", waiting.Count - most);
        }
    }

    /// <summary>A step of long work; one line that is overwritten on a terminal.</summary>
    public void Progress(string key)
    {
        var text = Words.In(language, key);
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
    public void Hint(LocalText text) => error.WriteLine(Words.In(language, "Cli.Warning", text.In(language)));

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
        error.WriteLine(Words.In(language, "Cli.Mistakes", mistakes.Count));
        return CommandLine.BadInput;
    }

    public void Warn(IEnumerable<Mistake> warnings)
    {
        EndProgress();
        foreach (var warning in warnings)
        {
            error.WriteLine(Words.In(language, "Cli.Warning", warning.Say(language)));
        }
    }
}
