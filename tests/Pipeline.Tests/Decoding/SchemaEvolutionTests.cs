using System.Text;
using Avro;
using GridFlow.Decoding;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Decoding;

public sealed class SchemaEvolutionTests : IDisposable
{
    private const long Id = 9;
    private readonly DecoderRig _rig = new();

    public static IEnumerable<TheoryDataRow<string, string>> Kinds =>
    [
        new(Schemas.WithoutFeeder, "Resolvable"),
        new(Schemas.Newer, "Resolvable"),
        new(Schemas.Narrow, "Resolvable"),
        new(Schemas.PlainTimestamp, "Known"),
        new(Schemas.FromJava, "Known"),
        new(Schemas.Microseconds, "Incompatible"),
        new(Schemas.OptionalMicroseconds, "Incompatible"),
        new(Schemas.WithoutVoltage, "Incompatible"),
        new("\"string\"", "Incompatible"),
        new("syntax = \"proto3\";", "Incompatible"),
        new("{\"type\":", "Incompatible"),
        new("", "Incompatible"),
        new("null", "Incompatible"),
        new("[]", "Incompatible"),
        new("[\"null\",\"string\"]", "Incompatible"),
        new("{\"type\":\"record\",\"name\":\"SensorReading\",\"namespace\":\"gridflow.v1\",\"fields\":[]}", "Incompatible"),
        new("{\"fields\":[{\"name\":{}}]}", "Incompatible"),
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Resolve_Schema_IsOfKind(string schema, string kind)
    {
        _rig.Registry.Set(Id, schema);
        var found = await _rig.ResolveAsync(Id);
        Assert.Equal(kind, found.Kind.ToString());
        Assert.Equal(found.Kind == WriterSchemaKind.Resolvable, found.Resolver is not null);
        Assert.Equal(found.Kind == WriterSchemaKind.Incompatible, found.Reason.Length > 0);
    }

    [Fact]
    public async Task Decode_OlderVersionWithoutFeeder_ReadsItWithoutFeeder()
    {
        _rig.Registry.Set(Id, Schemas.WithoutFeeder);
        var body = AvroOracle.Encode(AvroOracle.Record((RecordSchema)Schema.Parse(Schemas.WithoutFeeder), Wire.Good()));
        await AssertReads(body, Wire.Good() with { FeederId = null });
    }

    [Fact]
    public async Task Decode_NewerVersion_SkipsTheNewFieldAndTakesTheEnumsDefault()
    {
        _rig.Registry.Set(Id, Schemas.Newer);
        var schema = (RecordSchema)Schema.Parse(Schemas.Newer);
        var record = AvroOracle.Record(schema, Wire.Good());
        record.Add("frequency", 49.9);
        await AssertReads(AvroOracle.Encode(record), Wire.Good());

        record.Add("status", AvroOracle.Status(schema, "ISLANDED"));
        await AssertReads(AvroOracle.Encode(record), Wire.Good() with { Status = MeterStatus.Unknown });
    }

    [Fact]
    public async Task Decode_NarrowNumbers_ArePromoted()
    {
        _rig.Registry.Set(Id, Schemas.Narrow);
        var record = AvroOracle.Record((RecordSchema)Schema.Parse(Schemas.Narrow), Wire.Good());
        record.Add("voltage", 231);
        record.Add("current", 5.25f);
        record.Add("temperature", -3L);
        await AssertReads(AvroOracle.Encode(record), Wire.Good() with { VoltageV = 231, CurrentA = 5.25, TemperatureC = -3 });
    }

    [Fact]
    public async Task Decode_NewFieldOfUnknownLogicalType_IsSkipped()
    {
        var schema = Schemas.Newer.Replace("\"type\": \"double\", \"default\": 50.0", "\"type\": {\"type\": \"long\", \"logicalType\": \"timestamp-nanos\"}, \"default\": 0", StringComparison.Ordinal);
        _rig.Registry.Set(Id, schema);
        await AssertReads([.. Wire.Body(feeder: "F-7"u8.ToArray()), .. Wire.Long(long.MaxValue)], Wire.Good());
    }

    [Fact]
    public async Task Decode_NewFieldWithHugeBlock_IsMalformedAndAllocatesNothingOfThatSize()
    {
        var schema = Schemas.Newer.Replace("\"type\": \"double\", \"default\": 50.0", "\"type\": {\"type\": \"array\", \"items\": \"null\"}, \"default\": []", StringComparison.Ordinal);
        _rig.Registry.Set(Id, schema);
        var batch = await _rig.DecodeAsync(Wire.Framed([.. Wire.Body(), .. Wire.Long(long.MaxValue / 2), 0], Id));
        Assert.Equal(DeadLetterCode.Malformed, Assert.Single(batch.DeadLetters).Code);
    }

    [Fact]
    public async Task Decode_JavaSchema_GoesTheFastPath()
    {
        _rig.Registry.Set(Id, Schemas.FromJava);
        var batch = await _rig.DecodeAsync(Wire.Framed(Wire.Body(), Id));
        var record = batch.Records[0];
        Assert.Equal(new ByteRange(record.Value.Start + 5, record.Value.Length - 5), record.Body);
    }

    public void Dispose() => _rig.Dispose();

    private async Task AssertReads(byte[] body, SensorReading expected)
    {
        var batch = await _rig.DecodeAsync(Wire.Framed(body, Id));
        Assert.Empty(batch.DeadLetters);
        var reading = Assert.Single(batch.Readings.ToArray());
        Assert.Equal(expected.MeterId, Encoding.UTF8.GetString(batch.MeterId(reading)));
        Assert.Equal(
            (expected.EventTimeMs, expected.VoltageV, expected.CurrentA, expected.TemperatureC, expected.Status),
            (reading.EventTimeMs, reading.VoltageV, reading.CurrentA, reading.TemperatureC, reading.Status));

        // What detection and the anomaly see is the reading in our own encoding.
        Assert.Equal(AvroOracle.Encode(expected), batch.Slice(batch.Records[0].Body).ToArray());
    }
}
