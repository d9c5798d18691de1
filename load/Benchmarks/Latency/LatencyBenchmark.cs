using GridFlow.Checkpoints;
using GridFlow.Load.Benchmarks.Subscribers;

namespace GridFlow.Load.Benchmarks.Latency;

/// <summary>
/// From the broker timestamp of a reading to its anomaly in the hands of a read_committed reader, at a steady rate on a real Kafka and with default settings.
/// </summary>
/// <remarks>
/// The broker stamps the readings itself (LogAppendTime), tells the stamp with its acknowledgement, and every anomaly names partition and offset of its reading:
/// the two are joined when all is over. Broker and readers share a clock; stamps are cut to whole milliseconds, so latencies are up to 1 ms too long. The load is
/// open: what waits in front of the broker because something stalls shows in the row that begins at the intended time. The reference in the same run is a bare
/// record: stamped by the broker, and read by the same readers, with no pipeline between.
/// </remarks>
internal sealed class LatencyBenchmark(LatencySetup setup, Action<string> progress)
{
    private const int HistoryRounds = 40;
    private const int Partitions = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly BenchmarkTopics _topics = new(setup.BootstrapServers, "latency");

    public async Task<IReadOnlyList<LatencyRow>> RunAsync()
    {
        await _topics.CreateAsync(Partitions, brokerStamps: true);
        using var commits = new CommitTimes();
        using var snapshots = new SnapshotFolder();
        using var load = new SteadyLoad(_topics, setup.Meters);
        var kafka = _topics.Options("pipeline");
        (kafka.Producer, kafka.Consumer) = (setup.Producer, setup.Consumer);
        var checkpoints = new CheckpointsOptions { Delivery = setup.Delivery, TransactionMinInterval = setup.MinInterval, Store = snapshots.Path };
        await using var pipeline = new BenchmarkPipeline(kafka, checkpoints);
        await using var archive = setup.Archive == BenchmarkArchive.None ? null : new BenchmarkArchive(setup.Archive, kafka, pipeline.Registry);
        await using var subscribers = setup.Subscribers == 0
            ? null
            : await SubscriberSide.StartAsync(kafka, pipeline, setup.Subscribers, setup.StoppedSubscribers);
        ITopicReader[] readers = KcatReader.IsInstalled ? [new KcatReader(_topics), new ClientReader(_topics)] : [new ClientReader(_topics)];
        try
        {
            progress(KcatReader.IsInstalled ? $"filling the windows of {setup.Meters:N0} meters" : "kcat is not installed: no independent reader");
            load.History(HistoryRounds);
            await pipeline.SettledAsync(load.Sent);
            await UntilAsync("the readers to begin", () =>
            {
                load.Bare();
                return readers.All(reader => reader.Log.BareCount > 0);
            });
            var bareBefore = readers.ToDictionary(reader => reader, reader => reader.Log.BareCount);
            commits.Take();
            progress($"{setup.Rate:N0} readings/s for {setup.Duration.TotalSeconds:N0} s");
            await load.RunAsync(setup.Rate, setup.Duration);
            var transactions = commits.Take();
            await pipeline.SettledAsync(load.Sent);
            await UntilAsync("the readers to see every anomaly", () => readers.All(reader => reader.Log.AnomalyCount >= pipeline.Anomalies));
            await (archive?.AcceptedAsync(load.Sent) ?? Task.CompletedTask);
            await (subscribers?.CheckAsync() ?? Task.CompletedTask);
            await pipeline.StopAsync();
            Array.ForEach(readers, reader => Check(reader, pipeline.Anomalies));
            return [.. readers.SelectMany(reader => Rows(reader, load, bareBefore[reader])), new LatencyRow("generator late", load.Lateness), new LatencyRow("commit", transactions)];
        }
        finally
        {
            Array.ForEach(readers, reader => reader.Dispose());
        }
    }

    private static IEnumerable<LatencyRow> Rows(ITopicReader reader, SteadyLoad load, int bareBefore)
    {
        var live = reader.Log.Anomalies.Where(a => load.AppendedMs.ContainsKey((a.Origin.Partition, a.Origin.Offset))).ToList();
        long AppendedUs(AnomalyOrigin origin) => load.AppendedMs[(origin.Partition, origin.Offset)] * 1000;
        yield return LatencyRow.Of($"anomaly, {reader.Name}", live.Select(a => a.AtUs - AppendedUs(a.Origin)));
        yield return LatencyRow.Of($"anomaly, {reader.Name}, from intended send", live.Select(a => a.AtUs - (a.Origin.EventTimeMs * 1000)));
        yield return LatencyRow.Of($"bare record, {reader.Name}", reader.Log.Bare.Skip(bareBefore).Select(b => b.AtUs - (b.BrokerTimestampMs * 1000)));
        if (reader is ClientReader)
        {
            yield return LatencyRow.Of("reading to producer", live.Select(a => (a.Origin.DetectedAtMs * 1000) - AppendedUs(a.Origin)));
        }
    }

    /// <summary>A reader that has missed or doubled something has measured something else.</summary>
    private void Check(ITopicReader reader, long delivered)
    {
        var distinct = reader.Log.Anomalies.Select(a => (a.Origin.Partition, a.Origin.Offset, a.Origin.Type)).Distinct().LongCount();
        if (distinct != delivered || (setup.Delivery == Delivery.ExactlyOnce && reader.Log.Anomalies.Count != delivered))
        {
            throw new InvalidOperationException($"{reader.Name} has read {reader.Log.Anomalies.Count} anomalies, {distinct} different ones; {delivered} were delivered.");
        }
    }

    private static async Task UntilAsync(string what, Func<bool> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException($"Waited in vain for {what}.");
            }

            await Task.Delay(Look, TimeProvider.System);
        }
    }
}
