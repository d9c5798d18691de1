using System.Collections.Concurrent;

namespace GridFlow.Readings;

/// <summary>Batches that have ended their journey wait here for the next.</summary>
/// <remarks>The graph's bounded capacity and the publisher's bound on undelivered batches bound how many are out at a time.</remarks>
public sealed class BatchPool(int batchSize)
{
    private readonly ConcurrentBag<ReadingBatch> _free = [];

    /// <summary>An empty batch of a partition.</summary>
    public ReadingBatch Rent(int partition, long epoch, long polledAt, bool isReplay = false)
    {
        if (!_free.TryTake(out var batch))
        {
            batch = new ReadingBatch(batchSize);
        }

        batch.Start(partition, epoch, polledAt, isReplay);
        return batch;
    }

    /// <summary>Takes a batch back; nobody may hold it any longer.</summary>
    public void Return(ReadingBatch batch) => _free.Add(batch);
}
