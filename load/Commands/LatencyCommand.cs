using System.CommandLine;
using GridFlow.Checkpoints;
using GridFlow.Load.Benchmarks.Latency;

namespace GridFlow.Load.Commands;

/// <summary><c>bench latency</c>.</summary>
internal static class LatencyCommand
{
    private const string ExactlyOnce = "exactly-once";

    public static Command Build()
    {
        var delivery = new Option<string>("--delivery") { Description = "What the pipeline promises.", DefaultValueFactory = _ => ExactlyOnce }.AcceptOnlyFromAmong(ExactlyOnce, "at-least-once");
        var rate = new Option<int>("--event-rate") { Description = "Readings per second.", DefaultValueFactory = _ => 10_000 };
        var meters = new Option<int>("--meters") { Description = "Meters.", DefaultValueFactory = _ => 10_000 };
        var seconds = new Option<int>("--seconds") { Description = "How long.", DefaultValueFactory = _ => 60 };
        var producer = Properties("--producer", "A property of the pipeline's producer, name=value, for experiments.");
        var consumer = Properties("--consumer", "A property of the pipeline's consumer, name=value, for experiments.");
        var minInterval = new Option<int>("--min-interval-ms") { Description = "Least time between two commits.", DefaultValueFactory = _ => 20 };
        var archive = new Option<string>("--archive")
        {
            Description = "Measure in turns without and with an archive beside the pipeline.",
            DefaultValueFactory = _ => BenchmarkArchive.None,
        }.AcceptOnlyFromAmong(BenchmarkArchive.None, BenchmarkArchive.Folder, BenchmarkArchive.Gone);
        var rounds = new Option<int>("--rounds") { Description = "Rounds of such turns.", DefaultValueFactory = _ => 3 };
        var command = new Command("latency", "Broker timestamp to anomaly in the hands of a read_committed reader, beside a bare record.")
        {
            SharedOptions.Bootstrap, delivery, rate, meters, seconds, producer, consumer, minInterval, archive, rounds, SharedOptions.Json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var setup = new LatencySetup(
                parsed.GetValue(SharedOptions.Bootstrap)!,
                parsed.GetValue(delivery) == ExactlyOnce ? Delivery.ExactlyOnce : Delivery.AtLeastOnce,
                parsed.GetValue(rate),
                parsed.GetValue(meters),
                TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                TimeSpan.FromMilliseconds(parsed.GetValue(minInterval)),
                Parse(parsed.GetValue(producer)!),
                Parse(parsed.GetValue(consumer)!),
                parsed.GetValue(archive)!);
            var json = parsed.GetValue(SharedOptions.Json);
            if (setup.Archive == BenchmarkArchive.None)
            {
                Table(await new LatencyBenchmark(setup, SharedOptions.Progress).RunAsync()).Print(json);
                return;
            }

            var (rows, p50Ratio, p99Ratio) = await new ArchiveLatencyBenchmark(setup, parsed.GetValue(rounds), SharedOptions.Progress).RunAsync();
            var table = Table(rows);
            table.Add("with / without, median", "", p50Ratio, "", p99Ratio, "", "");
            table.Print(json);
        });
        return command;
    }

    /// <summary>One line for each row.</summary>
    public static Report Table(IEnumerable<LatencyRow> rows)
    {
        var table = new Report("what", "count", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "max ms");
        foreach (var (what, histogram) in rows)
        {
            double Quantile(double percent) => histogram.TotalCount == 0 ? 0 : histogram.GetValueAtPercentile(percent) / 1000.0;
            table.Add(what, histogram.TotalCount, Quantile(50), Quantile(90), Quantile(99), Quantile(99.9), Quantile(100));
        }

        return table;
    }

    private static Option<string[]> Properties(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };

    private static Dictionary<string, string> Parse(string[] pairs) => pairs.Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
}
