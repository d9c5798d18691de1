using GridFlow.Detection;

namespace GridFlow.Telemetry;

/// <summary>Delivered anomalies by type and severity. One thread writes, any may read.</summary>
internal sealed class AnomalyTally
{
    private static readonly AnomalyType[] Types = Enum.GetValues<AnomalyType>();
    private static readonly Severity[] Severities = Enum.GetValues<Severity>();

    private readonly long[] _counts = new long[Types.Length * Severities.Length];
    private long _suppressed;

    public void Count(AnomalyType type, Severity severity) => Interlocked.Increment(ref _counts[Index(type, severity)]);

    /// <summary>Anomalies that were not said because their feeder is paused.</summary>
    public long Suppressed => Interlocked.Read(ref _suppressed);

    public void Suppress(int count)
    {
        if (count > 0)
        {
            Interlocked.Add(ref _suppressed, count);
        }
    }

    public IEnumerable<(AnomalyType Type, Severity Severity, long Count)> Read() =>
        from type in Types
        from severity in Severities
        select (type, severity, Volatile.Read(ref _counts[Index(type, severity)]));

    private static int Index(AnomalyType type, Severity severity) => ((int)type * Severities.Length) + (int)severity;
}
