using System.CommandLine;
using GridFlow.Checkpoints;
using GridFlow.Load.Benchmarks.Latency;
using GridFlow.Load.Benchmarks.Subscribers;

namespace GridFlow.Load.Commands;

/// <summary><c>bench subscribers</c>.</summary>
internal static class SubscribersCommand
{
    public static Command Build()
    {
        var subscribers = new Option<int>("--subscribers") { Description = "Open streams.", DefaultValueFactory = _ => 100 };
        var stopped = new Option<int>("--stopped") { Description = "How many of them have stopped reading.", DefaultValueFactory = _ => 10 };
        var rate = new Option<int>("--event-rate") { Description = "Readings per second.", DefaultValueFactory = _ => 10_000 };
        var meters = new Option<int>("--meters") { Description = "Meters.", DefaultValueFactory = _ => 10_000 };
        var seconds = new Option<int>("--seconds") { Description = "How long each half.", DefaultValueFactory = _ => 30 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of both halves.", DefaultValueFactory = _ => 3 };
        var command = new Command("subscribers", "Broker timestamp to anomaly without and with subscribers of anomalies, in turns.")
        {
            SharedOptions.Bootstrap, subscribers, stopped, rate, meters, seconds, rounds, SharedOptions.Json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var setup = new LatencySetup(
                parsed.GetValue(SharedOptions.Bootstrap)!,
                Delivery.ExactlyOnce,
                parsed.GetValue(rate),
                parsed.GetValue(meters),
                TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                TimeSpan.FromMilliseconds(20),
                [],
                [],
                Subscribers: parsed.GetValue(subscribers),
                StoppedSubscribers: parsed.GetValue(stopped));
            var (rows, p50Ratio, p99Ratio) = await new SubscriberBenchmark(setup, parsed.GetValue(rounds), SharedOptions.Progress).RunAsync();
            var table = LatencyCommand.Table(rows);
            table.Add("with / without, median", "", p50Ratio, "", p99Ratio, "", "");
            table.Print(parsed.GetValue(SharedOptions.Json));
        });
        return command;
    }
}
