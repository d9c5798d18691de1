using Avro;
using CsCheck;
using GridFlow.Detection;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;
using GridFlow.Sinks.InfluxDb;
using GridFlow.Sinks.Kafka;
using GridFlow.Telemetry;

namespace GridFlow.Pipeline.Tests.Sinks.InfluxDb;

public sealed class AnomalyReaderTests
{
    private static readonly AnomalyEncoder Encoder = new(2, SchemaIdLayout.Confluent);
    private static readonly AnomalyReader Reader = new(GridFlowSchemas.AnomalyEvent);

    [Theory]
    [InlineData(AnomalyType.VoltageDeviation, 188.3)]
    [InlineData(AnomalyType.CurrentDeviation, 4.56)]
    [InlineData(AnomalyType.TemperatureDeviation, 31.5)]
    [InlineData(AnomalyType.EquipmentFailure, 2)]
    public async Task Read_WhatThePipelineWrites_EveryFieldIsThere(AnomalyType type, double value)
    {
        var anomaly = AnomalySample.Of(type);
        var framed = Encoder.Encode(await AnomalySample.BatchAsync(AnomalySample.Reading), anomaly, Wire.EventTimeMs + 42);
        Assert.Equal(
            new AnomalyPoint(
                "M-0421", WireNames.Of(type), WireNames.Of(anomaly.Severity), WireNames.Of(anomaly.Channel), Wire.EventTimeMs, value, anomaly.DeviationSigma,
                anomaly.ThresholdSigma, anomaly.Mean, anomaly.StdDev, "F-7"),
            Reader.Read(framed[5..]));
    }

    [Fact]
    public async Task Read_ReadingWithoutFeeder_HasNone()
    {
        var framed = Encoder.Encode(await AnomalySample.BatchAsync(AnomalySample.Reading with { FeederId = null }), AnomalySample.Of(AnomalyType.VoltageDeviation), Wire.EventTimeMs);
        Assert.Null(Reader.Read(framed[5..]).FeederId);
    }

    [Theory]
    [InlineData("timestamp-millis", "timestamp-micros", "timestamp-micros")]
    [InlineData("\"name\": \"deviation\", \"type\": \"double\"", "\"name\": \"deviation\", \"type\": \"string\"", "resolve")]
    [InlineData("\"name\": \"severity\"", "\"name\": \"badness\"", "resolve")]
    [InlineData("\"AnomalyEvent\"", "\"SomethingElse\"", "resolve")]
    public void Open_SchemaThatIsNoVersionOfOurs_SaysWhy(string text, string by, string reason)
    {
        var schema = GridFlowSchemas.AnomalyEvent.Replace(text, by, StringComparison.Ordinal);
        Assert.NotEqual(schema, GridFlowSchemas.AnomalyEvent);
        Assert.Contains(reason, Assert.ThrowsAny<AvroException>(() => new AnomalyReader(schema)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_CutOrChangedBytes_NeverGiveAnythingButAPointOrAnException()
    {
        var body = Encoder.Encode(await AnomalySample.BatchAsync(AnomalySample.Reading), AnomalySample.Of(AnomalyType.VoltageDeviation), Wire.EventTimeMs)[5..];
        for (var length = 0; length < body.Length; length++)
        {
            Assert.ThrowsAny<Exception>(() => Reader.Read(body[..length]));
        }

        Assert.ThrowsAny<AvroException>(() => Reader.Read([.. body, 0]));
        Gen.Select(Gen.Int[0, body.Length - 1], Gen.Byte).Sample((place, value) =>
        {
            var changed = (byte[])body.Clone();
            changed[place] = value;
            try
            {
                Reader.Read(changed);
            }
            catch (Exception e) when (e is not (OutOfMemoryException or StackOverflowException))
            {
                // What the decoder takes for unreadable.
            }
        });
    }
}
