namespace GridFlow.Load.Scenarios.Running;

/// <summary>Counts at the end of a run.</summary>
internal static class Tally
{
    public static Counts Count(RunStage stage, Sampler sampler, ReadingLoads readings)
    {
        var (traffic, reader, status) = (stage.Traffic, stage.Reader, sampler.Last);
        var large = traffic.Large;
        return new Counts
        {
            Offered = readings.Offered,
            OfferedPerS = readings.PerSecond is { } rate ? Math.Round(rate, 1) : null,
            Acknowledged = traffic.Acknowledged,
            NotSent = readings.Refused + traffic.Failed,
            Poison = traffic.PoisonSent,
            DeadLetters = status?.Conservation.DeadLetters ?? 0,
            Unread = sampler.Unread(traffic.Ends),
            AnomalyRecords = reader.Records,
            Anomalies = reader.Distinct,
            Delivered = stage.Pipeline.Starts == 1 ? status?.Anomalies.Sum(count => count.Count) : null,
            Injected = large.Length,
            Missed = large.Count(reading => !reader.HasSeen(reading)),
            Difference = status?.Conservation.Difference ?? 0,
        };
    }
}
