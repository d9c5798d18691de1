using System.Text;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sinks.Kafka;

namespace GridFlow.Sinks.Live;

/// <summary>Makes what people see of an anomaly. Only called while somebody watches. Pure.</summary>
internal sealed class NoticeBuilder(TimeSpan window)
{
    public AnomalyNotice Build(ReadingBatch batch, in Anomaly anomaly, long detectedAtMs)
    {
        ref readonly var reading = ref batch.Readings[anomaly.Reading];
        var record = batch.Records[reading.Record];
        var meterId = Encoding.UTF8.GetString(batch.MeterId(reading));
        return new AnomalyNotice(
            AnomalyEncoder.Id(batch.MeterId(reading), reading.EventTimeMs, anomaly.Type),
            anomaly.Type,
            anomaly.Severity,
            anomaly.Channel,
            new SensorReading(meterId, reading.EventTimeMs, reading.VoltageV, reading.CurrentA, reading.TemperatureC, reading.Status, Feeder(batch, reading, record)),
            anomaly.ThresholdSigma,
            anomaly.DeviationSigma,
            anomaly.Mean,
            anomaly.StdDev,
            detectedAtMs,
            batch.Partition,
            record.Offset,
            window);
    }

    /// <summary>The feeder is the one field that detection does not keep; the parser has checked that it is there.</summary>
    private static string? Feeder(ReadingBatch batch, in Reading reading, in RawRecord record)
    {
        var body = batch.Slice(record.Body);
        var reader = new AvroSpanReader(body);
        reader.Skip(reading.MeterIdStart - record.Body.Start + reading.MeterIdLength);
        reader.TryReadLong(out _);
        reader.Skip(3 * sizeof(double));
        reader.TryReadLong(out _);
        reader.TryReadLong(out var branch);
        return branch == 1 && reader.TryReadLong(out var length) ? Encoding.UTF8.GetString(body.Slice(reader.Position, (int)length)) : null;
    }
}
