using Google.Protobuf.WellKnownTypes;
using GridFlow.V1;

namespace GridFlow.Control.Services.Mapping;

/// <summary>What happened between two looks at the pipeline.</summary>
internal static class MetricsMapping
{
    /// <summary>Rates over the time between the looks; all else as it is now.</summary>
    public static StreamMetricsResponse Between(Topology.PipelineStatus before, Topology.PipelineStatus now, TimeSpan elapsed, DateTimeOffset at)
    {
        var anomalies = Delivered(before, now);
        return new StreamMetricsResponse
        {
            At = at.ToTimestamp(),
            State = StatusMapping.State(now.State),
            ReadingsPerSecond = PerSecond(now.Conservation.Consumed - before.Conservation.Consumed),
            AnomaliesPerSecond = PerSecond(anomalies.Sum(count => count.Count)),
            DeadLettersPerSecond = PerSecond(now.Conservation.DeadLetters - before.Conservation.DeadLetters),
            DetectionLatency = StatusMapping.Latency(now.DetectionLatency),
            LagReadings = now.Partitions.Sum(partition => Math.Max(0, partition.LagReadings)),
            Blocks = { now.Blocks.Select(StatusMapping.Block) },
            Anomalies = { anomalies.Select(StatusMapping.Count) },
            ConservationDifference = now.Conservation.Difference,
            MetersTracked = now.MetersTracked,
        };

        double PerSecond(long count) => elapsed > TimeSpan.Zero ? count / elapsed.TotalSeconds : 0;
    }

    private static List<Topology.AnomalyCount> Delivered(Topology.PipelineStatus before, Topology.PipelineStatus now)
    {
        var then = before.Anomalies.ToDictionary(count => (count.Type, count.Severity), count => count.Count);
        return [.. now.Anomalies.Select(count => count with { Count = count.Count - then.GetValueOrDefault((count.Type, count.Severity)) }).Where(count => count.Count > 0)];
    }
}
