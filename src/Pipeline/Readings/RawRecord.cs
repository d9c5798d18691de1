namespace GridFlow.Readings;

/// <summary>One Kafka record inside a <see cref="ReadingBatch"/>: where its parts lie in the batch's bytes.</summary>
public record struct RawRecord
{
    /// <summary>Offset in the partition.</summary>
    public long Offset { get; set; }

    /// <summary>
    /// Timestamp of the record, ms since 1970-01-01 UTC; −1 when it has none. The broker's clock where the topic says <c>LogAppendTime</c> (as
    /// <c>--create-topics</c> makes it), the producer's where it says <c>CreateTime</c>.
    /// </summary>
    public long BrokerTimestampMs { get; set; }

    /// <summary>The key.</summary>
    public ByteRange Key { get; set; }

    /// <summary>The value as it came.</summary>
    public ByteRange Value { get; set; }

    /// <summary>The headers, packed by <see cref="RecordHeaders"/>.</summary>
    public ByteRange Headers { get; set; }

    /// <summary>The record's body in the encoding of <c>gridflow.v1.SensorReading</c>; set when it could be decoded.</summary>
    public ByteRange Body { get; set; }
}

/// <summary>A run of bytes in <see cref="ReadingBatch.Bytes"/>.</summary>
/// <param name="Start">First byte.</param>
/// <param name="Length">Number of bytes; −1 for null, which Kafka tells from empty.</param>
public readonly record struct ByteRange(int Start, int Length)
{
    /// <summary>Null.</summary>
    public static ByteRange Null { get; } = new(0, -1);

    /// <summary>True for null.</summary>
    public bool IsNull => Length < 0;
}
