using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using GridFlow.Detection;
using GridFlow.Readings;

namespace GridFlow.Decoding;

/// <summary>Parses the body of a <c>gridflow.v1.SensorReading</c> where it lies; a good one costs no allocation.</summary>
internal sealed class ReadingParser(DecodeLimits limits)
{
    private const int LastStatus = (int)MeterStatus.Unknown;

    /// <summary>Parses one body and checks what it says.</summary>
    /// <param name="body">Avro bytes behind the registry's header.</param>
    /// <param name="bodyStart">Where they lie in the batch's bytes.</param>
    /// <param name="headerLength">Length of the header in front of them; places in messages count from the start of the value.</param>
    /// <param name="record">The record they belong to.</param>
    /// <param name="recordIndex">Its index in the batch.</param>
    /// <param name="reading">The reading.</param>
    /// <returns>What is wrong with it.</returns>
    public DecodeFault Parse(ReadOnlySpan<byte> body, int bodyStart, int headerLength, in RawRecord record, int recordIndex, out Reading reading)
    {
        reading = default;
        var reader = new AvroSpanReader(body);
        if (!reader.TryReadLong(out var idLength))
        {
            return Incomplete(reader, headerLength, "meter_id");
        }

        var idStart = reader.Position;
        if (idLength is <= 0 or > Reading.MaxMeterIdBytes || idLength > reader.Remaining)
        {
            return BadId(idLength, reader.Remaining, headerLength + idStart);
        }

        var id = body.Slice(idStart, (int)idLength);
        reader.Skip((int)idLength);
        if (!reader.TryReadLong(out var eventTimeMs))
        {
            return Incomplete(reader, headerLength, "timestamp");
        }

        if (!reader.TryReadDouble(out var voltage) || !reader.TryReadDouble(out var current) || !reader.TryReadDouble(out var temperature))
        {
            return Incomplete(reader, headerLength, "voltage, current or temperature");
        }

        if (!reader.TryReadLong(out var status))
        {
            return Incomplete(reader, headerLength, "status");
        }

        if (status is < 0 or > LastStatus)
        {
            return new(DeadLetterCode.InvalidStatus, $"status has position {status}; the enum has 0 to {LastStatus} (before byte {headerLength + reader.Position})");
        }

        var fault = SkipFeeder(ref reader, body, headerLength);
        if (fault.IsFault)
        {
            return fault;
        }

        reading = new Reading(eventTimeMs, voltage, current, temperature, MeterHash.Of(id), bodyStart + idStart, (short)idLength, (MeterStatus)status, recordIndex);
        fault = CheckText(id, DeadLetterCode.InvalidMeterId, "meter_id", headerLength + idStart);
        return fault.IsFault ? fault : Check(reading, record);
    }

