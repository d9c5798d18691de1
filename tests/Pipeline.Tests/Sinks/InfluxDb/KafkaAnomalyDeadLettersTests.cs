using Confluent.Kafka;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Sinks.InfluxDb;
using GridFlow.Sinks.Kafka;
using GridFlow.Sources.Anomalies;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Pipeline.Tests.Sinks.InfluxDb;

public sealed class KafkaAnomalyDeadLettersTests : IDisposable
{
    private readonly KafkaRig _kafka = new();
    private readonly ConditionBoard _conditions = new(NullLogger.Instance);

    [Fact]
    public async Task Send_ThePipelinesProducerIsAway_LeavesItsConditionAlone()
    {
        _conditions.Raise(KafkaDelivery.Subject, "is away");
        using var deadLetters = new KafkaAnomalyDeadLetters(_kafka.Options, _conditions);
        await deadLetters.SendAsync([Rejected()], default).WaitAsync(Eventually.Patience);
        Assert.Equal(KafkaDelivery.Subject, Assert.Single(_conditions.Subjects));
        Assert.Single(_kafka.Read("dead-letter-queue", 1));
    }

    [Fact]
    public async Task Send_BrokerAway_SaysItUnderItsOwnSubjectUntilItIsBack()
    {
        using var deadLetters = new KafkaAnomalyDeadLetters(_kafka.Options, _conditions);
        await deadLetters.SendAsync([Rejected()], default).WaitAsync(Eventually.Patience);
        _kafka.Broker.Stop();
        var sending = deadLetters.SendAsync([Rejected()], default);
        await Eventually.TrueAsync(() => _conditions.Subjects.Any(), "the condition");
        Assert.Equal(KafkaAnomalyDeadLetters.Subject, Assert.Single(_conditions.Subjects));
        Assert.False(sending.IsCompleted);
        _kafka.Broker.Start();
        await sending.WaitAsync(Eventually.Patience);
        Assert.Empty(_conditions.Subjects);
    }

    public void Dispose() => _kafka.Dispose();

    private static RejectedAnomaly Rejected() => new(
        new AnomalyRecord(new AnomalyPartition(0), new ConsumeResult<byte[]?, byte[]?>
        {
            TopicPartitionOffset = new TopicPartitionOffset("anomalies", 0, 5),
            Message = new Message<byte[]?, byte[]?> { Key = [1], Value = [2], Headers = [], Timestamp = new Timestamp(1_760_000_000_000, TimestampType.CreateTime) },
        }),
        RejectedAnomaly.Unreadable,
        "of a test");
}
