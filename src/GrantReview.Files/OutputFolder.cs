namespace GrantReview.Files;

/// <summary>A named file in memory.</summary>
public sealed record OutputFile(string Name, byte[] Content);

/// <summary>Writes files so that a reader never sees half of them: everything goes to a folder beside, then moves in place.</summary>
public static class OutputFolder
{
    public static void Write(string path, IEnumerable<OutputFile> files)
    {
        var target = Path.GetFullPath(path);
        var parent = Path.GetDirectoryName(target) ?? throw new IOException($"{path} has no folder above it.");
        Directory.CreateDirectory(parent);
        var beside = Directory.CreateDirectory(Path.Combine(parent, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}"));
        try
        {
            foreach (var file in files)
            {
                File.WriteAllBytes(Path.Combine(beside.FullName, file.Name), file.Content);
            }
            Directory.CreateDirectory(target);
            foreach (var file in beside.GetFiles())
            {
                file.MoveTo(Path.Combine(target, file.Name), overwrite: true);
            }
        }
        finally
        {
            beside.Delete(recursive: true);
        }
    }
}
