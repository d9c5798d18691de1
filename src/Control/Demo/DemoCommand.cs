using System.Text.Json;
using GridFlow.Control.CommandLine;
using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;
using GridFlow.Control.Startup;
using GridFlow.Control.Terminal;
using GridFlow.Simulation;
using Microsoft.Extensions.Logging.Console;
using Spectre.Console;

namespace GridFlow.Control.Demo;

/// <summary><c>gridflow demo</c>: broker, registry, meters, pipeline and view in one process.</summary>
internal static class DemoCommand
{
    public static async Task<int> ExecuteAsync(DemoArguments arguments, IConfigurationRoot configuration, TimeProvider time)
    {
        var live = !arguments.Json && !arguments.NoConsole && !Console.IsOutputRedirected;
        IDemoScreen screen = live ? new LiveScreen(AnsiConsole.Console, time) : new PlainScreen(arguments.Json ? Console.Error : Console.Out, time);
        using var signals = new StopSignals();
        var result = await RunAsync(arguments, configuration, screen, live, time, signals.Stop);
        if (arguments.Json)
        {
            // Exactly one line on stdout: scripts read it.
            Console.WriteLine(JsonSerializer.Serialize(result.Summary, DemoJson.Default.DemoSummary));
        }

        foreach (var line in DemoReport.Lines(result))
        {
            await (arguments.Json ? Console.Error : Console.Out).WriteLineAsync(line);
        }

        return result.Drained && result.Refused == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>Starts everything, runs the demo, stops everything.</summary>
    internal static async Task<DemoResult> RunAsync(
        DemoArguments arguments, IConfigurationRoot configuration, IDemoScreen screen, bool live, TimeProvider time, CancellationToken stop)
    {
        var settings = SettingsReader.Read(configuration);
        DemoSettings.RequireUsable(settings);
        ListenerPorts.Claim(settings);
        using var labels = OpenLabels(arguments.DataDirectory);
        using var broker = new EmbeddedBroker(settings.Kafka.Partitions, settings.Kafka.ReadingsTopic, settings.Kafka.AnomaliesTopic, settings.Kafka.DeadLetterTopic, settings.Kafka.ControlTopic);
        DemoSettings.UseEmbedded(settings, broker);
        var warnings = new RecentWarnings(time);
        await using var instance = new Instance(settings, configuration, time, live ? logging => logging.AddProvider(warnings) : LogToStandardError);
        instance.Web.MapSchemaRegistry(new EmbeddedSchemaRegistry());
        await instance.StartServingAsync();
        var run = new DemoRun(settings, arguments, DemoPlan.Of(arguments, settings.Detection), instance, warnings, time);
        return await run.RunAsync(screen, label => labels?.Write(label), stop);
    }

    private static void LogToStandardError(ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.AddFilter<ConsoleLoggerProvider>(null, LogLevel.Warning);
        // A rule for one provider beats the general one of InstanceHost.
        logging.AddFilter<ConsoleLoggerProvider>("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
    }

    private static LabelWriter? OpenLabels(string? directory)
    {
        if (directory is null)
        {
            return null;
        }

        try
        {
            Directory.CreateDirectory(directory);
            return LabelWriter.Create(Path.Combine(directory, "labels.jsonl"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupFailedException($"--data-dir {directory} cannot be written: {e.Message}", e);
        }
    }
}
