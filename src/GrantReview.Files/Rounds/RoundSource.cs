using ClosedXML.Excel;

namespace GrantReview.Files.Rounds;

/// <summary>Where a round's files come from: a folder, or a workbook with one sheet per file name.</summary>
internal abstract class RoundSource : IDisposable
{
    public static RoundSource? Open(string path, List<Mistake> mistakes)
    {
        if (Directory.Exists(path))
        {
            return new FolderSource(name => Path.Combine(path, name) is var file && File.Exists(file) ? File.ReadAllBytes(file) : null);
        }
        var name = Path.GetFileName(path);
        if (!File.Exists(path))
        {
            mistakes.Add(new Mistake(name.Length > 0 ? name : path, null, "", "PathMissing"));
            return null;
        }
        return TableReader.OpenWorkbook(File.ReadAllBytes(path), name, mistakes) is { } workbook ? new WorkbookSource(workbook) : null;
    }

    /// <summary>The bytes of a file that is not a table, or null.</summary>
    public abstract byte[]? Bytes(string name, List<Mistake> mistakes);

    public abstract bool Has(TableSchema schema);
    public abstract Table? Read(TableSchema schema, List<Mistake> mistakes);

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
        public override Table? Read(TableSchema schema, List<Mistake> mistakes) =>
            read(schema.File) is { } bytes ? TableReader.ReadCsv(bytes, schema, schema.File, mistakes) : null;
    }

    private sealed class WorkbookSource(XLWorkbook workbook) : RoundSource
    {
        public override bool Has(TableSchema schema) => SheetOf(schema) is not null;

        public override Table? Read(TableSchema schema, List<Mistake> mistakes) =>
            SheetOf(schema) is { } sheet ? TableReader.ReadSheet(sheet, schema, schema.File, mistakes) : null;

        /// <summary>A sheet call.json (or call) holds JSON text in column A, or keys in A and values in B: "allocation.minScore", 60.</summary>
        public override byte[]? Bytes(string name, List<Mistake> mistakes)
        {
            var sheet = workbook.Worksheets.FirstOrDefault(s => s.Name == name || s.Name == Path.GetFileNameWithoutExtension(name));
            if (sheet is null)
            {
                return null;
            }
            var rows = sheet.RowsUsed().Select(r => (Key: TableReader.TextOf(r.Cell(1)).Trim(), Value: TableReader.TextOf(r.Cell(2)).Trim())).ToList();
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
        }

        protected override void Dispose(bool disposing)
        {
            workbook.Dispose();
            base.Dispose(disposing);
        }

        private IXLWorksheet? SheetOf(TableSchema schema) =>
            workbook.Worksheets.FirstOrDefault(s => s.Name == schema.Name || s.Name == schema.File || s.Name == schema.ChineseName);
    }
}
