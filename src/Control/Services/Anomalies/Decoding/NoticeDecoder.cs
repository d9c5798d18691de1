using GridFlow.Control.Metrics;
using GridFlow.Control.Services.Anomalies.Topic;
using GridFlow.Readings;
using GridFlow.Sinks.Live;

namespace GridFlow.Control.Services.Anomalies.Decoding;

/// <summary>Turns records of the topic into anomalies. One that cannot be read is counted and passed: it must not hold up those behind it.</summary>
internal sealed partial class NoticeDecoder(NoticeSchemaCache schemas, SchemaIdLayout layout, SubscriberMetrics metrics, TimeProvider time, ILogger<NoticeDecoder> log)
{
    // A foreign program that fills the topic must not fill the log too.
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    private readonly int _headerLength = RegistryFraming.HeaderBytes(layout);
    private long _loggedAt = long.MinValue;

    /// <returns>Null when it cannot be read. Waits only when a schema must be looked up.</returns>
    public ValueTask<AnomalyNotice?> DecodeAsync(TopicStep step, CancellationToken cancellationToken)
    {
        if (HeaderFault(step.Value) is { } fault)
        {
            return new ValueTask<AnomalyNotice?>(Unreadable(step, fault));
        }

        var schemaId = RegistryFraming.ReadSchemaId(step.Value, layout);
        return schemas.TryGet(schemaId) is { } schema ? new ValueTask<AnomalyNotice?>(Decode(step, schema)) : new ValueTask<AnomalyNotice?>(ResolveAsync(step, schemaId, cancellationToken));
    }

    private async Task<AnomalyNotice?> ResolveAsync(TopicStep step, long schemaId, CancellationToken cancellationToken) =>
        Decode(step, await schemas.ResolveAsync(schemaId, cancellationToken));

    private AnomalyNotice? Decode(TopicStep step, NoticeSchema schema)
    {
        if (schema.Reader is null)
        {
            return Unreadable(step, schema.Reason);
        }

        try
        {
            return schema.Reader.Read(step.Value![_headerLength..]);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Apache.Avro reports bad bytes by whatever its reading runs into: indexes, overflows, casts.
            return Unreadable(step, $"the bytes are not what their schema says: {e.Message}");
        }
    }

    private string? HeaderFault(byte[]? value) => value switch
    {
        null => "the record has no value",
        [not RegistryFraming.Magic, ..] => $"byte 0 is 0x{value[0]:x2}; registry framing starts with 0x00",
        _ when value.Length < _headerLength => $"the value ends at byte {value.Length}, inside the {_headerLength}-byte header",
        _ => null,
    };

    private AnomalyNotice? Unreadable(in TopicStep step, string reason)
    {
        metrics.Unreadable();
        var last = Volatile.Read(ref _loggedAt);
        var now = time.GetTimestamp();
        if ((last == long.MinValue || time.GetElapsedTime(last, now) > LogInterval) && Interlocked.CompareExchange(ref _loggedAt, now, last) == last)
        {
            LogUnreadable(log, step.Partition, step.Next - 1, reason);
        }

        return null;
    }

    [LoggerMessage(5200, LogLevel.Warning, "subscribers do not get offset {Offset} of partition {Partition} of the anomalies topic: {Reason} (gridflow_subscriber_unreadable_total counts all)")]
    private static partial void LogUnreadable(ILogger log, int partition, long offset, string reason);
}
