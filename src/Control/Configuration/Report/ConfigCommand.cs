using GridFlow.Control.CommandLine;
using GridFlow.Control.Terminal;
using Spectre.Console;

namespace GridFlow.Control.Configuration.Report;

/// <summary><c>gridflow config show | check</c>.</summary>
internal static class ConfigCommand
{
    public static Task<int> ExecuteAsync(ConfigArguments arguments, IConfigurationRoot configuration, string? configFile) =>
        Task.FromResult(Run(arguments, configuration, configFile, ReportConsole.Open(), Console.Error));

    /// <summary>Prints.</summary>
    internal static int Run(ConfigArguments arguments, IConfigurationRoot configuration, string? configFile, IAnsiConsole console, TextWriter error)
    {
        var report = ConfigReport.Of(configuration, configFile);
        var view = new ConfigView(console);
        if (arguments.Json)
        {
            view.Json(arguments, report);
        }
        else if (arguments.Task == ConfigTask.Show)
        {
            view.Show(report, arguments.All);
        }
        else if (report.Ok)
        {
            view.Good(report);
        }

        if (!report.Ok && !arguments.Json)
        {
            error.WriteLine($"gridflow: {new InvalidConfigurationException(report.Faults).Message}");
        }

        return report.Ok ? ExitCode.Done : ExitCode.InvalidConfiguration;
    }
}
