using System.CommandLine;
using GridFlow.Load.Benchmarks.Influx;
using GridFlow.Sinks.InfluxDb;

namespace GridFlow.Load.Commands;

/// <summary><c>bench influx</c>.</summary>
internal static class InfluxCommand
{
    public static Command Build()
    {
        var url = new Option<string>("--influx-url") { Description = "An InfluxDB 2.", DefaultValueFactory = _ => "http://localhost:8086" };
        var org = new Option<string>("--influx-org") { Description = "Its organisation.", DefaultValueFactory = _ => "gridflow" };
        var bucket = new Option<string>("--influx-bucket") { Description = "A bucket; points stay in it.", DefaultValueFactory = _ => "anomalies" };
        var token = new Option<string>("--influx-token") { Description = "A token that may read and write it.", Required = true };
        var rate = new Option<int>("--event-rate") { Description = "Readings per second behind the trials.", DefaultValueFactory = _ => 10_000 };
        var meters = new Option<int>("--meters") { Description = "Meters.", DefaultValueFactory = _ => 10_000 };
        var trials = new Option<int>("--trials") { Description = "Anomalies that are timed.", DefaultValueFactory = _ => 200 };
        var backlog = new Option<int>("--backlog") { Description = "Anomalies to catch up with.", DefaultValueFactory = _ => 500_000 };
        var interval = new Option<int>("--batch-interval-ms") { Description = "InfluxDb:BatchInterval, for experiments.", DefaultValueFactory = _ => (int)new InfluxDbOptions().BatchInterval.TotalMilliseconds };
        var command = new Command("influx", "Committed anomaly to queryable in InfluxDB, beside a query alone; lines a second after an outage.")
        {
            SharedOptions.Bootstrap, url, org, bucket, token, rate, meters, trials, backlog, interval, SharedOptions.Json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var options = new InfluxDbOptions { Url = parsed.GetValue(url), Org = parsed.GetValue(org), Bucket = parsed.GetValue(bucket)!, Token = parsed.GetValue(token), BatchInterval = TimeSpan.FromMilliseconds(parsed.GetValue(interval)) };
            var setup = new InfluxSetup(
                parsed.GetValue(SharedOptions.Bootstrap)!, options, options.Token!, parsed.GetValue(rate), parsed.GetValue(meters), parsed.GetValue(trials), parsed.GetValue(backlog));
            var benchmark = new InfluxBenchmark(setup, SharedOptions.Progress);
            var table = new Report("what", "count", "p50 ms", "p99 ms", "max ms", "lines/s");
            var (queryable, query) = await benchmark.LatencyAsync();
            foreach (var (what, histogram) in new[] { ("committed to queryable", queryable), ("a query alone", query) })
            {
                double Quantile(double percent) => histogram.TotalCount == 0 ? 0 : histogram.GetValueAtPercentile(percent) / 1000.0;
                table.Add(what, histogram.TotalCount, Quantile(50), Quantile(99), Quantile(100), "");
            }

            table.Add("catch-up", setup.Backlog, "", "", "", await benchmark.CatchUpAsync());
            table.Print(parsed.GetValue(SharedOptions.Json));
        });
        return command;
    }
}
