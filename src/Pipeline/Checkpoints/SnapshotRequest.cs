namespace GridFlow.Checkpoints;

/// <summary>Somebody waits for a snapshot of a partition.</summary>
internal sealed class SnapshotRequest(int partition)
{
    private readonly TaskCompletionSource<SnapshotResult?> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The partition.</summary>
    public int Partition => partition;

    /// <summary>What became of it; null when there is nothing to be stored.</summary>
    public Task<SnapshotResult?> Result => _result.Task;

    /// <summary>Answers it when a snapshot has ended, or at once when none is needed.</summary>
    public void Answer(RunningSnapshot? running)
    {
        if (running is null)
        {
            _result.SetResult(null);
            return;
        }

        running.Result.ContinueWith(
            ended => _result.SetResult(ended.Result), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
