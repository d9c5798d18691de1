using System.CommandLine;
using GridFlow.Load.Benchmarks;
using GridFlow.Load.Commands;

namespace GridFlow.Load;

/// <summary>The benchmarks as commands. Each prints a table, or one JSON object with <c>--json</c>.</summary>
internal static class BenchmarkCommands
{
    private static Option<bool> Json => SharedOptions.Json;

    public static Command Build() => new("bench", "Measure, each beside a reference in the same run.")
    {
        Graph(), Memory(), Snapshot(), SnapshotFile(), KafkaCommand.Build(), DeliveryCommand.Build(), LatencyCommand.Build(), RecoveryCommand.Build(), ArchiveCommand.Build(), InfluxCommand.Build(), SubscribersCommand.Build(),
    };

    private static Command Graph()
    {
        var meters = new Option<int[]>("--meters") { Description = "Meters; one run each.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1_000, 10_000, 100_000] };
        var seconds = new Option<int>("--seconds") { Description = "Length of one run.", DefaultValueFactory = _ => 6 };
        var threshold = new Option<double>("--threshold-sigma") { Description = "Detection threshold; 1000 finds nothing and shows the cost without anomalies.", DefaultValueFactory = _ => 2.5 };
        var command = new Command("graph", "Framed bytes to encoded anomaly in memory, beside the same work without a graph.") { meters, seconds, threshold, Json };
        command.SetAction(async (parsed, _) =>
        {
            var table = new Report("meters", "readings/s", "per core", "CPU ns/reading", "B/reading", "anomalies %", "direct ns/reading", "graph ÷ direct");
            foreach (var count in parsed.GetValue(meters)!)
            {
                var result = await new GraphBenchmark(count, partitions: 8, parsed.GetValue(seconds), parsed.GetValue(threshold)).RunAsync();
                table.Add(
                    result.Meters,
                    result.Graph.ReadingsPerSecond,
                    result.Graph.ReadingsPerCoreSecond,
                    result.Graph.NanosecondsPerReading,
                    result.Graph.AllocatedBytesPerReading,
                    100.0 * result.Graph.Anomalies / result.Graph.Readings,
                    result.Direct.NanosecondsPerReading,
                    result.Graph.NanosecondsPerReading / result.Direct.NanosecondsPerReading);
            }

            table.Print(parsed.GetValue(Json));
        });
        return command;
    }

    private static Command Memory()
    {
        var meters = new Option<int>("--meters") { Description = "Meters.", DefaultValueFactory = _ => 100_000 };
        var command = new Command("memory", "Bytes of detector state a meter, with 300 readings of three channels in every window.") { meters, Json };
        command.SetAction(async (parsed, _) =>
        {
            var result = await new MemoryBenchmark(parsed.GetValue(meters)).RunAsync();
            var table = new Report("meters", "managed B/meter", "resident B/meter", "windows B/meter", "bare samples B/meter");
            table.Add(result.Meters, result.ManagedBytesPerMeter, result.ResidentBytesPerMeter, result.WindowBytesPerMeter, 300 * 16);
            table.Print(parsed.GetValue(Json));
        });
        return command;
    }

    private static Command Snapshot()
    {
        var meters = new Option<int>("--meters") { Description = "Meters, all in one partition.", DefaultValueFactory = _ => 100_000 };
        var rounds = new Option<int>("--rounds") { Description = "Snapshots; a first one is not counted.", DefaultValueFactory = _ => 10 };
        var command = new Command("snapshot", "A lane's batches while a snapshot runs, beside those of the same lane while none does.") { meters, rounds, Json };
        command.SetAction(async (parsed, _) =>
        {
            var r = await new SnapshotBenchmark(parsed.GetValue(meters), parsed.GetValue(rounds), new CountingTarget()).RunAsync();
            var table = new Report(
                "meters",
                "snapshot",
                "longest ms",
                "longest CPU ms",
                "p99 CPU ms",
                "readings per CPU s",
                "state MB",
                "took ms",
                "in one go CPU ms",
                "restore MB/CPU s");
            foreach (var (name, times) in new[] { ("none", r.Alone), ("running", r.With) })
            {
                table.Add(
                    r.Meters,
                    name,
                    times.LongestMs,
                    times.LongestCpuMs,
                    times.NinetyNinthCpuMs,
                    times.ReadingsPerCpuSecond,
                    r.StateBytes / 1e6,
                    r.Took.TotalMilliseconds,
                    r.InOneGo.TotalMilliseconds,
                    r.RestoreMegabytesPerSecond);
            }

            table.Print(parsed.GetValue(Json));
        });
        return command;
    }

    private static Command SnapshotFile()
    {
        var meters = new Option<int>("--meters") { Description = "Meters.", DefaultValueFactory = _ => 5_000 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds; the best counts.", DefaultValueFactory = _ => 10 };
        var command = new Command("snapshot-file", "Size and speed of snapshots on one core, beside zstd alone; simulated grid, full windows.") { meters, rounds, Json };
        command.SetAction(async (parsed, _) =>
        {
            var table = new Report("what", "state MB", "state ÷ stored", "write MB/s", "read MB/s");
            foreach (var speed in await new SnapshotFileBenchmark(parsed.GetValue(meters), parsed.GetValue(rounds)).RunAsync())
            {
                table.Add(speed.What, speed.StateBytes / 1e6, speed.Ratio, speed.WriteMBps, speed.ReadMBps);
            }

            table.Print(parsed.GetValue(Json));
        });
        return command;
    }
}
