using System.CommandLine;
using System.Globalization;
using GridFlow.Load.Benchmarks;
using GridFlow.Topology;

namespace GridFlow.Load.Commands;

/// <summary><c>bench delivery</c>.</summary>
internal static class DeliveryCommand
{
    public static Command Build()
    {
        var meters = new Option<int>("--meters") { Description = "Meters.", DefaultValueFactory = _ => 10_000 };
        var readings = new Option<int>("--readings") { Description = "Readings in the topic.", DefaultValueFactory = _ => 5_000_000 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds; a first one is not counted.", DefaultValueFactory = _ => 3 };
        var minInterval = new Option<int>("--min-interval-ms") { Description = "Least time between two commits.", DefaultValueFactory = _ => 20 };
        var blockCapacity = new Option<int>("--block-capacity") { Description = "Batches in front of each stage.", DefaultValueFactory = _ => 8 };
        var command = new Command("delivery", "The pipeline from a real Kafka: exactly-once beside at-least-once over the same topic.")
        {
            SharedOptions.Bootstrap, meters, readings, rounds, minInterval, blockCapacity, SharedOptions.Json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var benchmark = new DeliveryBenchmark(
                parsed.GetValue(SharedOptions.Bootstrap)!,
                parsed.GetValue(meters),
                parsed.GetValue(readings),
                partitions: 8,
                TimeSpan.FromMilliseconds(parsed.GetValue(minInterval)),
                new PipelineOptions { BlockCapacity = parsed.GetValue(blockCapacity) },
                SharedOptions.Progress);
            var results = (await benchmark.RunAsync(1 + parsed.GetValue(rounds))).Skip(1).ToList();
            var lines = results.Select(Line).ToList();
            var table = new Report(
                "round", "exactly-once readings/s", "CPU s/M", "at-least-once readings/s", "CPU s/M (at least)", "exactly ÷ at-least", "anomalies %", "transactions", "commit p50 ms", "commit p99 ms");
            for (var i = 0; i < lines.Count; i++)
            {
                table.Add([(i + 1).ToString(CultureInfo.InvariantCulture), .. lines[i].Cast<object>()]);
            }

            table.Add(["median", .. Enumerable.Range(0, lines[0].Length).Select(column => (object)Median(lines.Select(line => line[column])))]);
            table.Print(parsed.GetValue(SharedOptions.Json));
        });
        return command;
    }

    private static double[] Line(DeliveryRound round) =>
    [
        round.ExactlyOnce.ReadingsPerSecond,
        round.ExactlyOnce.CpuSecondsPerMillion,
        round.AtLeastOnce.ReadingsPerSecond,
        round.AtLeastOnce.CpuSecondsPerMillion,
        round.Ratio,
        100.0 * round.ExactlyOnce.Anomalies / round.ExactlyOnce.Readings,
        round.Commits.TotalCount,
        round.Commits.GetValueAtPercentile(50) / 1000.0,
        round.Commits.GetValueAtPercentile(99) / 1000.0,
    ];

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
