namespace GridFlow.Sinks.InfluxDb;

/// <summary>Takes what can never be in InfluxDB.</summary>
internal interface IAnomalyDeadLetters
{
    /// <summary>Returns when all are acknowledged; waits for brokers as long as it takes.</summary>
    Task SendAsync(IReadOnlyCollection<RejectedAnomaly> rejected, CancellationToken cancellationToken);
}
