namespace GridFlow.Simulation;

/// <summary>A moment of a <see cref="ReadingProducer"/>. Sent = acknowledged + failed + in flight.</summary>
/// <param name="Sent">Readings handed to the Kafka client, or refused by it.</param>
/// <param name="Acknowledged">Readings the brokers have confirmed.</param>
/// <param name="Failed">Readings that will not arrive.</param>
/// <param name="LastError">Why the last one failed; null when none did.</param>
/// <param name="Elapsed">Time since the first reading was sent.</param>
public readonly record struct ProducerProgress(long Sent, long Acknowledged, long Failed, string? LastError, TimeSpan Elapsed)
{
    /// <summary>Readings whose fate is open.</summary>
    public long InFlight => Sent - Acknowledged - Failed;

    /// <summary>Readings sent per second since the first.</summary>
    public double ReadingsPerSecond => Elapsed > TimeSpan.Zero ? Sent / Elapsed.TotalSeconds : 0;
}
