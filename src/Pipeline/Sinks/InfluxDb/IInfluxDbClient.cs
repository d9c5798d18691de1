namespace GridFlow.Sinks.InfluxDb;

/// <summary>What is asked of an InfluxDB client; the official one could stand behind it.</summary>
internal interface IInfluxDbClient : IDisposable
{
    /// <summary>Writes lines, and tries again by itself for a short while. Throws only when cancelled.</summary>
    /// <param name="lines">Line protocol, times in ms.</param>
    /// <param name="cancellationToken">Ends tries and waits.</param>
    Task<InfluxDbAnswer> WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken);
}
