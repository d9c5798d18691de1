using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Load.Benchmarks.Latency;
using GridFlow.Readings;
using GridFlow.Sinks.InfluxDb;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using GridFlow.Topology;
using HdrHistogram;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Load.Benchmarks.Influx;

/// <summary>How soon a committed anomaly can be queried in InfluxDB while the pipeline scores at a steady rate, and how fast a backlog is written after an outage.</summary>
/// <remarks>
/// A trial takes the next anomaly that a read_committed reader gets, and asks InfluxDB for it again and again; its time ends when an answer has it, so one query (beside it, as
/// reference: one for a point that is there) is in the figure.
/// </remarks>
internal sealed class InfluxBenchmark(InfluxSetup setup, Action<string> progress)
{
    private const int HistoryRounds = 40;
    private const int Partitions = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Commit to queryable, and a query alone, µs.</summary>
    public async Task<(LongHistogram Queryable, LongHistogram Query)> LatencyAsync()
    {
        var topics = new BenchmarkTopics(setup.BootstrapServers, "influx");
        await topics.CreateAsync(Partitions, brokerStamps: true);
        using var snapshots = new SnapshotFolder();
        using var load = new SteadyLoad(topics, setup.Meters);
        var kafka = topics.Options("pipeline");
        await using var pipeline = new BenchmarkPipeline(kafka, new CheckpointsOptions { Store = snapshots.Path });
        progress($"filling the windows of {setup.Meters:N0} meters");
        load.History(HistoryRounds);
        await pipeline.SettledAsync(load.Sent);
        await MakeSeriesAsync();
        await using var writer = new RunningWriter(setup.Influx, kafka, pipeline.Registry);
        await UntilAsync("InfluxDB to have what came before", () => writer.Side.Written > 0 && writer.Side.Pending < 100);
        using var tap = new AnomalyTap(topics);
        using var query = new InfluxQuery(setup.Influx, setup.ReadToken);
        progress($"{setup.Rate:N0} readings/s, {setup.Trials} trials");
        var running = load.RunAsync(setup.Rate, TimeSpan.FromSeconds(10 + (setup.Trials / 10)));
        var (queryable, alone) = (new LongHistogram(600_000_000, 3), new LongHistogram(600_000_000, 3));
        await Task.Run(tap.Next);
        for (var trial = 0; trial < setup.Trials && !running.IsCompleted; trial++)
        {
            var point = await Task.Run(tap.Next);
            queryable.RecordValue(await TimeAsync(query, point));
            alone.RecordValue(await TimeAsync(query, point));
        }

        await running;
        await pipeline.SettledAsync(load.Sent);
        await pipeline.StopAsync();
        return (queryable, alone);
    }

    /// <summary>Lines a second, from the moment the writer may begin until InfluxDB has acknowledged the last.</summary>
    public async Task<double> CatchUpAsync()
    {
        var topics = new BenchmarkTopics(setup.BootstrapServers, "influx-backlog");
        await topics.CreateAsync(Partitions);
        var registry = new FakeSchemaRegistry();
        progress($"{setup.Backlog:N0} anomalies gather");
        AnomalyBacklog.Send(topics, await registry.RegisterAsync("anomalies-value", GridFlowSchemas.AnomalyEvent, CancellationToken.None), setup.Backlog);
        await using var writer = new RunningWriter(setup.Influx, topics.Options("pipeline"), registry);
        await UntilAsync("the first line", () => writer.Side.Written > 0);
        var (began, before) = (TimeProvider.System.GetTimestamp(), writer.Side.Written);
        await UntilAsync("the last line", () => writer.Side.Written >= setup.Backlog, TimeSpan.FromMinutes(10));
        return (setup.Backlog - before) / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>A point of every series that noise brings, as in a database that has run for a while: the first point of a series costs InfluxDB far more than the next.</summary>
    private async Task MakeSeriesAsync()
    {
        progress("making series");
        using var client = new InfluxDbClient(setup.Influx, (_, _) => { }, TimeProvider.System);
        var series = from meter in Enumerable.Range(0, setup.Meters)
                     from channel in (string[])["VOLTAGE", "CURRENT", "TEMPERATURE"]
                     select new AnomalyPoint($"M-{meter:D6}", $"{channel}_DEVIATION", "INFO", channel, 1_700_000_000_000, 0, 0, 0, 0, 0);
        foreach (var batch in series.Chunk(1000))
        {
            var lines = batch.SelectMany(point => LineProtocolBuilder.TryBuild(point, out var line) is null ? line : []).ToArray();
            if (await client.WriteAsync(lines, CancellationToken.None) is { Outcome: not InfluxDbOutcome.Written } answer)
            {
                throw new InvalidOperationException($"InfluxDB says {answer.Message}.");
            }
        }
    }

    private static async Task<long> TimeAsync(InfluxQuery query, AnomalyPoint point)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await query.HasAsync(point))
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException($"{point} is not in InfluxDB after {Patience.TotalSeconds} s.");
            }
        }

        return TimeProvider.System.GetElapsedTime(began).Ticks / TimeSpan.TicksPerMicrosecond;
    }

    private static async Task UntilAsync(string what, Func<bool> condition, TimeSpan? patience = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > (patience ?? Patience))
            {
                throw new TimeoutException($"Waited in vain for {what}.");
            }

            await Task.Delay(Look, TimeProvider.System);
        }
    }

    /// <summary>The writer, running until it is disposed of.</summary>
    private sealed class RunningWriter : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public RunningWriter(InfluxDbOptions options, Sources.KafkaOptions kafka, ISchemaRegistry registry)
        {
            options.GroupId = $"{kafka.GroupId}-influx";
            Side = new InfluxDbSide(
                new InfluxDbSettings(options, kafka, new SchemaRegistryOptions()), registry, new ConditionBoard(NullLogger.Instance), TimeProvider.System, NullLoggerFactory.Instance);
            _running = Side.RunAsync(_stop.Token);
        }

        public InfluxDbSide Side { get; }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            Side.Dispose();
            _stop.Dispose();
        }
    }
}
