using Avro.Generic;
using GridFlow.Detection;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;
using GridFlow.Sinks.Kafka;

namespace GridFlow.Pipeline.Tests.Sinks.Kafka;

public sealed class AnomalyEncoderTests
{
    private static readonly AnomalyEncoder Encoder = new(2, SchemaIdLayout.Confluent);

    [Theory]
    [InlineData(AnomalyType.VoltageDeviation, "VOLTAGE_DEVIATION", "VOLTAGE", "ERROR")]
    [InlineData(AnomalyType.CurrentDeviation, "CURRENT_DEVIATION", "CURRENT", "ERROR")]
    [InlineData(AnomalyType.TemperatureDeviation, "TEMPERATURE_DEVIATION", "TEMPERATURE", "ERROR")]
    [InlineData(AnomalyType.EquipmentFailure, "EQUIPMENT_FAILURE", "STATUS", "CRITICAL")]
    public async Task Encode_Anomaly_IsReadableByApacheAvroInEveryField(AnomalyType type, string word, string channel, string severity)
    {
        var anomaly = AnomalySample.Of(type);
        var record = await RoundTrip(AnomalySample.Reading, anomaly);
        var detectedAt = DateTimeOffset.FromUnixTimeMilliseconds(Wire.EventTimeMs + 42).UtcDateTime;
        Assert.Equal($"M-0421:{Wire.EventTimeMs}:{word}", record["anomaly_id"]);
        Assert.Equal(AnomalyEncoder.Id("M-0421"u8, Wire.EventTimeMs, type), record["anomaly_id"]);
        Assert.Equal((word, severity, channel), (Symbol(record, "anomaly_type"), Symbol(record, "severity"), Symbol(record, "channel")));
        Assert.Equal((anomaly.ThresholdSigma, anomaly.DeviationSigma), ((double)record["threshold_used"], (double)record["deviation"]));
        Assert.Equal((anomaly.Mean, anomaly.StdDev), ((double)record["mean"], (double)record["stddev"]));
        Assert.Equal((detectedAt, 3, 12_345L), ((DateTime)record["detected_at"], (int)record["source_partition"], (long)record["source_offset"]));
        AssertOriginal(AnomalySample.Reading, (GenericRecord)record["original_event"]);
    }

    [Fact]
    public async Task Encode_RandomReadings_KeepTheOriginalUnchanged()
    {
        var random = new RandomReadings(7);
        for (var i = 0; i < 2_000; i++)
        {
            var reading = random.Next() with { EventTimeMs = Wire.EventTimeMs + i };
            AssertOriginal(reading, (GenericRecord)(await RoundTrip(reading, AnomalySample.Of(AnomalyType.VoltageDeviation)))["original_event"]);
        }
    }

    private static async Task<GenericRecord> RoundTrip(SensorReading reading, Anomaly anomaly)
    {
        var framed = Encoder.Encode(await AnomalySample.BatchAsync(reading), anomaly, Wire.EventTimeMs + 42);
        Assert.Equal([0, 0, 0, 0, 2], framed[..5]);
        return AvroOracle.DecodeAnomaly(framed.AsSpan(5));
    }

    private static void AssertOriginal(SensorReading expected, GenericRecord actual)
    {
        Assert.Equal((expected.MeterId, expected.FeederId), ((string)actual["meter_id"], (string?)actual["feeder_id"]));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(expected.EventTimeMs).UtcDateTime, actual["timestamp"]);
        Assert.Equal((expected.VoltageV, expected.CurrentA, expected.TemperatureC), ((double)actual["voltage"], (double)actual["current"], (double)actual["temperature"]));
        Assert.Equal(expected.Status.ToString().ToUpperInvariant(), Symbol(actual, "status"));
    }

    private static string Symbol(GenericRecord record, string field) => ((GenericEnum)record[field]).Value;
}
