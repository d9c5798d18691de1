using GridFlow.Detection;

namespace GridFlow.Checkpoints;

/// <summary>Begins snapshots for all lanes, and books how they end.</summary>
internal sealed class SnapshotTaker(ISnapshotTarget target, SnapshotOrigin origin, SnapshotCadence cadence, SnapshotJournal journal, TimeProvider time)
{
    /// <summary>Decides which one is next.</summary>
    public SnapshotCadence Cadence => cadence;

    /// <summary>Now, as a timestamp.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>Begins one; the turn must have been taken. It gives the turn back when it ends, on any thread.</summary>
    public RunningSnapshot Begin(SnapshotProgress progress, PartitionDetector detector)
    {
        var running = new RunningSnapshot(progress, time.GetUtcNow(), time.GetTimestamp());
        progress.Begin(running.BegunAt);
        var header = new SnapshotHeader(
            origin.Group,
            origin.Topic,
            origin.TopicId(),
            progress.Partition,
            running.Offset,
            detector.MeterCount,
            origin.Settings,
            running.TakenAt,
            origin.Writer,
            origin.Version);
        detector.BeginSnapshot(target.Begin(header, result => End(running, result)));
        return running;
    }

    /// <summary>Gives one up whose state is not all with the target yet.</summary>
    public void Abandon(RunningSnapshot running, PartitionDetector detector)
    {
        detector.AbandonSnapshot();
        End(running, default);
    }

    private void End(RunningSnapshot running, SnapshotResult result)
    {
        // Whoever is first: the lane that gives it up, or the target.
        if (!running.TryEnd(result))
        {
            return;
        }

        var now = time.GetTimestamp();
        running.Progress.End(now, result.Stored ? running.Offset : null);
        if (result.Stored)
        {
            var took = time.GetElapsedTime(running.BegunAt, now);
            journal.Store(new PartitionSnapshot(running.Progress.Partition, running.Offset, running.TakenAt, took, result.StateBytes, result.StoredBytes));
        }
        else if (result.Failure is { } why)
        {
            journal.Fail(why);
        }
        else
        {
            journal.Abandon();
        }

        cadence.End(result.Stored || result.Failure is not null ? now - running.BegunAt : null);
    }
}
