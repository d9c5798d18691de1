using GridFlow.Decoding;
using GridFlow.Pipeline.Tests.Support;

namespace GridFlow.Pipeline.Tests.Decoding;

/// <summary>One bad record.</summary>
/// <param name="Code">What it must be called.</param>
/// <param name="Message">What the message must say.</param>
/// <param name="Value">The record's value.</param>
/// <param name="SchemaId">The schema id that its header shows; null when none could be read.</param>
/// <param name="BrokerTimestampMs">The broker's time.</param>
internal sealed record DeadLetterCase(DeadLetterCode Code, string Message, byte[]? Value, long? SchemaId = 1, long BrokerTimestampMs = -1);

/// <summary>The table of bad records. Places in messages count from the value's first byte; the header has 5, the id's length 1, "M-1" 3.</summary>
internal static class DeadLetterCases
{
    public const long WithoutVoltage = 3, Microseconds = 4, Narrow = 5, NotAvro = 6, Unknown = 77;

    private static readonly byte[] NeverEnding = [.. Enumerable.Repeat((byte)0x80, 20)];

    public static IReadOnlyDictionary<string, DeadLetterCase> All { get; } = new Dictionary<string, DeadLetterCase>
    {
        ["null"] = new(DeadLetterCode.NullValue, "no value", null, null),
        ["magic"] = new(DeadLetterCode.BadMagic, "byte 0 is 0x7b", "{\"meter_id\":1}"u8.ToArray(), null),
        ["empty"] = new(DeadLetterCode.Truncated, "byte 0, inside the 5-byte header", [], null),
        ["header only in part"] = new(DeadLetterCode.Truncated, "byte 3, inside the 5-byte header", [0, 0, 0], null),
        ["header only"] = new(DeadLetterCode.Truncated, "byte 5, inside meter_id", [0, 0, 0, 0, 1]),
        ["short of its id"] = new(DeadLetterCode.Truncated, "byte 8, inside meter_id", Wire.Framed(Wire.Body())[..8]),
        ["short of its feeder"] = new(DeadLetterCode.Truncated, "inside feeder_id", Wire.Framed(Wire.Body(feeder: [1, 2, 3]))[..^1]),
        ["unknown schema"] = new(DeadLetterCode.UnknownSchema, "memory has no schema 77", Wire.Framed(Wire.Body(), Unknown), Unknown),
        ["missing field"] = new(DeadLetterCode.IncompatibleSchema, "schema 3", Wire.Framed(Wire.Body(), WithoutVoltage), WithoutVoltage),
        ["microseconds"] = new(DeadLetterCode.IncompatibleSchema, "timestamp is timestamp-micros", Wire.Framed(Wire.Body(), Microseconds), Microseconds),
        ["not Avro"] = new(DeadLetterCode.IncompatibleSchema, "schema 6", Wire.Framed(Wire.Body(), NotAvro), NotAvro),
        ["negative length"] = new(DeadLetterCode.Malformed, "length -1 (before byte 6)", Wire.Framed([.. Wire.Long(-1), 1, 2, 3])),
        ["never-ending id length"] = new(DeadLetterCode.Malformed, "before byte 15", Wire.Framed(NeverEnding)),
        ["never-ending timestamp"] = new(DeadLetterCode.Malformed, "timestamp is a number without an end (before byte 19)", Wire.Framed([6, .. "M-1"u8, .. NeverEnding])),
        ["never-ending feeder length"] = new(DeadLetterCode.Malformed, "feeder_id is a number without an end", Wire.Framed([.. Wire.Body()[..^1], 2, .. NeverEnding])),
        ["union branch"] = new(DeadLetterCode.Malformed, "union branch 2", Wire.Framed([.. Wire.Body()[..^1], .. Wire.Long(2)])),
        ["negative feeder length"] = new(DeadLetterCode.Malformed, "feeder_id has length -3", Wire.Framed([.. Wire.Body()[..^1], .. Wire.Long(1), .. Wire.Long(-3)])),
        ["other version, malformed"] = new(DeadLetterCode.Malformed, "", Wire.Framed([.. Wire.Long(-1), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], Narrow), Narrow),
        ["other version, truncated"] = new(DeadLetterCode.Truncated, "ends at byte 9", Wire.Framed([6, .. "M-1"u8], Narrow), Narrow),
        ["other version, short of its long id"] = new(DeadLetterCode.Truncated, "ends at byte 12", Wire.Framed([.. Wire.Long(1_000_000_000), 1, 2], Narrow), Narrow),
        ["trailing byte"] = new(DeadLetterCode.TrailingBytes, "1 bytes behind the record's end at byte 41", Wire.Framed([.. Wire.Body(), 0])),
        ["1 MB"] = new(DeadLetterCode.TrailingBytes, "1000000 bytes behind the record's end at byte 41", Wire.Framed([.. Wire.Body(), .. new byte[1_000_000]])),
        ["voltage NaN"] = new(DeadLetterCode.NotFinite, "voltage is NaN", Wire.Framed(Wire.Body(voltage: double.NaN))),
        ["current ∞"] = new(DeadLetterCode.NotFinite, "current is infinite", Wire.Framed(Wire.Body(current: double.PositiveInfinity))),
        ["temperature −∞"] = new(DeadLetterCode.NotFinite, "temperature is infinite", Wire.Framed(Wire.Body(temperature: double.NegativeInfinity))),
        ["voltage low"] = new(DeadLetterCode.OutOfRange, "voltage -1000.5 lies outside -1000 to 100000", Wire.Framed(Wire.Body(voltage: -1000.5))),
        ["current high"] = new(DeadLetterCode.OutOfRange, "current 1E+300 lies outside -100000 to 100000", Wire.Framed(Wire.Body(current: 1e300))),
        ["temperature high"] = new(DeadLetterCode.OutOfRange, "temperature 1000.1 lies outside -100 to 1000", Wire.Framed(Wire.Body(temperature: 1000.1))),
        ["before 1970"] = new(DeadLetterCode.OutOfRange, "timestamp -1 ", Wire.Framed(Wire.Body(eventTimeMs: -1))),
        ["after 9999"] = new(DeadLetterCode.OutOfRange, "timestamp 253402300800000 ", Wire.Framed(Wire.Body(eventTimeMs: 253_402_300_800_000))),
        ["end of time"] = new(DeadLetterCode.OutOfRange, "timestamp 9223372036854775807 ", Wire.Framed(Wire.Body(eventTimeMs: long.MaxValue)), 1, 0),
        ["other version, end of time"] = new(DeadLetterCode.OutOfRange, "timestamp 9223372036854775807 ", Wire.Framed(NarrowBody(long.MaxValue), Narrow), Narrow),
        ["empty id"] = new(DeadLetterCode.EmptyMeterId, "before byte 6", Wire.Framed(Wire.Body(meterId: []))),
        ["129-byte id"] = new(DeadLetterCode.MeterIdTooLong, "129 bytes; 128 are allowed (at byte 7)", Wire.Framed(Wire.Body(meterId: new byte[129]))),
        ["id not UTF-8"] = new(DeadLetterCode.InvalidMeterId, "at byte 8", Wire.Framed(Wire.Body(meterId: [(byte)'M', (byte)'-', 0xC3, 0x28]))),
        ["feeder not UTF-8"] = new(DeadLetterCode.Malformed, "feeder_id is not UTF-8 (at byte 43)", Wire.Framed(Wire.Body(feeder: [(byte)'F', 0xFF]))),
        ["other version, id not UTF-8"] = new(DeadLetterCode.Malformed, "not UTF-8", Wire.Framed(NarrowBody(Wire.EventTimeMs, 0xC3), Narrow), Narrow),
        ["status 6"] = new(DeadLetterCode.InvalidStatus, "position 6; the enum has 0 to 5 (before byte 40)", Wire.Framed(Wire.Body(status: 6))),
        ["status −1"] = new(DeadLetterCode.InvalidStatus, "position -1", Wire.Framed(Wire.Body(status: -1))),
        ["1 MB feeder"] = new(DeadLetterCode.FeederIdTooLong, "1000000 bytes; 1024 are allowed", Wire.Framed(Wire.Body(feeder: new byte[1_000_000]))),
        ["clock ahead"] = new(DeadLetterCode.ClockAhead, "60001 ms ahead", Wire.Framed(Wire.Body()), 1, Wire.EventTimeMs - 60_001),
    };

    public static IEnumerable<TheoryDataRow<string>> Names => All.Keys.Select(name => new TheoryDataRow<string>(name));

    private static byte[] NarrowBody(long eventTimeMs, byte lastOfId = (byte)'1') =>
        [6, (byte)'M', (byte)'-', lastOfId, .. Wire.Long(eventTimeMs), .. Wire.Long(230), .. BitConverter.GetBytes(5f), .. Wire.Long(25), 0, 0];
}
