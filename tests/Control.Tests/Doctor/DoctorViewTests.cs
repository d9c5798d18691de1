using Spectre.Console;
using Xunit;

namespace GridFlow.Control.Doctor;

public sealed class DoctorViewTests
{
    [Fact]
    public void Show_AllLookedAtAndWell_SaysSo() => Assert.EndsWith("gridflow run has all it needs\n", Text(new Finding(Verdict.Ok, "a", "fine")), StringComparison.Ordinal);

    [Fact]
    public void Show_SomethingSkipped_DoesNotSayThatAllIsThere()
    {
        var text = Text(new Finding(Verdict.Ok, "a", "fine"), new Finding(Verdict.Advice, "b", "slow", "do"), new Finding(Verdict.Skipped, "c", "not checked: away"));

        Assert.EndsWith("no problem found, 1 could be better, 1 could not be checked\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Show_ProblemAndSkipped_CountsBoth() =>
        Assert.EndsWith("1 problem, 1 could not be checked\n", Text(new Finding(Verdict.Problem, "a", "broken", "mend"), new Finding(Verdict.Skipped, "b", "not checked: away")), StringComparison.Ordinal);

    private static string Text(params Finding[] findings)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        new DoctorView(console).Show(DoctorReport.Of(findings));
        return output.ToString().ReplaceLineEndings("\n");
    }
}
