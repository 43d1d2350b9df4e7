namespace GrantReview.Web.Hosting;

/// <summary>
/// Settings as systemd, Docker and shells keep them: a line NAME=VALUE each, with __ for the colon of a section; # begins a comment, quotes around
/// a value are not part of it; the last of two lines with one name counts.
/// </summary>
public static class SettingsFile
{
    /// <summary>On the command line --settings.</summary>
    public const string Key = "GRANTREVIEW_SETTINGS";

    public static IEnumerable<KeyValuePair<string, string?>> Read(string path) => File.ReadLines(path)
        .Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#' && line.Contains('=', StringComparison.Ordinal))
        .Select(line => line.Split('=', 2))
        .Select(parts => KeyValuePair.Create<string, string?>(
            parts[0].Trim().Replace("__", ":", StringComparison.Ordinal), Unquoted(parts[1].Trim())))
        .GroupBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase).Select(same => same.Last());

    private static string Unquoted(string value) =>
        value.Length > 1 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;
}
