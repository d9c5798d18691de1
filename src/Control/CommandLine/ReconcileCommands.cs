using System.CommandLine;

namespace GridFlow.Control.CommandLine;

/// <summary><c>gridflow reconcile</c>.</summary>
internal static class ReconcileCommands
{
    /// <summary>Builds it.</summary>
    /// <param name="action">What runs it.</param>
    /// <param name="config">The option <c>--config</c>.</param>
    public static Command Build(Func<ReconcileArguments, CommonArguments, Task<int>> action, Option<string?> config)
    {
        var since = TimeOptions.Of("--since", "Only records that Kafka got then or later. [default: all it still has]");
        var until = TimeOptions.Of("--until", "Only records that Kafka got before.");
        var json = new Option<bool>("--json") { Description = "One JSON object on stdout, progress on stderr." };
        var command = new Command("reconcile", "Compares Kafka, the archive, the dead letters and InfluxDB; exit code 1 on a difference. Needs no running gridflow.")
        {
            since, until, json, config,
        };
        command.SetAction((parsed, _) => action(
            new ReconcileArguments(parsed.GetValue(since), parsed.GetValue(until), parsed.GetValue(json)), new CommonArguments(parsed.GetValue(config), [])));
        return command;
    }
}
