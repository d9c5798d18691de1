using Confluent.Kafka;
using GridFlow.Readings;
using GridFlow.Sinks;
using GridFlow.Sinks.Kafka;
using GridFlow.Sources;

namespace GridFlow.TestKit;

/// <summary>Keeps what a pipeline says, encoded as it would go to Kafka.</summary>
internal sealed class CapturedDelivery(AnomalyEncoder encoder, string sourceTopic, TimeProvider time) : IDelivery
{
    private readonly DeadLetterBuilder _deadLetters = new(sourceTopic);

    /// <summary>Framed Avro values of all anomalies, in the order of their delivery.</summary>
    public List<byte[]> Anomalies { get; } = [];

    /// <summary>All dead letters.</summary>
    public List<Message<byte[]?, byte[]?>> DeadLetters { get; } = [];

    /// <summary>Last committed position of each partition.</summary>
    public Dictionary<int, long> Committed { get; } = [];

    /// <summary>Called in front of each commit; a test can wait or throw in it.</summary>
    public Func<Task> BeforeCommit { get; set; } = () => Task.CompletedTask;

    public TimeSpan? LongestCall { get; set; }

    public Task SendAsync(ReadingBatch batch, CancellationToken cancellationToken)
    {
        foreach (var anomaly in batch.Anomalies)
        {
            Anomalies.Add(encoder.Encode(batch, anomaly, time.GetUtcNow().ToUnixTimeMilliseconds()));
        }

        foreach (var deadLetter in batch.DeadLetters)
        {
            DeadLetters.Add(_deadLetters.Build(batch, deadLetter));
        }

        return Task.CompletedTask;
    }

    public async Task<CommitOutcome> CommitAsync(IReadOnlyCollection<PartitionPosition> positions, Func<bool> stillOwned, CancellationToken cancellationToken)
    {
        await BeforeCommit().WaitAsync(cancellationToken);
        foreach (var position in positions)
        {
            Committed[position.Partition] = position.NextOffset;
        }

        return CommitOutcome.Committed;
    }

    public Task SettledAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }
}
