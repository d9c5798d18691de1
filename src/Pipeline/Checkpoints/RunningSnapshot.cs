namespace GridFlow.Checkpoints;

/// <summary>A snapshot from its barrier until it is durable, failed or given up.</summary>
internal sealed class RunningSnapshot(SnapshotProgress progress, DateTimeOffset takenAt, long begunAt)
{
    private readonly TaskCompletionSource<SnapshotResult> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Its partition.</summary>
    public SnapshotProgress Progress => progress;

    /// <summary>The state is that of all records in front of this offset.</summary>
    public long Offset { get; } = progress.Offset;

    /// <summary>When it was begun.</summary>
    public DateTimeOffset TakenAt => takenAt;

    /// <summary>The same as a timestamp.</summary>
    public long BegunAt => begunAt;

    /// <summary>What became of it.</summary>
    public Task<SnapshotResult> Result => _end.Task;

    /// <summary>Ends it; false when it has ended already. Any thread.</summary>
    public bool TryEnd(SnapshotResult result) => _end.TrySetResult(result);
}
