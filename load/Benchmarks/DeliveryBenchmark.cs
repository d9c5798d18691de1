using GridFlow.Checkpoints;
using GridFlow.Topology;
using HdrHistogram;

namespace GridFlow.Load.Benchmarks;

/// <summary>
/// What exactly-once costs: the whole pipeline from a real Kafka, exactly-once and at-least-once over the same full topic in the same run, in turns whose order
/// changes from round to round. Both find the same anomalies, or the run counts for nothing. Snapshots are as by default, in a folder of the run's own.
/// </summary>
internal sealed class DeliveryBenchmark(string bootstrapServers, int meters, int readings, int partitions, TimeSpan minInterval, PipelineOptions pipeline, Action<string> progress)
{
    private readonly BenchmarkTopics _topics = new(bootstrapServers, "delivery");

    public async Task<IReadOnlyList<DeliveryRound>> RunAsync(int rounds)
    {
        await _topics.CreateAsync(partitions);
        progress($"producing {readings:N0} readings of {meters:N0} meters");
        new TopicFill(_topics, meters, partitions).Add(readings);
        var results = new List<DeliveryRound>();
        using var commits = new CommitTimes();
        for (var round = 0; round < rounds; round++)
        {
            var runs = new Dictionary<Delivery, BenchmarkRun>();
            Delivery[] order = [Delivery.ExactlyOnce, Delivery.AtLeastOnce];
            foreach (var delivery in round % 2 == 0 ? order : order.Reverse())
            {
                progress($"round {round + 1} of {rounds}: {delivery}");
                runs[delivery] = await OneAsync(delivery, round);
            }

            var result = new DeliveryRound(runs[Delivery.ExactlyOnce], runs[Delivery.AtLeastOnce], commits.Take());
            results.Add(result.ExactlyOnce.Anomalies == result.AtLeastOnce.Anomalies
                ? result
                : throw new InvalidOperationException($"{result.ExactlyOnce.Anomalies} anomalies exactly-once, {result.AtLeastOnce.Anomalies} at-least-once."));
        }

        return results;
    }

    private async Task<BenchmarkRun> OneAsync(Delivery delivery, int round)
    {
        using var snapshots = new SnapshotFolder();
        var checkpoints = new CheckpointsOptions { Delivery = delivery, TransactionMinInterval = minInterval, Store = snapshots.Path };
        return await TopicRun.OfAsync(_topics, $"{delivery}-{round}", checkpoints, readings, pipeline);
    }
}

/// <summary>One round; commits in µs.</summary>
internal sealed record DeliveryRound(BenchmarkRun ExactlyOnce, BenchmarkRun AtLeastOnce, LongHistogram Commits)
{
    public double Ratio => ExactlyOnce.ReadingsPerSecond / AtLeastOnce.ReadingsPerSecond;
}
