using GridFlow.Control.CommandLine;
using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;
using GridFlow.Control.Terminal;
using GridFlow.Control.Topics;
using Spectre.Console;

namespace GridFlow.Control.Reconciliation;

/// <summary><c>gridflow reconcile</c>.</summary>
internal static class ReconcileCommand
{
    public static async Task<int> ExecuteAsync(ReconcileArguments arguments, IConfigurationRoot configuration, TimeProvider time)
    {
        using var signals = new StopSignals();
        try
        {
            return await RunAsync(arguments, SettingsReader.Read(configuration), ReportConsole.Open(), Console.Error, time, signals.Stop);
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    /// <summary>Compares and prints.</summary>
    internal static async Task<int> RunAsync(
        ReconcileArguments arguments, GridFlowSettings settings, IAnsiConsole console, TextWriter error, TimeProvider time, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var (since, until) = (arguments.Since?.At(now), arguments.Until?.At(now));
        if (since >= until)
        {
            await error.WriteLineAsync("gridflow: --since must be before --until.");
            return ExitCode.BadArguments;
        }

        var rows = await new ReconcileRun(settings, new ReadProgress(error, time), time).RunAsync(since, until, stop);
        var report = ReconcileReport.Of(since, until, rows);
        var view = new ReconcileView(console);
        if (arguments.Json)
        {
            view.Json(report);
        }
        else
        {
            view.Show(report);
        }

        return report.Ok ? ExitCode.Done : ExitCode.Failed;
    }
}
