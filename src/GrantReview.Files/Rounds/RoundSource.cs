using GrantReview.Core.Settings;

namespace GrantReview.Files.Rounds;

/// <summary>Where a round's files come from: a folder, or a workbook with one sheet per file name.</summary>
internal abstract class RoundSource : IDisposable
{
    public static RoundSource? Open(string path, List<Mistake> mistakes, List<Mistake> warnings)
    {
        if (Directory.Exists(path))
        {
            mistakes.AddRange(
                from file in Directory.EnumerateFiles(path).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)
                where Path.GetExtension(file).Equals(".csv", StringComparison.OrdinalIgnoreCase)
                let schema = TableSchema.All.FirstOrDefault(s => s.IsSheet(Path.GetFileNameWithoutExtension(file)))
                where schema is not null && schema.File != file
                select new Mistake(file, null, "", "FileNamedOtherwise", file, schema.File));
            return new FolderSource(name => Path.Combine(path, name) is var file && File.Exists(file) ? File.ReadAllBytes(file) : null);
        }
        var name = Path.GetFileName(path);
        if (!File.Exists(path))
        {
            mistakes.Add(new Mistake(name.Length > 0 ? name : path, null, "", "PathMissing"));
            return null;
        }
        return Workbook.Open(File.ReadAllBytes(path), name, mistakes) is { } workbook
            ? new WorkbookSource(workbook, name, mistakes, warnings) : null;
    }

    /// <summary>The bytes of a file that is not a table, or null.</summary>
    public abstract byte[]? Bytes(string name, List<Mistake> mistakes);

    public abstract bool Has(TableSchema schema);
    public abstract Table? Read(TableSchema schema, List<Mistake> mistakes, List<Mistake> warnings);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) { }

    /// <summary>A folder, or anything else that gives bytes by file name, such as the inputs of a package.</summary>
    public sealed class FolderSource(Func<string, byte[]?> read) : RoundSource
    {
        public override byte[]? Bytes(string name, List<Mistake> mistakes) => read(name);
        public override bool Has(TableSchema schema) => read(schema.File) is not null;
        public override Table? Read(TableSchema schema, List<Mistake> mistakes, List<Mistake> warnings) =>
            read(schema.File) is { } bytes ? TableReader.ReadCsv(bytes, schema, schema.File, mistakes, warnings) : null;
    }

    private sealed class WorkbookSource : RoundSource
    {
        private static readonly string[] Files = ["call.json", "indicators.json"];
        private readonly Workbook workbook;

        /// <summary>A hidden sheet is no part of the round, and a sheet whose name means nothing is not read: both are said.</summary>
        public WorkbookSource(Workbook workbook, string file, List<Mistake> mistakes, List<Mistake> warnings)
        {
            this.workbook = workbook;
            mistakes.AddRange(workbook.HiddenNames.Where(n => TableSchema.All.Any(s => s.IsSheet(n)))
                .Select(n => new Mistake(file, null, "", "SheetHidden", n)));
            mistakes.AddRange(TableSchema.All.Select(s => workbook.Names.Where(s.IsSheet).ToList()).Where(n => n.Count > 1)
                .Select(n => new Mistake(file, null, "", "SheetsOfOneTable", string.Join(", ", n))));
            var unread = workbook.Names.Where(n => !TableSchema.All.Any(s => s.IsSheet(n)) && !IsNamedTree(n)
                && !Files.Any(f => IsFile(n, f))).ToList();
            if (unread.Count > 0)
            {
                warnings.Add(new Mistake(file, null, "", "SheetsUnread", string.Join(", ", unread)));
            }
        }

        private static bool IsNamedTree(string sheet) =>
            sheet.LastIndexOf('.') is > 0 and var dot && (TableSchema.Indicators with { Part = sheet[(dot + 1)..] }).IsSheet(sheet);

        public override bool Has(TableSchema schema) => SheetOf(schema) is not null;

        public override Table? Read(TableSchema schema, List<Mistake> mistakes, List<Mistake> warnings) =>
            SheetOf(schema) is { } name && workbook.Read(name, mistakes) is { } sheet
                ? TableReader.ReadSheet(sheet, schema, schema.File, mistakes, warnings) : null;

        /// <summary>
        /// A sheet call.json (or call) holds JSON text in column A, or keys in A and values in B: "allocation.minScore", 60.
        /// </summary>
        public override byte[]? Bytes(string name, List<Mistake> mistakes)
        {
            if (workbook.Names.FirstOrDefault(n => IsFile(n, name)) is not { } found || workbook.Read(found, mistakes) is not { } sheet)
            {
                return null;
            }
            mistakes.AddRange(
                from line in sheet.Lines
                from cell in line.Cells
                where cell.Fault is not null && cell.Column <= 2
                select new Mistake(name, line.Number, cell.Column == 1 ? "A" : "B", cell.Fault ?? "", CellReader.Shown(cell.Text)));
            var rows = sheet.Lines.Select(l => (Key: TextAt(l, 1), Value: TextAt(l, 2))).ToList();
            if (rows.Count > 0 && rows[0].Key.StartsWith('{'))
            {
                return System.Text.Encoding.UTF8.GetBytes(string.Join('\n', rows.Select(r => r.Key)));
            }
            if (name != "call.json")
            {
                return null;
            }
            var json = new System.Text.Json.Nodes.JsonObject();
            foreach (var (key, value) in rows.Where(r => r.Key.Length > 0 && r.Key is not ("key" or "键")))
            {
                var at = json;
                var path = key.Split('.');
                foreach (var part in path[..^1])
                {
                    at[part] ??= new System.Text.Json.Nodes.JsonObject();
                    at = at[part] as System.Text.Json.Nodes.JsonObject ?? at;
                }
                at[path[^1]] = value;
            }
            return Json.Bytes(json);

            static string TextAt(Line line, int column) => line.Cells.FirstOrDefault(c => c.Column == column).Text?.Trim() ?? "";
        }

        protected override void Dispose(bool disposing)
        {
            workbook.Dispose();
            base.Dispose(disposing);
        }

        private static bool IsFile(string sheet, string file) => Written.Key(sheet) is var key
            && (key == file || key == Path.GetFileNameWithoutExtension(file));

        private string? SheetOf(TableSchema schema) => workbook.Names.FirstOrDefault(schema.IsSheet);
    }
}
