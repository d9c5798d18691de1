using System.Collections.Concurrent;
using GridFlow.Checkpoints;
using GridFlow.Sources;
using GridFlow.Telemetry;

namespace GridFlow.Sinks.Archive;

/// <summary>
/// The stage that brings rolls to the target and moves the position: the roll's end is announced beside the position, its files are stored and verified, the position
/// moves behind it, and only then the spool lets go of it.
/// </summary>
/// <param name="target">Where files go.</param>
/// <param name="positions">Where positions are committed.</param>
/// <param name="spool">Where rolls lie.</param>
/// <param name="ledger">Where readings are booked.</param>
/// <param name="conditions">Told what it waits for.</param>
/// <param name="time">The clock.</param>
internal sealed class ArchiveUploader(
    IArchiveTarget target, INotedCommitter positions, SpoolFolder spool, ArchiveLedger ledger, ConditionBoard conditions, TimeProvider time) : IDisposable
{
    /// <summary>What its conditions are about.</summary>
    public const string Subject = "archive";

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<int, SemaphoreSlim> _turns = new();
    private readonly HashSet<(int Partition, long Epoch)> _left = [];

    private enum Outcome
    {
        Done,
        Again,
        NotOurs,
    }

    /// <summary>Uploads a roll, as often as it takes; one at a time, a partition's in their order. Returns also when its partition has moved: then somebody else does it.</summary>
    /// <param name="work">The roll.</param>
    /// <param name="stopping">Nothing is tried again from now on; what is not uploaded stays in the spool.</param>
    /// <param name="stop">Ends it at once.</param>
    public async Task UploadAsync(UploadWork work, CancellationToken stopping, CancellationToken stop)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (_left.Contains((work.Roll.Partition, work.Epoch)))
            {
                // The position must not move past a roll that is not uploaded: the next start would take it for archived.
                return;
            }

            if (!positions.IsCurrent(work.Roll.Partition, work.Epoch))
            {
                // Without waiting for the turn: the partition's recovery may have it for long.
                ledger.ReleaseSpooled(work.Roll.Rows);
                return;
            }

            using (await TurnAsync(work.Roll.Partition, stop))
            {
                var outcome = await TryAsync(work, stop);
                if (outcome == Outcome.NotOurs)
                {
                    ledger.ReleaseSpooled(work.Roll.Rows);
                }

                if (outcome != Outcome.Again)
                {
                    return;
                }
            }

            if (stopping.IsCancellationRequested)
            {
                _left.Add((work.Roll.Partition, work.Epoch));
                return;
            }

            ledger.Retry();
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, stop);
            await Task.Delay(pause, time, either.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            stop.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Waits until no upload of the partition is under way, and holds others back until it is disposed.</summary>
    public async Task<IDisposable> TurnAsync(int partition, CancellationToken stop)
    {
        var turn = _turns.GetOrAdd(partition, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(stop);
        return new Turn(turn);
    }

    public void Dispose()
    {
        foreach (var turn in _turns.Values)
        {
            turn.Dispose();
        }
    }

    private async Task<Outcome> TryAsync(UploadWork work, CancellationToken stop)
    {
        var roll = work.Roll;
        var announced = work.IsAnnounced ? positions.IsCurrent(roll.Partition, work.Epoch) ? true : null : await CommitAsync(roll.From, ArchiveNote.Of(roll.To));
        if (announced is not true)
        {
            return announced is null ? Outcome.NotOurs : Outcome.Again;
        }

        FaultPoints.Hit(FaultPoints.ArchiveAnnounced);
        if (!await StoreAsync(work, stop))
        {
            return Outcome.Again;
        }

        FaultPoints.Hit(FaultPoints.ArchiveStored);
        var moved = await CommitAsync(roll.To, ArchiveNote.None);
        if (moved is not true)
        {
            return moved is null ? Outcome.NotOurs : Outcome.Again;
        }

        FaultPoints.Hit(FaultPoints.ArchiveMoved);
        ledger.Archive(roll.Rows, roll.Files.Count);
        spool.Remove(roll.Folder);
        conditions.Clear(Subject);
        return Outcome.Done;

        // The client's call waits for the coordinator, and must not take a thread from the graph's other stages for so long.
        Task<bool?> CommitAsync(long offset, string note) =>
            Task.Run(() => positions.TryCommit(new PartitionPosition(roll.Partition, work.Epoch, offset), note), CancellationToken.None);
    }

    private async Task<bool> StoreAsync(UploadWork work, CancellationToken stop)
    {
        foreach (var file in work.Roll.Files)
        {
            try
            {
                await target.PutAsync(file, stop);
            }
            catch (ArchiveTargetException e)
            {
                conditions.Raise(Subject, $"{e.Message}; finished files wait in the spool");
                return false;
            }
            catch (InvalidDataException e)
            {
                // Lost or changed on the local disk. The partition begins again at its position, and what Kafka no longer has is reported as a gap then.
                conditions.Raise(Subject, $"{e.Message} Its readings are read again from Kafka");
                spool.Remove(work.Roll.Folder);
                positions.Restart(work.Roll.Partition, work.Epoch);
                return false;
            }

            FaultPoints.Hit(FaultPoints.ArchiveFileStored);
        }

        return true;
    }

    private sealed class Turn(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
