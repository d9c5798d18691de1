using GridFlow.Detection;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;
using GridFlow.Sinks.Kafka;

namespace GridFlow.Pipeline.Tests.Readings;

/// <summary>What other programs read, byte for byte.</summary>
public sealed class GoldenTests
{
    private const long DetectedAtMs = Wire.EventTimeMs + 42;

    [Fact]
    public void SensorReading_WithFeeder_IsUnchanged() => Golden.AssertSame("sensor-reading", Body(AnomalySample.Reading));

    [Fact]
    public void SensorReading_WithoutFeeder_IsUnchanged() => Golden.AssertSame("sensor-reading-without-feeder", Body(AnomalySample.Reading with { FeederId = null }));

    [Theory]
    [InlineData(SchemaIdLayout.Confluent, 1L)]
    [InlineData(SchemaIdLayout.Confluent, 100_000L)]
    [InlineData(SchemaIdLayout.Apicurio, 1L)]
    [InlineData(SchemaIdLayout.Apicurio, 5_000_000_000L)]
    public void SensorReading_Framed_IsUnchanged(SchemaIdLayout layout, long id) =>
        Golden.AssertSame($"framed-sensor-reading-{layout}-{id}".ToLowerInvariant(), SensorReadingEncoder.EncodeFramed(AnomalySample.Reading, id, layout));

    [Theory]
    [InlineData(AnomalyType.VoltageDeviation)]
    [InlineData(AnomalyType.CurrentDeviation)]
    [InlineData(AnomalyType.TemperatureDeviation)]
    [InlineData(AnomalyType.EquipmentFailure)]
    public async Task AnomalyEvent_OfEachType_IsUnchanged(AnomalyType type)
    {
        var batch = await AnomalySample.BatchAsync(AnomalySample.Reading);
        var framed = new AnomalyEncoder(2, SchemaIdLayout.Confluent).Encode(batch, AnomalySample.Of(type), DetectedAtMs);
        Golden.AssertSame($"framed-anomaly-event-{type}".ToLowerInvariant(), framed);
    }

    [Fact]
    public async Task AnomalyEvent_ApicurioLayout_IsUnchanged()
    {
        var batch = await AnomalySample.BatchAsync(AnomalySample.Reading with { FeederId = null });
        var framed = new AnomalyEncoder(5_000_000_000, SchemaIdLayout.Apicurio).Encode(batch, AnomalySample.Of(AnomalyType.VoltageDeviation), DetectedAtMs);
        Golden.AssertSame("framed-anomaly-event-apicurio", framed);
    }

    private static byte[] Body(SensorReading reading)
    {
        var buffer = new byte[SensorReadingEncoder.MaxBytes(reading)];
        return buffer[..SensorReadingEncoder.Encode(reading, buffer)];
    }
}
