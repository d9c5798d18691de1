using GridFlow.Decoding;
using GridFlow.Decoding.Inspection;
using GridFlow.Readings;
using Xunit;

namespace GridFlow.Control.DeadLetters;

/// <summary>What <c>gridflow dlq show</c> prints, to the letter.</summary>
public sealed class DeadLetterDetailTextTests
{
    private static readonly byte[] Hot = SensorReadingEncoder.EncodeFramed(new SensorReading("M-1", 1_795_521_600_000, 230, 5, 5000, MeterStatus.Ok, null), 3, SchemaIdLayout.Confluent);

    [Fact]
    public async Task Lines_MeasurementOutOfRange_MarksItsFieldAndSaysWhatTheDecoderSaysNow()
    {
        var record = DeadLetterSample.Record(
            code: "out_of_range", message: "temperature 5000 lies outside -100 to 1000", key: "M-1"u8.ToArray(), value: Hot, original: [("trace", "abc"), ("gridflow.replay.count", "1")],
            more: [("gridflow.schema.id", "3")]);

        Assert.Equal(
            """
            record    1/42
            time      2026-11-24 12:00:00 UTC
            code      out_of_range
            message   temperature 5000 lies outside -100 to 1000
            source    sensor-readings/2@7, timestamp 2026-11-24 12:00:00 UTC
            key       M-1
            replayed  1 times
            header    trace = abc
            header    gridflow.replay.count = 1
            gridflow  gridflow.error.code = out_of_range
            gridflow  gridflow.error.message = temperature 5000 lies outside -100 to 1000
            gridflow  gridflow.source.topic = sensor-readings
            gridflow  gridflow.source.partition = 2
            gridflow  gridflow.source.offset = 7
            gridflow  gridflow.source.timestamp = 1795521600000
            gridflow  gridflow.version = 0.1.0
            gridflow  gridflow.schema.id = 3

            value, 41 bytes, the fault is at byte 31
              00000000  00 00 00 00 03 06 4d 2d  31 80 e8 ea d6 c1 68 00  |......M-1.....h.|
              00000010  00 00 00 00 c0 6c 40 00  00 00 00 00 00 14 40 00  |.....l@.......@.|
                                                                      ^^
              00000020  00 00 00 00 88 b3 40 00  00                       |......@..|
                        ^^ ^^ ^^ ^^ ^^ ^^ ^^

            read as schema 3 of memory
              meter_id     bytes 5–8  "M-1"
              timestamp    bytes 9–14  1795521600000 (2026-11-24 12:00:00.000 UTC)
              voltage      bytes 15–22  230
              current      bytes 23–30  5
              temperature  bytes 31–38  5000
              status       bytes 39–39  OK
              feeder_id    bytes 40–40  null

            would be refused now: out_of_range: temperature 5000 lies outside -100 to 1000
            """,
            await TextAsync(record, GridFlowSchemas.SensorReading));
    }

    [Fact]
    public async Task Lines_SchemaKnownMeanwhile_SaysThatItWouldBeAccepted()
    {
        var good = SensorReadingEncoder.EncodeFramed(new SensorReading("M-1", 1_795_521_600_000, 230, 5, 25, MeterStatus.Ok, null), 3, SchemaIdLayout.Confluent);
        var record = DeadLetterSample.Record(code: "unknown_schema", message: "the registry at memory has no schema 3", value: good);

        Assert.EndsWith("would be accepted now: gridflow dlq replay sends it to its topic again", await TextAsync(record, GridFlowSchemas.SensorReading), StringComparison.Ordinal);
        Assert.Contains("would be refused now: unknown_schema", await TextAsync(record, null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_ValueLeftOut_SaysThatItIsNotKnown()
    {
        var text = await TextAsync(DeadLetterSample.Record(more: [("gridflow.value.omitted.bytes", "5000000")]), null);

        Assert.Contains("no value", text, StringComparison.Ordinal);
        Assert.Contains("not known whether it would be accepted now: part of the record was too large", text, StringComparison.Ordinal);
    }

    private static async Task<string> TextAsync(DeadLetterRecord record, string? schema)
    {
        var inspector = new RecordInspector(new AnsweredRegistry("memory", schema), new DecodeLimits(new()), SchemaIdLayout.Confluent, TimeProvider.System);
        var inspection = await inspector.InspectAsync(record.Value, record.SourceTimestampMs, CancellationToken.None);
        return string.Join('\n', DeadLetterDetailText.Lines(DeadLetterDetail.Of(record, inspection, 5)));
    }
}
