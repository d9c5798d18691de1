using GridFlow.Control.CommandLine;
using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;
using GridFlow.Control.Operator.Anomalies;
using GridFlow.Control.Operator.Status;
using GridFlow.Control.Operator.Steering;
using GridFlow.Control.Operator.Watching;
using Grpc.Core;

namespace GridFlow.Control.Operator;

/// <summary>Runs the commands that ask a running instance.</summary>
internal static class OperatorCommand
{
    public static async Task<int> ExecuteAsync(OperatorArguments arguments, IConfigurationRoot configuration, TimeProvider time)
    {
        using var signals = new StopSignals();
        return await RunAsync(arguments, configuration, OperatorConsole.Open(), time, signals.Stop);
    }

    /// <summary>Runs one command.</summary>
    internal static async Task<int> RunAsync(OperatorArguments arguments, IConfigurationRoot configuration, OperatorConsole console, TimeProvider time, CancellationToken stop)
    {
        var endpoint = ControlEndpoint.Of(arguments.Connection, SettingsReader.ReadClient(configuration));
        using var client = new ControlClient(endpoint, arguments.Connection, time, stop);
        var context = new OperatorContext(client, endpoint, console, arguments.Connection.Json, time, stop);
        try
        {
            return await RunAsync(arguments, context);
        }
        catch (Exception e) when (stop.IsCancellationRequested && e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            // To stop is how one ends what runs for ever; anything else has not done what it was asked for.
            return arguments is WatchArguments or AnomaliesArguments { Follow: true } ? ExitCode.Done : ExitCode.Interrupted;
        }
        catch (OutputClosedException)
        {
            return ExitCode.Done;
        }
        catch (RpcException e)
        {
            var failure = ControlFailure.Of(e, endpoint, client.Timeout);
            console.Note(failure.Message);
            return failure.ExitCode;
        }
    }

    private static Task<int> RunAsync(OperatorArguments arguments, OperatorContext context) => arguments switch
    {
        StatusArguments => StatusCommand.RunAsync(context),
        WatchArguments watch => WatchCommand.RunAsync(watch, context),
        AnomaliesArguments anomalies => AnomaliesCommand.RunAsync(anomalies, context),
        PauseArguments { Pause: true } pause => PauseCommand.PauseAsync(pause, context),
        PauseArguments resume => PauseCommand.ResumeAsync(resume, context),
        ThresholdArguments threshold => ThresholdCommand.RunAsync(threshold, context),
        CheckpointNowArguments checkpoint => CheckpointNowCommand.RunAsync(checkpoint, context),
        AuditArguments audit => AuditCommand.RunAsync(audit, context),
        _ => throw new ArgumentException($"No command takes {arguments.GetType().Name}.", nameof(arguments)),
    };
}
