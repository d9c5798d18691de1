using Confluent.Kafka;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Sinks;
using GridFlow.Sinks.Kafka;
using GridFlow.Sources;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Pipeline.Tests.Sinks.Kafka;

public sealed class KafkaProducerQueueTests : IDisposable
{
    private const short ProduceRequest = 0;
    private const int InvalidRecord = 87, MessageTooLarge = 10;

    private readonly KafkaRig _kafka = new();
    private readonly ConditionBoard _conditions = new(NullLogger.Instance);

    [Fact]
    public async Task Flush_AfterMoreThanTheQueueHolds_HasDeliveredAllInOrder()
    {
        _kafka.Options.Producer["queue.buffering.max.messages"] = "10";
        using var queue = Queue();
        for (var i = 0; i < 500; i++)
        {
            queue.Enqueue("anomalies", Message(BitConverter.GetBytes(i)), default);
        }

        await queue.FlushAsync(default).WaitAsync(Eventually.Patience);
        Assert.Equal(Enumerable.Range(0, 500), _kafka.Read("anomalies", 500).Select(r => BitConverter.ToInt32(r.Message.Value)));
    }

    [Fact]
    public async Task Flush_NothingWaiting_ReturnsAtOnce()
    {
        using var queue = Queue();
        await queue.FlushAsync(default).WaitAsync(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Flush_BrokerAway_WaitsUntilItIsBack()
    {
        using var queue = Queue();
        _kafka.Broker.Stop();
        queue.Enqueue("anomalies", Message([1]), default);
        var flushing = queue.FlushAsync(default);
        await Eventually.TrueAsync(() => _conditions.Sentences.Count > 0, "the condition");
        Assert.False(flushing.IsCompleted);
        _kafka.Broker.Start();
        await flushing.WaitAsync(Eventually.Patience);
        Assert.NotEmpty(_conditions.Sentences);
        queue.ReportWell();
        Assert.Empty(_conditions.Sentences);
        Assert.Single(_kafka.Read("anomalies", 1));
    }

    [Fact]
    public async Task Flush_BrokerRefusesForGood_ThrowsNowAndEverAfter()
    {
        using var queue = Queue();
        _kafka.Broker.FailNext(ProduceRequest, InvalidRecord);
        queue.Enqueue("anomalies", Message([1]), default);
        await Assert.ThrowsAsync<DeliveryException>(() => queue.FlushAsync(default).WaitAsync(Eventually.Patience));
        queue.Enqueue("anomalies", Message([2]), default);
        await Assert.ThrowsAsync<DeliveryException>(() => queue.FlushAsync(default).WaitAsync(Eventually.Patience));
    }

    [Fact]
    public async Task Flush_Cancelled_EndsTheWait()
    {
        using var queue = Queue();
        _kafka.Broker.Stop();
        queue.Enqueue("anomalies", Message([1]), default);
        using var stop = new CancellationTokenSource();
        var flushing = queue.FlushAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flushing.WaitAsync(Eventually.Patience));
    }

    [Fact]
    public async Task Enqueue_TooLargeForTheClient_SendsTheSmallerOne()
    {
        using var queue = Queue(smaller: true);
        queue.Enqueue("dead-letter-queue", Message(new byte[2_000_000]), default);
        await AssertSmaller(queue);
    }

    [Fact]
    public async Task Enqueue_TooLargeForTheBroker_SendsTheSmallerOne()
    {
        using var queue = Queue(smaller: true);
        _kafka.Broker.FailNext(ProduceRequest, MessageTooLarge);
        queue.Enqueue("dead-letter-queue", Message(new byte[2_000]), default);
        await AssertSmaller(queue);
    }

    [Fact]
    public void Enqueue_TooLargeAndNothingSmaller_Throws()
    {
        using var queue = Queue();
        Assert.Throws<DeliveryException>(() => queue.Enqueue("anomalies", Message(new byte[2_000_000]), default));
    }

    public void Dispose() => _kafka.Dispose();

    private async Task AssertSmaller(KafkaProducerQueue queue)
    {
        await queue.FlushAsync(default).WaitAsync(Eventually.Patience);
        Assert.Equal([7], Assert.Single(_kafka.Read("dead-letter-queue", 1)).Message.Value);
    }

    private KafkaProducerQueue Queue(bool smaller = false) => new(KafkaClientConfig.Producer(_kafka.Options), KafkaDelivery.Subject, _conditions)
    {
        Smaller = (_, message) => smaller && message.Value!.Length > 1 ? Message([7]) : null,
    };

    private static Message<byte[]?, byte[]?> Message(byte[] value) => new() { Value = value };
}
