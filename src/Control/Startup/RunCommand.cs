using GridFlow.Checkpoints;
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
        using var slot = ClaimSlot(settings);
        settings.Checkpoints.TransactionalId = slot.TransactionalId;
        using var signals = new StopSignals();
        await using var instance = new Instance(settings, configuration, time, ConsoleLogging(arguments.JsonLogs));
        var log = instance.Loggers.CreateLogger("GridFlow.Control.Startup");
        await instance.StartServingAsync();
        try
        {
            var patience = new StartupPatience(settings.Control.StartupTimeout, instance.State, time, log);
            await new KafkaStartup(settings.Kafka, patience, log).RunAsync(arguments.CreateTopics, signals.Stop);
            await new RegistryStartup(instance.Registry, settings.Kafka, patience, log).RunAsync(signals.Stop);
            await new DeliveryStartup(settings, slot.TransactionalId, patience, time, log).RunAsync(signals.Stop);
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            return ExitCode.Done;
        }

        return await instance.RunPipelineAsync(signals.Stop) ? ExitCode.Done : ExitCode.Failed;
    }

    private static InstanceSlot ClaimSlot(GridFlowSettings settings)
    {
        if (settings.Checkpoints.TransactionalId is not { Length: > 0 } id)
        {
            return InstanceSlot.Claim(settings.Kafka.GroupId);
        }

        return InstanceSlot.TryClaim(id) ?? throw new StartupFailedException(
            $"transactional.id {id} is in use by another process on this host.\nGive each instance its own. {SettingAdvice.For("Checkpoints:TransactionalId")}");
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
