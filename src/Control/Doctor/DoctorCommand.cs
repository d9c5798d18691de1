using GridFlow.Control.CommandLine;
using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;
using GridFlow.Control.Terminal;
using Spectre.Console;

namespace GridFlow.Control.Doctor;

/// <summary><c>gridflow doctor</c>.</summary>
internal static class DoctorCommand
{
    public static async Task<int> ExecuteAsync(DoctorArguments arguments, IConfigurationRoot configuration, TimeProvider time)
    {
        using var signals = new StopSignals();
        try
        {
            return await RunAsync(arguments, SettingsReader.Read(configuration), ReportConsole.Open(), time, signals.Stop);
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    /// <summary>Checks and prints.</summary>
    internal static async Task<int> RunAsync(DoctorArguments arguments, GridFlowSettings settings, IAnsiConsole console, TimeProvider time, CancellationToken stop)
    {
        using var checks = new DoctorChecks(settings, arguments.Timeout, time);
        var report = await new DoctorRun(checks.All, arguments.Timeout, time).RunAsync(stop);
        var view = new DoctorView(console);
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