    private static DecodeFault SkipFeeder(ref AvroSpanReader reader, ReadOnlySpan<byte> body, int headerLength)
    {
        if (!reader.TryReadLong(out var branch))
        {
            return Incomplete(reader, headerLength, "feeder_id");
        }

        if (branch == 1)
        {
            if (!reader.TryReadLong(out var length))
            {
                return Incomplete(reader, headerLength, "feeder_id");
            }

            if (length is < 0 or > Reading.MaxFeederIdBytes || length > reader.Remaining)
            {
                return BadFeeder(length, reader.Remaining, headerLength + reader.Position);
            }

            var fault = CheckText(body.Slice(reader.Position, (int)length), DeadLetterCode.Malformed, "feeder_id", headerLength + reader.Position);
            if (fault.IsFault)
            {
                return fault;
            }

            reader.Skip((int)length);
        }
        else if (branch != 0)
        {
            return new(DeadLetterCode.Malformed, $"feeder_id has union branch {branch}; it has 0 and 1 (before byte {headerLength + reader.Position})");
        }

        return reader.Remaining == 0
            ? DecodeFault.None
            : new(DeadLetterCode.TrailingBytes, $"{reader.Remaining} bytes behind the record's end at byte {headerLength + reader.Position}");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static DecodeFault CheckText(ReadOnlySpan<byte> text, DeadLetterCode code, string field, int place) =>
        Ascii.IsValid(text) || Utf8.IsValid(text) ? DecodeFault.None : NotUtf8(text, code, field, place);

    private static DecodeFault NotUtf8(ReadOnlySpan<byte> text, DeadLetterCode code, string field, int place)
    {
        var good = 0;
        while (Rune.DecodeFromUtf8(text[good..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            good += length;
        }

        return new(code, $"{field} is not UTF-8 (at byte {place + good})");
    }

    private DecodeFault Check(in Reading reading, in RawRecord record)
    {
        if (reading.EventTimeMs is < 0 or > DecodeLimits.MaxEventTimeMs)
        {
            return new(DeadLetterCode.OutOfRange, $"timestamp {reading.EventTimeMs} lies outside 0 to {DecodeLimits.MaxEventTimeMs} ms since 1970");
        }

        if (record.BrokerTimestampMs >= 0 && reading.EventTimeMs - record.BrokerTimestampMs > limits.ClockLeadMs)
        {
            return new(
                DeadLetterCode.ClockAhead,
                $"timestamp is {reading.EventTimeMs - record.BrokerTimestampMs} ms ahead of the broker's; {limits.ClockLeadMs} are allowed (Detection:ClockLead)");
        }

        if (InRange(reading.VoltageV, limits.Voltage) && InRange(reading.CurrentA, limits.Current) && InRange(reading.TemperatureC, limits.Temperature))
        {
            return DecodeFault.None;
        }

        var fault = ChannelFault("voltage", reading.VoltageV, limits.Voltage);
        fault = fault.IsFault ? fault : ChannelFault("current", reading.CurrentA, limits.Current);
        return fault.IsFault ? fault : ChannelFault("temperature", reading.TemperatureC, limits.Temperature);
    }

    /// <summary>False for NaN as well.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool InRange(double value, ChannelOptions channel) => value >= channel.Minimum && value <= channel.Maximum;

    private static DecodeFault ChannelFault(string name, double value, ChannelOptions channel)
    {
        if (InRange(value, channel))
        {
            return DecodeFault.None;
        }

        return double.IsFinite(value)
            ? new(DeadLetterCode.OutOfRange, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name} {value} lies outside {channel.Minimum} to {channel.Maximum}"))
            : new(DeadLetterCode.NotFinite, $"{name} is {(double.IsNaN(value) ? "NaN" : "infinite")}");
    }

    private static DecodeFault BadId(long length, int remaining, int place) => length switch
    {
        0 => new(DeadLetterCode.EmptyMeterId, $"meter_id is empty (before byte {place})"),
        < 0 => new(DeadLetterCode.Malformed, $"meter_id has length {length} (before byte {place})"),
        _ when length > remaining => Truncated(place + remaining, "meter_id"),
        _ => new(DeadLetterCode.MeterIdTooLong, $"meter_id has {length} bytes; {Reading.MaxMeterIdBytes} are allowed (at byte {place})"),
    };

    private static DecodeFault BadFeeder(long length, int remaining, int place) => length switch
    {
        < 0 => new(DeadLetterCode.Malformed, $"feeder_id has length {length} (before byte {place})"),
        _ when length > remaining => Truncated(place + remaining, "feeder_id"),
        _ => new(DeadLetterCode.FeederIdTooLong, $"feeder_id has {length} bytes; {Reading.MaxFeederIdBytes} are allowed (at byte {place})"),
    };

    /// <summary>A number that could not be read: the bytes end, or the number does not.</summary>
    private static DecodeFault Incomplete(in AvroSpanReader reader, int headerLength, string field) => reader.NumberTooLong
        ? new(DeadLetterCode.Malformed, $"{field} is a number without an end (before byte {headerLength + reader.Position})")
        : Truncated(headerLength + reader.Position + reader.Remaining, field);

    private static DecodeFault Truncated(int end, string field) => new(DeadLetterCode.Truncated, $"the value ends at byte {end}, inside {field}");
}
