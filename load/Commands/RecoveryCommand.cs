using System.CommandLine;
using GridFlow.Load.Benchmarks.Recovery;

namespace GridFlow.Load.Commands;

/// <summary><c>bench recovery</c>.</summary>
internal static class RecoveryCommand
{
    public static Command Build()
    {
        var meters = new Option<int[]>("--meters") { Description = "Meters; one run each.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [10_000, 100_000] };
        var rounds = new Option<int>("--rounds")
        {
            Description = "Readings of each meter before the crash; at least 31, so that the windows speak. A full window has 300, which takes long to produce for many meters.",
            DefaultValueFactory = _ => 40,
        };
        var behind = new Option<int>("--behind") { Description = "Readings of each partition between its snapshot and the committed position.", DefaultValueFactory = _ => 10_000 };
        var command = new Command("recovery", "From the making of a pipeline to its first committed anomaly, by part: from snapshots, beside reading a window again.")
        {
            SharedOptions.Bootstrap, meters, rounds, behind, SharedOptions.Json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var table = new Report(
                "meters", "readings/meter", "state from", "start s", "load s", "stored MB", "state MB", "state MB/s", "replay s", "replayed", "replayed/s", "recovered s", "first output s");
            foreach (var count in parsed.GetValue(meters)!)
            {
                var benchmark = new RecoveryBenchmark(
                    parsed.GetValue(SharedOptions.Bootstrap)!, count, parsed.GetValue(rounds), parsed.GetValue(behind), SharedOptions.Progress);
                foreach (var result in await benchmark.RunAsync())
                {
                    Add(table, result, parsed.GetValue(rounds));
                }
            }

            table.Print(parsed.GetValue(SharedOptions.Json));
        });
        return command;
    }

    private static void Add(Report table, RecoveryResult result, int rounds) => table.Add(
        result.Meters,
        rounds,
        result.From,
        result.Start.TotalSeconds,
        result.Load.TotalSeconds,
        result.Snapshots.StoredBytes / 1e6,
        result.Snapshots.StateBytes / 1e6,
        result.Snapshots.StateBytes / 1e6 / result.Load.TotalSeconds,
        result.Replay.TotalSeconds,
        result.ReadingsReplayed,
        result.Replay > TimeSpan.Zero ? result.ReadingsReplayed / result.Replay.TotalSeconds : 0.0,
        (result.Start + result.Load + result.Replay).TotalSeconds,
        result.FirstOutput.TotalSeconds);
}
