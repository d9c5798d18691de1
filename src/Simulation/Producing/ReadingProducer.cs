using System.Text;
using Confluent.Kafka;
using GridFlow.Readings;

namespace GridFlow.Simulation;

/// <summary>Sends readings to a topic: key = meter id in UTF-8, value = registry-framed Avro, timestamp = now (the client's, not the event time).</summary>
/// <remarks>One thread at a time may run it; <see cref="Progress"/> may be read from any. It does not own the Kafka client.</remarks>
public sealed class ReadingProducer
{
    /// <summary>Slots between two questions to <see cref="ReadingRun.Gate"/>.</summary>
    public const int GateInterval = 100;

    private static readonly TimeSpan FullQueueWait = TimeSpan.FromMilliseconds(20);
    private readonly IProducer<byte[], byte[]> _client;
    private readonly string _topic;
    private readonly long _schemaId;
    private readonly SchemaIdLayout _layout;
    private readonly TimeProvider _time;
    private readonly Action<DeliveryReport<byte[], byte[]>> _onDelivery;
    private readonly Message<byte[], byte[]> _message = new();
    private readonly Dictionary<string, byte[]> _keys = [];
    private long _startedAt;
    private long _sent;
    private long _acknowledged;
    private long _failed;
    private string? _lastError;

    /// <summary>Makes a producer of readings.</summary>
    /// <param name="client">A Kafka client with delivery reports on, best from <see cref="ReadingProducerConfig"/>.</param>
    /// <param name="topic">Where readings go.</param>
    /// <param name="schemaId">Id of <see cref="GridFlowSchemas.SensorReading"/> in the registry.</param>
    /// <param name="layout">How the id is written.</param>
    /// <param name="time">Clock for <see cref="Progress"/>.</param>
    public ReadingProducer(IProducer<byte[], byte[]> client, string topic, long schemaId, SchemaIdLayout layout, TimeProvider time)
    {
        _client = client;
        _topic = topic;
        _schemaId = schemaId;
        _layout = layout;
        _time = time;
        _onDelivery = OnDelivery;
    }

    /// <summary>Where the producer stands.</summary>
    public ProducerProgress Progress
    {
        get
        {
            // Outcomes first: read the other way round, a delivery in between would make more outcomes than readings.
            var acknowledged = Interlocked.Read(ref _acknowledged);
            var failed = Interlocked.Read(ref _failed);
            var startedAt = Interlocked.Read(ref _startedAt);
            return new ProducerProgress(
                Interlocked.Read(ref _sent),
                acknowledged,
                failed,
                Volatile.Read(ref _lastError),
                startedAt == 0 ? TimeSpan.Zero : _time.GetElapsedTime(startedAt));
        }
    }

    /// <summary>Sends a source's slots until it ends, <see cref="ReadingRun.StopBefore"/> says so, or it is cancelled. Does not flush.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; what was sent stays sent.</exception>
    /// <exception cref="KafkaException">The client is broken for good.</exception>
    public async Task RunAsync(IReadingSource source, ReadingRun run, CancellationToken cancellationToken)
    {
        // An unpaced run would otherwise never return to its caller.
        await Task.Yield();
        var released = run.Pacer is null ? double.PositiveInfinity : double.NegativeInfinity;
        long? firstEventMs = null;
        for (var slots = 0L; source.TryPeek(out var eventTimeMs) && run.StopBefore?.Invoke(eventTimeMs) != true; slots++)
        {
            firstEventMs ??= eventTimeMs;
            var position = run.PaceBy == PaceBy.Slots ? slots : eventTimeMs - firstEventMs.Value;
            while (position > released)
            {
                released = await run.Pacer!.ReleaseAsync(cancellationToken);
            }

            if (slots % GateInterval == 0 && run.Gate is { } gate)
            {
                await gate(Interlocked.Read(ref _sent), cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (source.TryTake(out var reading))
            {
                Send(reading, cancellationToken);
            }
        }
    }

    /// <summary>Waits until every reading has been acknowledged or has failed.</summary>
    /// <returns>Readings still in flight when the time was over; 0 is success.</returns>
    public long Flush(TimeSpan timeout)
    {
        _client.Flush(timeout);
        return Progress.InFlight;
    }

    private void Send(in SensorReading reading, CancellationToken cancellationToken)
    {
        if (_startedAt == 0)
        {
            Interlocked.Exchange(ref _startedAt, Math.Max(1, _time.GetTimestamp()));
        }

        _message.Key = KeyOf(reading.MeterId);
        _message.Value = SensorReadingEncoder.EncodeFramed(reading, _schemaId, _layout);

        // Counted first: its report may come before Produce returns.
        Interlocked.Increment(ref _sent);
        while (true)
        {
            try
            {
                _client.Produce(_topic, _message, _onDelivery);
                return;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                // Back-pressure, not an error: the same reading again when there is room.
                if (cancellationToken.IsCancellationRequested)
                {
                    Interlocked.Decrement(ref _sent);
                    cancellationToken.ThrowIfCancellationRequested();
                }

                _client.Poll(FullQueueWait);
            }
            catch (ProduceException<byte[], byte[]> e)
            {
                Fail(e.Error);
                if (e.Error.IsFatal)
                {
                    throw;
                }

                return;
            }
        }
    }

    private byte[] KeyOf(string meterId)
    {
        if (!_keys.TryGetValue(meterId, out var key))
        {
            key = Encoding.UTF8.GetBytes(meterId);
            _keys.Add(meterId, key);
        }

        return key;
    }

    private void OnDelivery(DeliveryReport<byte[], byte[]> report)
    {
        if (report.Error.IsError)
        {
            Fail(report.Error);
        }
        else
        {
            Interlocked.Increment(ref _acknowledged);
        }
    }

    private void Fail(Error error)
    {
        Volatile.Write(ref _lastError, error.Reason);
        Interlocked.Increment(ref _failed);
    }
}
