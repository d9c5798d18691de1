using Confluent.Kafka;
using GridFlow.Integration.Programs;
using Xunit;

namespace GridFlow.Integration.Traffic;

/// <summary>Writes anomalies in transactions, of which some are aborted: marks and aborted records lie between what readers see.</summary>
internal sealed class AnomalyTransactions : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IProducer<byte[]?, byte[]?> _producer;

    public AnomalyTransactions(PipelineSetup setup)
    {
        _producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = setup.Kafka, TransactionalId = setup.Anomalies, LingerMs = 1, RetryBackoffMs = 10 })
            .SetLogHandler((_, _) => { })
            .Build();
        Sender = new AnomalySender(setup, _producer);
    }

    public AnomalySender Sender { get; }

    public async Task BeginAsync()
    {
        await Sender.UseSchemaAsync();
        await Task.Run(() => _producer.InitTransactions(Patience), TestContext.Current.CancellationToken);
    }

    /// <summary>One transaction; its anomalies are spread over the partitions.</summary>
    public void Send(int count, bool abort = false)
    {
        _producer.BeginTransaction();
        Sender.Send(count);
        if (abort)
        {
            // So that aborted records stand in the topic.
            _producer.Flush(Patience);
            _producer.AbortTransaction(Patience);
        }
        else
        {
            _producer.CommitTransaction(Patience);
        }
    }

    public void Dispose() => Sender.Dispose();
}
