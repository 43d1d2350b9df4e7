using System.Text;

namespace GrantReview.Web.Tests.Files;

/// <summary>A small valid round in a folder of its own; a test changes one thing.</summary>
public sealed class RoundFolder : IDisposable
{
    public RoundFolder()
    {
        Write("call.json", """
            { "code": "T1", "name": { "en": "Test", "zh-CN": "测试" }, "categories": [ { "code": "all" } ],
              "assignment": { "expertsPerApplication": 1 }, "allocation": { "amountEach": "100", "quotas": [ { "id": "places", "measure": "count", "max": "1" } ] } }
            """);
        Write("indicators.csv", "code,parent,name,weight,kind\na,,能力,60,\nb,,效益,40,\n");
        Write("applications.csv", "id,title,category,unit,pi\nA1,题目一,all,甲公司,张三\nA2,题目二,all,乙公司,李四\n");
        Write("experts.csv", "id,name,unit\nE1,王五,丙大学\nE2,赵六,丁大学\n");
        Write("assignments.csv", "application,expert\nA1,E1\nA2,E2\n");
        Write("scores.csv", "application,expert,indicator,score,reason\nA1,E1,a,50,\nA1,E1,b,30,\nA2,E2,a,40,\nA2,E2,b,20,\n");
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("grantreview-round-").FullName;
    public string File(string name) => System.IO.Path.Combine(Path, name);
    public string Text(string name) => System.IO.File.ReadAllText(File(name));
    public void Write(string name, string text) => System.IO.File.WriteAllText(File(name), text, new UTF8Encoding(false));
    public void Write(string name, byte[] content) => System.IO.File.WriteAllBytes(File(name), content);
    public void Replace(string name, string old, string changed) => Write(name, Text(name).Replace(old, changed, StringComparison.Ordinal));
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
