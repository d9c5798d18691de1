using Confluent.Kafka;
using GridFlow.Checkpoints;
using GridFlow.Sources;
using GridFlow.Telemetry;
using Microsoft.Extensions.Logging;

namespace GridFlow.Sinks.Archive;

/// <summary>
/// Where the archive goes on with a partition: behind the finished rolls in the spool that join on to the committed position without a hole, else at that position.
/// </summary>
internal sealed partial class ArchiveRecovery(
    KafkaOptions kafka, INotedOffsetLookup offsets, SpoolFolder spool, ArchiveLedger ledger, ConditionBoard conditions, TimeProvider time, ILogger logger) : IPartitionRecovery
{
    private const string Subject = "archive recovery";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan EndPause = TimeSpan.FromSeconds(5);

    /// <summary>The graph; set before the first recovery.</summary>
    public IArchiveStages Stages { get; set; } = null!;

    /// <inheritdoc/>
    public async Task<RecoveredPartition> RecoverAsync(int partition, long epoch, CancellationToken cancellationToken)
    {
        // What is open under an older assignment is finished first: then it need not be read again if nobody else had the partition.
        await Stages.SealAsync(partition, cancellationToken);
        using var turn = await Stages.TurnAsync(partition, cancellationToken);
        var committed = await AskAsync(partition, () => offsets.CommittedWithNote(partition), cancellationToken);
        var (low, high) = await AskAsync(partition, () => offsets.Watermarks(partition), cancellationToken);
        if (committed is not { } position)
        {
            return await FirstStartAsync(partition, epoch, low, high);
        }

        while (position.Offset > high)
        {
            conditions.Raise(EndSubject(partition), $"group {kafka.GroupId} has archived {kafka.ReadingsTopic} [{partition}] up to offset {position.Offset}, but it ends at {high}: if the topic was made anew, use another group and another place (Archive:GroupId, Archive:Bucket or Archive:Directory)");
            await Task.Delay(EndPause, time, cancellationToken);
            (low, high) = await AskAsync(partition, () => offsets.Watermarks(partition), cancellationToken);
        }

        conditions.Clear(EndSubject(partition));
        return await GoOnAsync(partition, epoch, position, low);
    }

    private async Task<RecoveredPartition> FirstStartAsync(int partition, long epoch, long low, long high)
    {
        var from = KafkaClientConfig.FirstStart(kafka) == AutoOffsetReset.Latest ? high : low;
        spool.RemoveUpTo(partition, long.MaxValue);
        await Stages.PlaceAsync(new PlaceWork(partition, epoch, from, EndsAt: null), []);
        return new RecoveredPartition(from, from, null, "nothing is archived yet", IsNewPlace: true);
    }

    private async Task<RecoveredPartition> GoOnAsync(int partition, long epoch, CommittedPosition position, long low)
    {
        spool.RemoveUpTo(partition, position.Offset);
        var announced = ArchiveNote.Read(position.Note);
        var (rolls, next) = Chain(partition, position.Offset, announced);
        var endsAt = rolls.Count == 0 ? announced : null;
        var gap = low - next;
        if (gap > 0)
        {
            ledger.Lose(gap);
            var sentence = $"Kafka has dropped offsets {next} to {low - 1} of {kafka.ReadingsTopic} [{partition}] ({gap} records) before they were archived (retention)";
            LogGap(logger, sentence);
            // Stays: somebody has to know, also tomorrow.
            conditions.Raise($"archive gap {partition}", sentence);
            (next, endsAt) = (low, null);
        }

        await Stages.PlaceAsync(
            new PlaceWork(partition, epoch, next, endsAt),
            [.. rolls.Select((roll, i) => new UploadWork(roll, epoch, IsAnnounced: i == 0 && announced is not null))]);
        var story = rolls.Count == 0 ? "reads on where its last file ends" : $"{rolls.Count} finished rolls with {rolls.Sum(roll => roll.Rows)} readings found in the spool";
        return new RecoveredPartition(next, next, null, story, IsNewPlace: gap > 0 && rolls.Count == 0);
    }

    private (List<ArchiveRoll> Rolls, long Next) Chain(int partition, long from, long? announced)
    {
        var chain = new List<ArchiveRoll>();
        foreach (var roll in spool.Rolls(partition))
        {
            if (roll.From == from && (chain.Count > 0 || announced is null || roll.To == announced))
            {
                chain.Add(roll);
                from = roll.To;
            }
            else
            {
                // Somebody else has had the partition meanwhile, and has made other files of it.
                spool.Remove(roll.Folder);
            }
        }

        return (chain, from);
    }

    private async Task<T> AskAsync<T>(int partition, Func<T> question, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var answer = await Task.Run(question, cancellationToken);
                conditions.Clear(Subject);
                return answer;
            }
            catch (KafkaException e)
            {
                conditions.Raise(Subject, $"Kafka does not say where {kafka.ReadingsTopic} [{partition}] has to go on, trying again: {e.Error.Reason}");
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private static string EndSubject(int partition) => $"archive end {partition}";

    [LoggerMessage(420, LogLevel.Error, "{Sentence}")]
    private static partial void LogGap(ILogger logger, string sentence);
}

/// <summary>What a recovery asks of the archive's graph.</summary>
internal interface IArchiveStages
{
    /// <summary>Finishes what is open of a partition, and waits until it is in the spool.</summary>
    Task SealAsync(int partition, CancellationToken cancellationToken);

    /// <summary>Waits until no upload of the partition is under way, and holds others back until it is disposed.</summary>
    Task<IDisposable> TurnAsync(int partition, CancellationToken cancellationToken);

    /// <summary>Says where a partition goes on, and has its finished rolls uploaded.</summary>
    Task PlaceAsync(PlaceWork place, IReadOnlyList<UploadWork> rolls);
}
