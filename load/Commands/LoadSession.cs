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
        var failures = new List<ScenarioFailure>();
        if (!HasFolder(screen))
        {
            return ExitCode.Failed;
        }

        foreach (var name in names)
        {
            try
            {
                results.Add(await new ScenarioRun(ScenarioCatalog.Find(name, options), options, time, screen).RunAsync(signals.Stop));
            }
#pragma warning disable CA1031 // Whatever goes wrong in one scenario must not take away what the others have measured.
            catch (Exception e)
#pragma warning restore CA1031
            {
                // A terminal sends Ctrl-C to the program under test too, so its end before anything was measured is no failure then.
                var failure = Failure(name, e, signals.Stop.IsCancellationRequested);
                failures.Add(failure);
                screen.Say($"gridflow-load: {name}: {failure.Message}");
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
            Failures = failures,
        };
        await PublishAsync(report, screen);
        return Exit.Code(report);
    }

    internal static ScenarioFailure Failure(string name, Exception e, bool interrupted) => new(
        name,
        Masked.Text(interrupted ? "interrupted before anything was measured" : e is ScenarioFailedException ? e.Message : $"unexpected {e.GetType().Name}: {e.Message}"));

    /// <summary>Before anything runs: a report that has no place to go to after an hour is an hour lost.</summary>
    private bool HasFolder(TerminalScreen screen)
    {
        try
        {
            _ = folder is null ? null : Directory.CreateDirectory(folder);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            screen.Say($"gridflow-load: --report {folder}: {e.Message}");
            return false;
        }
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
        public static int Code(LoadReport report) =>
            report.Interrupted ? ExitCode.Interrupted : !report.Held ? ExitCode.Failed : ExitCode.Done;
    }
}
