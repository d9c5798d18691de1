using Confluent.Kafka;
using GridFlow.Sources;
using GridFlow.Telemetry;

namespace GridFlow.Control.Services.Anomalies.Topic;

/// <summary>A consumer that is in no group and sees what is committed.</summary>
internal sealed class KafkaTopicCursor : ITopicCursor
{
    private const int BufferedKilobytes = 4_096;

    private readonly string _topic;
    private readonly ConditionBoard _conditions;
    private readonly IConsumer<Ignore, byte[]?> _consumer;

    public KafkaTopicCursor(KafkaOptions options, ConditionBoard conditions)
    {
        _topic = options.AnomaliesTopic;
        _conditions = conditions;
        var config = KafkaClientConfig.Consumer(options, "gridflow-subscribers");
        // Of the pipeline's own members; nobody joins here.
        config.GroupInstanceId = null;
        // The last offsets of a partition are mostly marks of transactions; only its end says that nothing more stands there.
        config.EnablePartitionEof = true;
        config.QueuedMaxMessagesKbytes = BufferedKilobytes;
        _consumer = new ConsumerBuilder<Ignore, byte[]?>(config).SetErrorHandler((_, error) => OnError(error)).SetLogHandler((_, _) => { }).Build();
    }

    public void Place(IReadOnlyCollection<(int Partition, long Offset)> places) =>
        _consumer.Assign(places.Select(place => new TopicPartitionOffset(_topic, place.Partition, place.Offset)));

    public IReadOnlyList<TopicStep> Read(int most, TimeSpan wait)
    {
        var steps = new List<TopicStep>();
        while (steps.Count < most && Next(steps.Count == 0 ? wait : TimeSpan.Zero) is { } result)
        {
            steps.Add(result.IsPartitionEOF
                ? new TopicStep(result.Partition.Value, result.Offset.Value, IsRecord: false, null)
                : new TopicStep(result.Partition.Value, result.Offset.Value + 1, IsRecord: true, result.Message.Value));
        }

        return steps;
    }

    public void Dispose() => _consumer.Dispose();

    private ConsumeResult<Ignore, byte[]?>? Next(TimeSpan wait)
    {
        try
        {
            return _consumer.Consume(wait);
        }
        catch (ConsumeException e) when (e.Error.Code is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange)
        {
            throw new PositionLostException(e.Error.Reason, e);
        }
        catch (ConsumeException e)
        {
            OnError(e.Error);
            return null;
        }
    }

    private void OnError(Error error)
    {
        if (error.Code is ErrorCode.Local_AllBrokersDown or ErrorCode.TopicAuthorizationFailed or ErrorCode.UnknownTopicOrPart || error.IsFatal)
        {
            KafkaAnomalyTopic.Raise(_conditions, _topic, error.Reason);
        }
    }
}
