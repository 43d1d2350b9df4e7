using System.Reflection;
using System.Reflection.Emit;
using GrantReview.Files.Packages;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>An evaluation, and the loading of a whole round, happen in jobs: no request computes a result again.</summary>
public class JobsAloneEvaluateTests
{
    /// <summary>What evaluates, wherever it stands.</summary>
    private static readonly MethodBase[] Evaluating =
    [
        .. Methods(typeof(Evaluation), nameof(Evaluation.Run), nameof(Evaluation.Beside)),
        .. Methods(typeof(ResultPackage), nameof(ResultPackage.Write), nameof(ResultPackage.Shown), nameof(ResultPackage.ResultOf)),
    ];

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    [Fact]
    public void Evaluation_IsCalledByJobsAlone() => Assert.Equal(["EvaluationJob"], CallersOf(Evaluating));

    [Fact]
    public void AWholeRound_IsLoadedByJobsAlone() => Assert.All(
        CallersOf(Methods(typeof(StoredRound), nameof(StoredRound.LoadAsync))), c => Assert.EndsWith("Job", c, StringComparison.Ordinal));

    private static MethodBase[] Methods(Type type, params string[] names) =>
        [.. type.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => names.Contains(m.Name))];

    /// <summary>The outermost types of the site whose code calls one of these methods, state machines and lambdas included.</summary>
    private static List<string> CallersOf(MethodBase[] called)
    {
        const BindingFlags all =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return
        [
            .. typeof(DemoRound).Assembly.GetTypes()
                .Where(t => t.GetMethods(all).Cast<MethodBase>().Concat(t.GetConstructors(all)).SelectMany(CalledBy).Any(called.Contains))
                .Select(Outermost).Distinct().Order(StringComparer.Ordinal),
        ];
    }

    private static string Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type.Name;

    /// <summary>Every method that the code of a method calls or takes the address of.</summary>
    private static IEnumerable<MethodBase> CalledBy(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xFE ? unchecked((short)(0xFE00 | code[at + 1])) : (short)code[at];
            var operation = OpCodesByValue[value];
            at += operation.Size;
            if (operation.OperandType == OperandType.InlineMethod
                && Resolve(method, BitConverter.ToInt32(code, at)) is { } found)
            {
                yield return found;
            }
            at += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private static MethodBase? Resolve(MethodBase caller, int token) => caller.Module.ResolveMethod(
        token, caller.DeclaringType?.GetGenericArguments(), caller.IsGenericMethod ? caller.GetGenericArguments() : null);
}
