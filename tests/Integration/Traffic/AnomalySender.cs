using System.Text;
using Confluent.Kafka;
using GridFlow.Detection;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Readings;
using GridFlow.Telemetry;
using Xunit;

namespace GridFlow.Integration.Traffic;

/// <summary>Writes anomalies to the topic as the pipeline does, but only those a test asks for.</summary>
/// <param name="setup">The topic.</param>
/// <param name="producer">A producer of the test's own, for example of transactions.</param>
internal sealed class AnomalySender(PipelineSetup setup, IProducer<byte[]?, byte[]?>? producer = null) : IDisposable
{
    private const long TimeMs = 1_760_000_000_000;

    private readonly IProducer<byte[]?, byte[]?> _producer = producer ?? new KafkaProbe(setup).Producer();
    private readonly List<string> _ids = [];
    private int _schemaId;

    /// <summary>Ids of all anomalies sent.</summary>
    public IReadOnlyList<string> Ids => _ids;

    /// <summary>Registers the schema.</summary>
    /// <param name="schema">Another version.</param>
    public async Task UseSchemaAsync(string? schema = null)
    {
        using var registry = new RegistryClient(setup.Registry);
        _schemaId = await registry.RegisterAsync($"{setup.Anomalies}-value", schema ?? GridFlowSchemas.AnomalyEvent);
    }

    /// <summary>Sends so many, each with an id of its own.</summary>
    public void Send(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var number = _ids.Count;
            Send($"M-{number % 50}", TimeMs + (number * 10L), (AnomalyType)(number % 4));
        }
    }

    /// <summary>Sends one.</summary>
    /// <param name="meterId">Meter.</param>
    /// <param name="timeMs">Event time.</param>
    /// <param name="type">Rule.</param>
    /// <param name="severity">How bad.</param>
    /// <param name="more">Bytes behind the record, of a field that a newer schema has.</param>
    /// <param name="typeSymbol">Position of another symbol, and its name, of a newer schema.</param>
    /// <param name="feeder">Feeder of the meter.</param>
    public void Send(string meterId, long timeMs, AnomalyType type = AnomalyType.VoltageDeviation, Severity severity = Severity.Error, byte[]? more = null, (int Position, string Name)? typeSymbol = null, string? feeder = null)
    {
        var id = $"{meterId}:{timeMs}:{typeSymbol?.Name ?? WireNames.Of(type)}";
        var reading = new SensorReading(meterId, timeMs, 260.5, 10, 30, type == AnomalyType.EquipmentFailure ? MeterStatus.Fault : MeterStatus.Ok, feeder);
        var buffer = new byte[1024 + (8 * meterId.Length)];
        var header = RegistryFraming.WriteHeader(buffer, _schemaId, SchemaIdLayout.Confluent);
        var writer = new AvroSpanWriter(buffer.AsSpan(header));
        writer.WriteString(id);
        writer.WriteLong(typeSymbol?.Position ?? (long)type);
        writer.WriteLong((long)severity);
        var body = new byte[SensorReadingEncoder.MaxBytes(reading)];
        writer.WriteRaw(body.AsSpan(0, SensorReadingEncoder.Encode(reading, body)));
        writer.WriteDouble(2.5);
        writer.WriteDouble(6.1);
        writer.WriteLong((long)type);
        writer.WriteDouble(230);
        writer.WriteDouble(5);
        writer.WriteLong(timeMs + 10);
        writer.WriteLong(0);
        writer.WriteLong(_ids.Count);
        writer.WriteRaw(more ?? []);
        _ids.Add(id);
        Raw(meterId, buffer[..(header + writer.Written)]);
    }

    /// <summary>Sends exact bytes.</summary>
    public void Raw(string key, byte[]? value) => _producer.Produce(
        new TopicPartition(setup.Anomalies, _ids.Count % PipelineSetup.Partitions), new Message<byte[]?, byte[]?> { Key = Encoding.UTF8.GetBytes(key), Value = value });

    /// <summary>Waits until the brokers have all.</summary>
    public void Flush() => _producer.Flush(TestContext.Current.CancellationToken);

    public void Dispose() => _producer.Dispose();
}
