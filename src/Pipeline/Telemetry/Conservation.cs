namespace GridFlow.Telemetry;

/// <summary>Where every reading went, read at one moment.</summary>
/// <param name="Consumed">Records taken from the source.</param>
/// <param name="Scored">Tested by the detector.</param>
/// <param name="Dropped">Late, duplicate, or of a partition that has moved away.</param>
/// <param name="DeadLetters">Sent to the dead-letter topic.</param>
/// <param name="InFlight">Records in batches that are still in the graph, counted by the batches themselves.</param>
public readonly record struct Conservation(long Consumed, long Scored, long Dropped, long DeadLetters, long InFlight)
{
    /// <summary>Anything but 0 is a defect.</summary>
    public long Difference => Consumed - Scored - Dropped - DeadLetters - InFlight;
}
