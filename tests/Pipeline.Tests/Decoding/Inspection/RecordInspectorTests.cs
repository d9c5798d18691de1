using GridFlow.Decoding;
using GridFlow.Decoding.Inspection;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;
using GridFlow.TestKit;

namespace GridFlow.Pipeline.Tests.Decoding.Inspection;

public sealed class RecordInspectorTests
{
    private readonly FakeSchemaRegistry _registry = new();

    public RecordInspectorTests()
    {
        _registry.Set(1, GridFlowSchemas.SensorReading);
        _registry.Set(DeadLetterCases.WithoutVoltage, """{"type":"record","name":"SensorReading","namespace":"gridflow.v1","fields":[{"name":"meter_id","type":"string"},{"name":"timestamp","type":"long"}]}""");
        _registry.Set(DeadLetterCases.NotAvro, "no schema at all");
    }

    public static IEnumerable<TheoryDataRow<string>> Names => DeadLetterCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task InspectAsync_AnyBadRecord_SaysWhatTheDecoderSaysAndKeepsToTheBytes(string name)
    {
        var bad = DeadLetterCases.All[name];
        var inspection = await InspectAsync(bad.Value, bad.BrokerTimestampMs);

        if (bad.SchemaId is not (DeadLetterCases.Microseconds or DeadLetterCases.Narrow or DeadLetterCases.Unknown))
        {
            Assert.Equal(bad.Code, inspection.Fault.Code);
            Assert.Contains(bad.Message, inspection.Fault.Message, StringComparison.Ordinal);
        }

        // What is shown lies where it is said to lie, one field behind the other.
        var at = 5;
        foreach (var field in inspection.Fields)
        {
            Assert.Equal(at, field.Start);
            Assert.InRange(field.End, field.Start, bad.Value!.Length);
            at = field.End;
        }
    }

    [Fact]
    public async Task InspectAsync_GoodRecord_IsAcceptedWithAllFields()
    {
        var inspection = await InspectAsync(Wire.Framed(Wire.Good()));

        Assert.False(inspection.Fault.IsFault);
        Assert.Null(inspection.Stopped);
        Assert.Equal("schema 1 of memory", inspection.ReadAs);
        Assert.Equal(
            ["meter_id=\"M-1\"", "timestamp=1760000000000", "voltage=230", "current=5", "temperature=25", "status=OK", "feeder_id=\"F-7\""],
            inspection.Fields.Select(field => $"{field.Name}={field.Value}"));
        Assert.Equal((5, 9, 9, 15), (inspection.Fields[0].Start, inspection.Fields[0].End, inspection.Fields[1].Start, inspection.Fields[1].End));
    }

    [Fact]
    public async Task InspectAsync_TruncatedRecord_KeepsTheFieldsInFront()
    {
        var inspection = await InspectAsync(Wire.Framed(Wire.Good())[..^7]);

        Assert.Equal(["meter_id", "timestamp", "voltage", "current"], inspection.Fields.Select(field => field.Name));
        Assert.Contains("inside temperature", inspection.Stopped, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InspectAsync_IncompatibleSchema_ReadsWithItAllTheSame()
    {
        var inspection = await InspectAsync(Wire.Framed([6, .. "M-1"u8, .. Wire.Long(7)], DeadLetterCases.WithoutVoltage));

        Assert.Equal(DeadLetterCode.IncompatibleSchema, inspection.Fault.Code);
        Assert.Equal(["meter_id", "timestamp"], inspection.Fields.Select(field => field.Name));
        Assert.Null(inspection.Stopped);
    }

    [Fact]
    public async Task InspectAsync_UnknownSchema_GuessesAndSaysSo()
    {
        var inspection = await InspectAsync(Wire.Framed(Wire.Body(), 77));

        Assert.Equal(DeadLetterCode.UnknownSchema, inspection.Fault.Code);
        Assert.Equal("gridflow.v1.SensorReading, a guess: the registry has no schema 77", inspection.ReadAs);
        Assert.Equal(7, inspection.Fields.Count);
    }

    [Fact]
    public async Task InspectAsync_RegistryDown_DoesNotWaitAndDoesNotJudge()
    {
        _registry.IsDown = true;
        var inspection = await InspectAsync(Wire.Framed(Wire.Body()));

        Assert.Equal("memory is down", inspection.NotJudged);
        Assert.Equal(7, inspection.Fields.Count);
        Assert.Equal(1, _registry.Lookups);
    }

    [Fact]
    public async Task InspectAsync_ControlCharactersInAName_AreWrittenOut()
    {
        var inspection = await InspectAsync(Wire.Framed(Wire.Body(Wire.Utf8("M\e[2J"))));
        Assert.Equal("\"M\\u001b[2J\"", inspection.Fields[0].Value);
    }

    private Task<RecordInspection> InspectAsync(byte[]? value, long brokerTimestampMs = -1) =>
        new RecordInspector(_registry, new DecodeLimits(new()), SchemaIdLayout.Confluent, TimeProvider.System).InspectAsync(value, brokerTimestampMs, CancellationToken.None);
}
