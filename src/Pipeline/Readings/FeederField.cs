namespace GridFlow.Readings;

/// <summary>Finds the feeder of a reading in its record's body, which the reading does not carry along.</summary>
internal static class FeederField
{
    /// <summary>The UTF-8 bytes of the feeder; false when it is null.</summary>
    /// <remarks>The body has been parsed before: what is read here is known to be there.</remarks>
    public static bool TryFind(ReadingBatch batch, in Reading reading, in RawRecord record, out ReadOnlySpan<byte> feeder)
    {
        var idEnd = reading.MeterIdStart + reading.MeterIdLength;
        var rest = batch.Bytes[idEnd..(record.Body.Start + record.Body.Length)];
        var reader = new AvroSpanReader(rest);
        _ = reader.TryReadLong(out _);
        reader.Skip(3 * sizeof(double));
        _ = reader.TryReadLong(out _);
        _ = reader.TryReadLong(out var branch);
        if (branch == 0)
        {
            feeder = default;
            return false;
        }

        _ = reader.TryReadLong(out var length);
        feeder = rest.Slice(reader.Position, (int)length);
        return true;
    }
}
