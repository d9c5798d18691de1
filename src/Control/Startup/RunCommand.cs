using GridFlow.Control.CommandLine;
using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;

namespace GridFlow.Control.Startup;

/// <summary><c>gridflow run</c>: the pipeline and its control plane against configured servers.</summary>
internal static class RunCommand
{
    public static async Task<int> ExecuteAsync(RunArguments arguments, IConfigurationRoot configuration, TimeProvider time)
    {
        var settings = SettingsReader.Read(configuration);
        ListenerPorts.Claim(settings);
        using var signals = new StopSignals();
        await using var instance = new Instance(settings, configuration, time, ConsoleLogging(arguments.JsonLogs));
        var log = instance.Loggers.CreateLogger("GridFlow.Control.Startup");
        await instance.StartServingAsync();
        try
        {
            var patience = new StartupPatience(settings.Control.StartupTimeout, instance.State, time, log);
            await new KafkaStartup(settings.Kafka, patience, log).RunAsync(arguments.CreateTopics, signals.Stop);
            await new RegistryStartup(instance.Registry, settings.Kafka, patience, log).RunAsync(signals.Stop);
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            return ExitCode.Done;
        }

        return await instance.RunPipelineAsync(signals.Stop) ? ExitCode.Done : ExitCode.Failed;
    }

    private static Action<ILoggingBuilder> ConsoleLogging(bool json) => json
        ? logging => logging.AddJsonConsole(console =>
        {
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        })
        : logging => logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
}
