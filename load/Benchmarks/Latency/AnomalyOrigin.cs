using GridFlow.Readings;

namespace GridFlow.Load.Benchmarks.Latency;

/// <summary>Which reading an anomaly is about, as its record says.</summary>
internal readonly record struct AnomalyOrigin(int Partition, long Offset, long Type, long EventTimeMs, long DetectedAtMs)
{
    /// <exception cref="InvalidDataException">It is no anomaly.</exception>
    public static AnomalyOrigin Parse(ReadOnlySpan<byte> framed)
    {
        var reader = new AvroSpanReader(framed);
        reader.Skip(5);
        SkipText(ref reader);
        var type = Long(ref reader);
        Long(ref reader);
        SkipText(ref reader);
        var eventTimeMs = Long(ref reader);
        reader.Skip(3 * sizeof(double));
        Long(ref reader);
        if (Long(ref reader) == 1)
        {
            SkipText(ref reader);
        }

        reader.Skip(2 * sizeof(double));
        Long(ref reader);
        reader.Skip(2 * sizeof(double));
        var detectedAtMs = Long(ref reader);
        return new AnomalyOrigin((int)Long(ref reader), Long(ref reader), type, eventTimeMs, detectedAtMs);
    }

    private static void SkipText(ref AvroSpanReader reader) => reader.Skip((int)Long(ref reader));

    private static long Long(ref AvroSpanReader reader) => reader.TryReadLong(out var value) ? value : throw new InvalidDataException("A record of the anomalies topic is no anomaly.");
}
