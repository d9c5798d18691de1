using Confluent.Kafka;
using GridFlow.Control.Topics;

namespace GridFlow.Control.DeadLetters.Replay;

/// <summary>One pass over the queue, from the position to where its end was at the beginning. Without a producer it only counts.</summary>
internal sealed class ReplayRun(DeadLetterQueue queue, ReplayProducer? producer, ReplayJudge judge, ReplayMessages messages, ReplayPace pace, ReadProgress progress)
{
    private ReplayBatch _batch = new();

    /// <summary>What became of the records.</summary>
    public ReplayTally Tally { get; } = new();

    /// <summary>Runs.</summary>
    /// <param name="ranges">What is to be seen.</param>
    /// <param name="filter">Which records are meant.</param>
    /// <param name="limit">Most records to send; no limit when null.</param>
    /// <param name="stop">Ends it between two transactions.</param>
    /// <returns>Whether all has been seen.</returns>
    public async Task<bool> RunAsync(IReadOnlyList<TopicRange> ranges, DeadLetterFilter filter, int? limit, CancellationToken stop)
    {
        var total = ranges.Sum(range => range.Length);
        // The reader waits for Kafka on this thread, and no thread of the pool should.
        foreach (var record in queue.Read(ranges, stop))
        {
            if (Tally.Sent + _batch.Records.Count >= limit)
            {
                await FlushAsync(stop);
                return false;
            }

            Look(record, filter);
            if (_batch.IsFull(pace.BatchRecords))
            {
                await FlushAsync(stop);
            }

            progress.Step(Tally.Seen, total, () => Tally.Words);
        }

        foreach (var range in ranges.Where(range => range.Length > 0))
        {
            _batch.See(range);
        }

        await FlushAsync(stop);
        return true;
    }

    private void Look(DeadLetterRecord record, DeadLetterFilter filter)
    {
        Tally.See();
        _batch.See(record);
        if (!filter.Fits(record))
        {
            return;
        }

        if (judge.Skips(record) is { } reason)
        {
            Tally.Skip(reason);
        }
        else
        {
            _batch.Add(record);
        }
    }

    private async Task FlushAsync(CancellationToken stop)
    {
        var batch = _batch;
        _batch = new ReplayBatch();
        if (producer is not null && batch.Positions.Count > 0)
        {
            await pace.WaitAsync(Tally.Sent, stop);
            if (await SendAsync(batch.Records, batch.Positions, stop) is not null)
            {
                await SendOneByOneAsync(batch, stop);
                return;
            }
        }

        batch.Records.ForEach(Tally.Send);
    }

    /// <summary>A broker refuses all that stands in one request with a record that is too large: each by itself says which one it is.</summary>
    private async Task SendOneByOneAsync(ReplayBatch batch, CancellationToken stop)
    {
        foreach (var record in batch.Records)
        {
            if (await SendAsync([record], new Dictionary<int, long> { [record.Partition] = record.Offset + 1 }, stop) is { } refusal)
            {
                Tally.Skip(refusal);
            }
            else
            {
                Tally.Send(record);
            }
        }

        await SendAsync([], batch.Positions, stop);
    }

    private Task<string?> SendAsync(IEnumerable<DeadLetterRecord> records, IReadOnlyDictionary<int, long> positions, CancellationToken stop) => producer!.SendAsync(
        [.. records.Select(messages.Of)],
        positions.Select(pair => new TopicPartitionOffset(queue.Topic, pair.Key, pair.Value)),
        queue.Group,
        stop);
}
