using Confluent.Kafka;
using GridFlow.Telemetry;

namespace GridFlow.Sources.Anomalies;

/// <summary>Commits how far partitions are done, beside the poll loop: a commit waits for a coordinator that is away, and polling must not.</summary>
internal sealed class AnomalyCommits(Action<IReadOnlyList<TopicPartitionOffset>> commit, string topic, ConditionBoard conditions, TimeProvider time)
{
    private const string Subject = "InfluxDB commit";

    // What is not committed is written again after a crash, which changes nothing; so there is no hurry.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private Task _running = Task.CompletedTask;
    private long _began;

    /// <summary>Begins a commit when there is something to commit, none is under way, and the last one is a while ago.</summary>
    public void CommitIfDue(IEnumerable<AnomalyPartition> owned)
    {
        if (_running.IsCompleted && time.GetElapsedTime(_began) >= Interval)
        {
            Begin(owned);
        }
    }

    /// <summary>Ends the commit that is under way and commits what has come since; gives up after a while.</summary>
    /// <returns>False when one is still under way.</returns>
    public bool CommitNow(IReadOnlyCollection<AnomalyPartition> owned, TimeSpan patience)
    {
        if (!_running.Wait(patience))
        {
            return false;
        }

        Begin(owned);
        return _running.Wait(patience);
    }

    /// <summary>Does something when the commit that is under way has ended.</summary>
    public void Then(Action action) => _ = _running.ContinueWith(_ => action(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private void Begin(IEnumerable<AnomalyPartition> owned)
    {
        var due = owned.Select(partition => (Partition: partition, Offset: partition.Committable)).Where(p => p.Offset > p.Partition.Committed).ToList();
        if (due.Count > 0)
        {
            _began = time.GetTimestamp();
            _running = Task.Run(() => Commit(due));
        }
    }

    private void Commit(List<(AnomalyPartition Partition, long Offset)> due)
    {
        try
        {
            commit([.. due.Select(p => new TopicPartitionOffset(topic, p.Partition.Partition, p.Offset))]);
            due.ForEach(p => p.Partition.Committed = p.Offset);
            conditions.Clear(Subject);
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.RebalanceInProgress or ErrorCode.IllegalGeneration or ErrorCode.UnknownMemberId)
        {
            // The group is moving; what is still ours then is committed later.
        }
        catch (KafkaException e)
        {
            conditions.Raise(Subject, $"cannot commit how far InfluxDB has {topic}: {e.Error.Reason}; trying again, and after a restart some anomalies are written once more, to the same points");
        }
    }
}
