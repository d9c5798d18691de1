using Confluent.Kafka;
using GridFlow.Checkpoints;
using GridFlow.Readings;
using Microsoft.Extensions.Logging;

namespace GridFlow.Sources;

/// <content>How a partition gets from assigned to read. It is paused while its detector is recovered beside the poll loop, then the loop seeks and goes on.</content>
internal sealed partial class KafkaReadingSource
{
    private readonly Dictionary<int, Recovery> _recoveries = [];
    private readonly Dictionary<int, Replay> _replays = [];
    private readonly HashSet<int> _outOfRange = [];
    private readonly HashSet<int> _givenUp = [];

    private void Recover(CancellationToken stop)
    {
        if (_recoveries.Count == 0 && !_partitions.AnyRecovering)
        {
            return;
        }

        var wanted = _partitions.Recovering();
        foreach (var (partition, recovery) in _recoveries.ToList())
        {
            if (!wanted.Contains((partition, recovery.Epoch)))
            {
                _recoveries.Remove(partition);
                recovery.Dispose();
            }
        }

        foreach (var (partition, epoch) in wanted)
        {
            if (!_recoveries.TryGetValue(partition, out var recovery))
            {
                _recoveries[partition] = recovery = new Recovery(partition, epoch, RecoverAsync, stop);
                _pausesStale = true;
            }

            if (recovery.Result is { IsCompleted: true, IsCanceled: false } && TryStart(partition, recovery))
            {
                _recoveries.Remove(partition);
                recovery.Dispose();
            }
        }
    }

    private async Task<RecoveredPartition> RecoverAsync(int partition, long epoch, CancellationToken over)
    {
        var recovered = await _recovery.RecoverAsync(partition, epoch, over);
        // Only now: the transaction that moved the committed offset may have brought the word of other settings with it.
        await (_settings?.CaughtUpAsync(over) ?? Task.CompletedTask);
        return recovered with { SettingsRevision = _settings?.Latest.Revision ?? 0 };
    }

    /// <summary>
    /// What retention has taken in front of a running partition: first everything that was read of it is committed, then it starts anew. To be called when all that was
    /// polled has been handed over.
    /// </summary>
    private void RestartOutOfRange()
    {
        if (_outOfRange.Count == 0)
        {
            return;
        }

        foreach (var partition in _outOfRange.Where(p => _partitions.WaitUntilDrained([p], TimeSpan.Zero)).ToList())
        {
            _outOfRange.Remove(partition);
            if (_partitions.EpochOf(partition) is not null)
            {
                _partitions.Assign(partition);
            }
        }
    }

    private bool TryStart(int partition, Recovery recovery)
    {
        // A recovery that failed takes the pipeline with it.
        var recovered = recovery.Result.GetAwaiter().GetResult();
        if (!MayStart(recovered))
        {
            return false;
        }

        ComeRound();
        var at = new TopicPartitionOffset(_options.ReadingsTopic, partition, recovered.ReadFrom);
        try
        {
            if (recovered.IsNewPlace)
            {
                // Whatever ends this before the first result: the place is not chosen again, and what retention took is not counted twice.
                _consumer.Commit([at]);
            }

            if (_givenUp.Contains(partition))
            {
                // The client fetches no more of it after its position was out of range, and a seek does not change that.
                _consumer.IncrementalUnassign([at.TopicPartition]);
                _consumer.IncrementalAssign([at]);
                _givenUp.Remove(partition);
            }
            else
            {
                _consumer.Seek(at);
            }
        }
        catch (KafkaException e)
        {
            // Not fetching yet, or no coordinator: the next round tries again.
            LogClient(_logger, SyslogLevel.Notice, $"{at}: {e.Error.Reason}");
            return false;
        }

        FaultPoints.Hit(FaultPoints.RecoverySeeked);
        if (recovered.Detector is not null)
        {
            _handover.Offer(partition, recovery.Epoch, recovered.Detector);
        }

        if (_partitions.Start(partition, recovery.Epoch, recovered.ReadFrom, recovered.SpeakFrom))
        {
            _partitions.SetCommitted(partition, recovery.Epoch, recovered.SpeakFrom);
            SwitchAtStart(partition, recovery.Epoch, recovered.SpeakFrom);
            _replays[partition] = new Replay(recovered, _time.GetTimestamp());
            EndReplay(partition, recovered.ReadFrom);
            if (MustStop(partition))
            {
                _stopped.Add(partition);
            }

            if (!_held && !_stopped.Contains(partition))
            {
                _consumer.Resume([at.TopicPartition]);
            }
        }

        return true;
    }

    /// <summary>Counts what is replayed, and tells the end of it.</summary>
    private void FollowReplay(ReadingBatch batch)
    {
        if (_replays.TryGetValue(batch.Partition, out var replay))
        {
            replay.Readings += batch.IsReplay ? batch.RecordCount : 0;
            EndReplay(batch.Partition, batch.IsReplay ? batch.NextOffset : replay.Recovered.SpeakFrom);
        }
    }

    private void EndReplay(int partition, long position)
    {
        var replay = _replays[partition];
        if (position >= replay.Recovered.SpeakFrom)
        {
            _replays.Remove(partition);
            LogRecovered(
                _logger, _options.GroupId, _options.ReadingsTopic, partition, replay.Recovered.SpeakFrom, replay.Recovered.Story, replay.Readings, _time.GetElapsedTime(replay.Since).TotalMilliseconds);
            FaultPoints.Hit(FaultPoints.RecoveryReplayed);
        }
    }

    /// <summary>Pauses what must not be read now. A rebalance forgets that partitions were paused.</summary>
    private void RestorePauses()
    {
        if (!_pausesStale)
        {
            return;
        }

        _pausesStale = false;
        var paused = _consumer.Assignment.Where(p => _held || _partitions.ReadyState(p.Partition) is null || _stopped.Contains(p.Partition)).ToList();
        if (paused.Count > 0)
        {
            _consumer.Pause(paused);
        }
    }

    [LoggerMessage(204, LogLevel.Information, "{Group}: {Topic} [{Partition}] recovered at offset {Offset}: {Story}; {Readings} readings replayed in silence in {Milliseconds:F0} ms")]
    private static partial void LogRecovered(ILogger logger, string group, string topic, int partition, long offset, string story, long readings, double milliseconds);

    /// <summary>One recovery under way.</summary>
    private sealed class Recovery : IDisposable
    {
        private readonly CancellationTokenSource _over;

        public Recovery(int partition, long epoch, Func<int, long, CancellationToken, Task<RecoveredPartition>> recover, CancellationToken stop)
        {
            Epoch = epoch;
            _over = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var over = _over.Token;
            Result = Task.Run(() => recover(partition, epoch, over), over);
        }

        public long Epoch { get; }

        public Task<RecoveredPartition> Result { get; }

        public void Dispose()
        {
            _over.Cancel();
            _over.Dispose();
        }
    }

    /// <summary>A replay under way.</summary>
    private sealed class Replay(RecoveredPartition recovered, long since)
    {
        public RecoveredPartition Recovered => recovered;

        public long Since => since;

        public long Readings { get; set; }
    }
}
