using System.Text;
using GridFlow.Decoding;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Decoding;

/// <summary>Our parser and encoder against Apache.Avro.</summary>
public sealed class TwoPathsTests
{
    private const int Records = 100_000;

    [Fact]
    public void Parser_RandomRecords_AgreesWithApacheAvroInEveryField()
    {
        var parser = new ReadingParser(new DecodeLimits(DecoderRig.AnyValue()));
        var resolver = new ResolvingReader(SchemaText.ParsePhysical(GridFlowSchemas.SensorReading));
        var random = new RandomReadings(1);
        for (var i = 0; i < Records; i++)
        {
            var written = random.Next();
            var body = AvroOracle.Encode(written);
            var fault = parser.Parse(body, 0, 5, new RawRecord { BrokerTimestampMs = -1 }, 0, out var parsed);
            var resolved = resolver.Read(body, out var bytesRead);

            Assert.False(fault.IsFault, fault.Message);
            Assert.Equal(body.Length, bytesRead);
            Assert.Equal(written, resolved);
            Assert.Equal(written with { FeederId = null }, FromParser(body, parsed));
            Assert.Equal(MeterHash.Of(Encoding.UTF8.GetBytes(written.MeterId)), parsed.MeterHash);
        }
    }

    [Fact]
    public void Encoder_RandomRecords_WritesTheBytesOfApacheAvro()
    {
        var random = new RandomReadings(2);
        var buffer = new byte[4096];
        for (var i = 0; i < Records; i++)
        {
            var reading = random.Next();
            var length = SensorReadingEncoder.Encode(reading, buffer);
            Assert.True(buffer.AsSpan(0, length).SequenceEqual(AvroOracle.Encode(reading)), $"record {i}: {reading}");
            Assert.True(length <= SensorReadingEncoder.MaxBytes(reading));
        }
    }

    [Fact]
    public async Task Decode_KnownAndResolvedPath_GiveTheSameReadings()
    {
        // A doc that differs keeps a schema known; a field that is optional in it does not.
        var optional = GridFlowSchemas.SensorReading.Replace("\"voltage\", \"type\": \"double\"", "\"voltage\", \"type\": [\"double\", \"null\"]", StringComparison.Ordinal);
        using var rig = new DecoderRig(schemas: (2, optional));
        Assert.Equal(WriterSchemaKind.Resolvable, (await rig.ResolveAsync(2)).Kind);
        var random = new RandomReadings(3);
        for (var i = 0; i < 2_000; i++)
        {
            var reading = random.Next();
            byte[] id = Encoding.UTF8.GetBytes(reading.MeterId);
            byte[] plain = AvroOracle.Encode(reading);
            var beforeVoltage = Wire.Long(id.Length).Length + id.Length + Wire.Long(reading.EventTimeMs).Length;
            byte[] other = [.. plain[..beforeVoltage], 0, .. plain[beforeVoltage..]];
            var batch = await rig.DecodeAsync(Wire.Framed(plain), Wire.Framed(other, 2));

            Assert.Equal(2, batch.ReadingCount);
            Assert.Equal(batch.Slice(batch.Records[0].Body).ToArray(), batch.Slice(batch.Records[1].Body).ToArray());
            Assert.Equal(batch.Readings[0] with { MeterIdStart = 0, Record = 0 }, batch.Readings[1] with { MeterIdStart = 0, Record = 0 });
            Assert.Equal(id, batch.MeterId(batch.Readings[1]).ToArray());
        }
    }

    private static SensorReading FromParser(byte[] body, in Reading reading) => new(
        Encoding.UTF8.GetString(body, reading.MeterIdStart, reading.MeterIdLength),
        reading.EventTimeMs,
        reading.VoltageV,
        reading.CurrentA,
        reading.TemperatureC,
        reading.Status,
        null);
}
