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
        var command = new Command("latency", "Broker timestamp to anomaly in the hands of a read_committed reader, beside a bare record.")
        {
            SharedOptions.Bootstrap, delivery, rate, meters, seconds, producer, consumer, minInterval, SharedOptions.Json,
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
                Parse(parsed.GetValue(consumer)!));
            var table = new Report("what", "count", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "max ms");
            foreach (var (what, histogram) in await new LatencyBenchmark(setup, SharedOptions.Progress).RunAsync())
            {
                double Quantile(double percent) => histogram.TotalCount == 0 ? 0 : histogram.GetValueAtPercentile(percent) / 1000.0;
                table.Add(what, histogram.TotalCount, Quantile(50), Quantile(90), Quantile(99), Quantile(99.9), Quantile(100));
            }

            table.Print(parsed.GetValue(SharedOptions.Json));
        });
        return command;
    }

    private static Option<string[]> Properties(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };

    private static Dictionary<string, string> Parse(string[] pairs) => pairs.Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
}
