using Spectre.Console;

namespace GridFlow.Load.Scenarios.Reporting;

/// <summary>The report for a terminal and for a file.</summary>
internal static class TextReport
{
    private const int FileWidth = 140;

    /// <summary>Without colours, as wide as a file may be.</summary>
    public static string Write(LoadReport report)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = FileWidth;
        console.Profile.Capabilities.Unicode = true;
        Print(report, console);
        return string.Join('\n', text.ToString().Split('\n').Select(line => line.TrimEnd()));
    }

    public static void Print(LoadReport report, IAnsiConsole console)
    {
        foreach (var scenario in report.Scenarios)
        {
            console.WriteLine();
            console.MarkupLineInterpolated($"[bold]{scenario.Name}[/]: {scenario.Summary}");
            console.WriteLine($"{string.Join("; ", scenario.Load)}; {scenario.DurationS} s in all");
            console.Write(Steps(scenario));
            console.Write(Thresholds(scenario));
            foreach (var (name, value) in Wording.Rows(scenario.Counts))
            {
                console.WriteLine($"  {name}: {value}");
            }

            foreach (var note in scenario.Notes.Concat(scenario.Steps.SelectMany(step => step.Failures.Select(failure => $"{step.Name}: {failure.Value:N0} × {failure.Key}"))))
            {
                console.WriteLine($"  {note}");
            }

            console.MarkupLineInterpolated(scenario.Interrupted ? (FormattableString)$"{Wording.Verdict(scenario)}" : scenario.Held ? (FormattableString)$"[green]{Wording.Verdict(scenario)}[/]" : $"[red]{Wording.Verdict(scenario)}[/]");
        }

        foreach (var failure in report.Failures)
        {
            console.WriteLine();
            console.MarkupLineInterpolated($"[bold]{failure.Name}[/]: [red]no result[/]: {failure.Message}");
        }

        console.WriteLine();
        console.WriteLine(string.Join(", ", report.Environment.Select(pair => $"{pair.Key}: {pair.Value}")));
        console.WriteLine(report.CommandLine);
    }

    private static Table Steps(Running.ScenarioResult scenario)
    {
        var table = new Table { Border = TableBorder.Simple, Title = new TableTitle("latency from the intended time, ms") };
        foreach (var column in Wording.StepColumns)
        {
            table.AddColumn(new TableColumn(column) { Alignment = column == Wording.StepColumns[0] ? Justify.Left : Justify.Right, NoWrap = true });
        }

        foreach (var step in scenario.Steps)
        {
            table.AddRow(Wording.Row(step).Select(Markup.Escape).ToArray());
        }

        return table;
    }

    private static Table Thresholds(Running.ScenarioResult scenario)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("threshold", "limit", "measured", "");
        foreach (var threshold in scenario.Thresholds)
        {
            table.AddRow(Markup.Escape(threshold.Name), Markup.Escape(threshold.LimitText), Markup.Escape(threshold.ValueText), scenario.Interrupted ? Wording.NotJudged : threshold.Held ? "[green]held[/]" : "[red]BROKEN[/]");
        }

        return table;
    }
}
