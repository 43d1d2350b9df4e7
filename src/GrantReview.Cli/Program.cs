using System.CommandLine;
using System.Globalization;
using GrantReview.Cli;

Console.OutputEncoding = System.Text.Encoding.UTF8;
return CommandLine.Run(args, Console.Out, Console.Error);

namespace GrantReview.Cli
{
    /// <summary>The program `grantreview`. Exit 0 done; 1 the answer is no; 2 bad input; 3 a bug.</summary>
    public static class CommandLine
    {
        public const int Done = 0;
        public const int No = 1;
        public const int BadInput = 2;
        private const int Bug = 3;

        public static int Run(string[] args, TextWriter output, TextWriter error)
        {
            var language = new Option<string>("--language") { Description = "Language of messages and workbooks: zh-CN or en.",
                Recursive = true, DefaultValueFactory = _ => Usual };
            language.AcceptOnlyFromAmong("zh-CN", "en");
            var root = new RootCommand(
                "GrantReview on files: score, rank, assign, calibrate, allocate and verify, the same engine as the web application.")
            {
                language,
                EvaluateCommand.Create(language), AssignCommand.Create(language), CalibrateCommand.Create(language),
                AllocateCommand.Create(language),
                VerifyCommand.Create(language), TemplatesCommand.Create(language), DrawCommand.Create(language),
            };
            var parsed = root.Parse(args);
            var configuration = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
            try
            {
                var code = parsed.Invoke(configuration);
                return parsed.Errors.Count > 0 ? BadInput : code;
            }
            catch (IOException e)
            {
                error.WriteLine(e.Message);
                return BadInput;
            }
            catch (UnauthorizedAccessException e)
            {
                error.WriteLine(e.Message);
                return BadInput;
            }
            catch (Exception e)
            {
                error.WriteLine("This is a bug in GrantReview; please report it with the text below.");
                error.WriteLine(e);
                return Bug;
            }
        }

        private static string Usual =>
            CultureInfo.CurrentUICulture.Name.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? "zh-CN" : "en";
    }
}
