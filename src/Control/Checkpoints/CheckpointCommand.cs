using System.Text.Json;
using GridFlow.Checkpoints;
using GridFlow.Checkpoints.Stores;
using GridFlow.Control.CommandLine;
using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;
using GridFlow.Control.Startup;
using GridFlow.Control.Terminal;
using Spectre.Console;

namespace GridFlow.Control.Checkpoints;

/// <summary><c>gridflow checkpoint list | inspect | verify</c>.</summary>
internal static class CheckpointCommand
{
    private const string StoreKey = $"{CheckpointsOptions.Section}:{nameof(CheckpointsOptions.Store)}";

    private static readonly JsonSerializerOptions JsonText = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task<int> ExecuteAsync(CheckpointArguments arguments, IConfigurationRoot configuration, TimeProvider time)
    {
        using var signals = new StopSignals();
        try
        {
            return await RunAsync(arguments, SettingsReader.Read(configuration).Checkpoints, ReportConsole.Open(), time, signals.Stop);
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    /// <summary>Runs one of the commands.</summary>
    /// <exception cref="StartupFailedException">There is no store, or it is away.</exception>
    internal static async Task<int> RunAsync(CheckpointArguments arguments, CheckpointsOptions options, IAnsiConsole console, TimeProvider time, CancellationToken stop)
    {
        using var store = SnapshotStores.Open(options, time)
            ?? throw new StartupFailedException($"{StoreKey} is {SnapshotStores.None}: no snapshots are kept.\n{SettingAdvice.For(StoreKey)}");
        if (store is DirectorySnapshotStore { Exists: false })
        {
            throw new StartupFailedException($"{store.Description} does not exist.\n{SettingAdvice.For(StoreKey)}");
        }

        var view = new CheckpointView(console, store.Description);
        var shelf = new CheckpointShelf(new SnapshotCatalog(store), time);
        try
        {
            return arguments.Task switch
            {
                CheckpointTask.List => await ListAsync(arguments, shelf, view, stop),
                CheckpointTask.Inspect => await InspectAsync(arguments, shelf, view, stop),
                _ => await VerifyAsync(arguments, shelf, view, stop),
            };
        }
        catch (SnapshotStoreException e)
        {
            throw new StartupFailedException($"{e.Message}.\n{SettingAdvice.For(StoreKey)}", e);
        }
        catch (Exception e) when (e is SnapshotTooNewException or FileNotFoundException)
        {
            throw new StartupFailedException(e.Message, e);
        }
    }

    private static async Task<int> ListAsync(CheckpointArguments arguments, CheckpointShelf shelf, CheckpointView view, CancellationToken stop)
    {
        var rows = await shelf.ListAsync(arguments, stop);
        if (arguments.Json)
        {
            view.Line(JsonSerializer.Serialize(new CheckpointList(view.Store, rows), JsonText));
        }
        else
        {
            view.List(rows, IsFiltered(arguments));
        }

        return ExitCode.Done;
    }

    private static async Task<int> InspectAsync(CheckpointArguments arguments, CheckpointShelf shelf, CheckpointView view, CancellationToken stop)
    {
        var inspection = await shelf.InspectAsync(await shelf.FindOneAsync(arguments, stop), stop);
        if (arguments.Json)
        {
            view.Line(JsonSerializer.Serialize(inspection, JsonText));
        }
        else
        {
            view.Inspection(inspection);
        }

        return inspection.Ok ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<int> VerifyAsync(CheckpointArguments arguments, CheckpointShelf shelf, CheckpointView view, CancellationToken stop)
    {
        var entries = await shelf.FindAsync(arguments, stop);
        var checks = new List<CheckpointCheck>();
        foreach (var entry in entries)
        {
            checks.Add(await shelf.CheckAsync(entry, stop));
            if (arguments.Json)
            {
                await Console.Error.WriteLineAsync($"{checks.Count}/{entries.Count} {checks[^1].Name}");
            }
            else
            {
                view.Check(checks[^1], checks.Count, entries.Count);
            }
        }

        var result = new CheckpointVerification(
            view.Store, checks.Count, checks.Count(check => check.Outcome == CheckOutcome.Damaged), checks.Sum(check => check.StoredBytes), checks);
        if (arguments.Json)
        {
            view.Line(JsonSerializer.Serialize(result, JsonText));
        }
        else
        {
            view.Verification(result, IsFiltered(arguments));
        }

        return result.Damaged == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static bool IsFiltered(CheckpointArguments arguments) => arguments is not { Group: null, Topic: null, Partition: null };
}
