using GridFlow.Control.CommandLine;
using GridFlow.Control.Hosting;
using GridFlow.Load.Scenarios;
using GridFlow.Load.Scenarios.Reporting;
using GridFlow.Load.Scenarios.Running;
using GridFlow.Load.Scenarios.Targets;
using GridFlow.Telemetry;
using Spectre.Console;

namespace GridFlow.Load.Commands;

/// <summary>Runs scenarios one after the other, reports, and turns what came of it into an exit code.</summary>
/// <param name="options">What is asked for.</param>
/// <param name="arguments">The command line, for the report.</param>
/// <param name="folder">Where report files go; null for none.</param>
/// <param name="json">Whether standard output is one JSON object.</param>
/// <param name="time">The clock.</param>
internal sealed class LoadSession(RunOptions options, IReadOnlyList<string> arguments, string? folder, bool json, TimeProvider time)
{
    private const int Width = 140;

    public async Task<int> RunAsync(IReadOnlyList<string> names)
    {
        using var signals = new StopSignals();
        var screen = new TerminalScreen(Console.Error, !Console.IsErrorRedirected, time);
        var (startedAt, results) = (time.GetUtcNow(), new List<ScenarioResult>());
        var failed = false;
        foreach (var name in names)
        {
            try
            {
                results.Add(await new ScenarioRun(ScenarioCatalog.Find(name, options), options, time, screen).RunAsync(signals.Stop));
            }
            catch (ScenarioFailedException e)
            {
                failed = true;
                screen.Say($"gridflow-load: {name}: {e.Message}");
            }
            catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
            {
                screen.Say($"gridflow-load: {name}: interrupted before anything was measured");
            }

            if (signals.Stop.IsCancellationRequested)
            {
                break;
            }
        }

        var interrupted = signals.Stop.IsCancellationRequested;
        var report = new LoadReport
        {
            Version = ProductVersion.Text,
            StartedAt = startedAt,
            CommandLine = RunEnvironment.CommandLine(arguments),
            Environment = RunEnvironment.Describe(options),
            Interrupted = interrupted,
            Scenarios = results,
        };
        await PublishAsync(report, screen);
        return Exit.Code(report, failed);
    }

    private async Task PublishAsync(LoadReport report, TerminalScreen screen)
    {
        if (json)
        {
            Console.WriteLine(JsonReport.Write(report, indented: false));
        }
        else
        {
            // A pipe has no width of its own, and a table that is cut to 80 columns cannot be read.
            AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, Width);
            TextReport.Print(report, AnsiConsole.Console);
        }

        if (folder is not null)
        {
            screen.Say($"report: {await ReportFiles.WriteAsync(report, folder)}");
        }
    }

    /// <summary>Exit codes of the contract.</summary>
    internal static class Exit
    {
        public static int Code(LoadReport report, bool failed) =>
            report.Interrupted ? ExitCode.Interrupted : failed || !report.Held ? ExitCode.Failed : ExitCode.Done;
    }
}
