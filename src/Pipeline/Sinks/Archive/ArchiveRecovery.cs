using Confluent.Kafka;
using GridFlow.Checkpoints;
using GridFlow.Sinks.Archive.Verification;
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
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The graph; set before the first recovery.</summary>
    public IArchiveStages Stages { get; set; } = null!;

    /// <inheritdoc/>
    public async Task<RecoveredPartition> RecoverAsync(int partition, long epoch, CancellationToken cancellationToken)
    {
        // What is open under an older assignment is finished first: then it need not be read again if nobody else had the partition.
        await Stages.SealAsync(partition, cancellationToken);
        while (true)
        {
            // Not held while waiting: the one who uploads may want it, for a roll that is none of ours any more.
            using (await Stages.TurnAsync(partition, cancellationToken))
            {
                if (await TryAsync(partition, epoch, cancellationToken) is { } recovered)
                {
                    return recovered;
                }
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Asks once; null when somebody has to be asked again.</summary>
    private async Task<RecoveredPartition?> TryAsync(int partition, long epoch, CancellationToken cancellationToken)
    {
        try
        {
            var committed = await Task.Run(() => offsets.CommittedWithNote(partition), cancellationToken);
            var (low, high) = await Task.Run(() => offsets.Watermarks(partition), cancellationToken);
            var position = await PositionAsync(partition, committed, low, cancellationToken);
            conditions.Clear(Subject);
            if (position is not { } from)
            {
                return await FirstStartAsync(partition, epoch, low, high);
            }

            if (Math.Max(from.Offset, committed is null ? ArchiveNote.Read(from.Note) ?? 0 : 0) > high)
            {
                conditions.Raise(EndSubject(partition), $"{kafka.ReadingsTopic} [{partition}] is archived up to offset {from.Offset} by group {kafka.GroupId}, but it ends at {high}: if the topic was made anew, use another group and another place (Archive:GroupId, Archive:Bucket or Archive:Directory)");
                return null;
            }

            conditions.Clear(EndSubject(partition));
            return await GoOnAsync(partition, epoch, from, low, committed is null);
        }
        catch (KafkaException e)
        {
            conditions.Raise(Subject, $"Kafka does not say where {kafka.ReadingsTopic} [{partition}] has to go on, trying again: {e.Error.Reason}");
        }
        catch (Exception e) when (e is ArchiveTargetException or FileDamagedException or FileNotFoundException)
        {
            conditions.Raise(Subject, $"where {kafka.ReadingsTopic} [{partition}] has to go on stands in the archive alone, trying again: {e.Message}");
        }

        return null;
    }

    /// <summary>Where the archive ends: what the group has committed, else what the spool or the files in the target say.</summary>
    private async Task<CommittedPosition?> PositionAsync(int partition, CommittedPosition? committed, long low, CancellationToken cancellationToken)
    {
        if (committed is { } position && (ArchiveNote.Read(position.Note) is null || position.Offset >= low))
        {
            return position;
        }

        // Kafka forgets the offsets of a group that was away for a week; and a roll that was being uploaded, and whose readings are gone from Kafka, may be there or not.
        var last = await Stages.LastRollAsync(partition, cancellationToken);
        return last is { } roll && (committed is null || roll.From == committed.Value.Offset) ? roll.Position
            : committed ?? (spool.Rolls(partition) is [var first, ..] ? new CommittedPosition(first.From, ArchiveNote.None) : null);
    }

    private async Task<RecoveredPartition> FirstStartAsync(int partition, long epoch, long low, long high)
    {
        var from = KafkaClientConfig.FirstStart(kafka) == AutoOffsetReset.Latest ? high : low;
        await Stages.PlaceAsync(new PlaceWork(partition, epoch, from, EndsAt: null), []);
        return new RecoveredPartition(from, from, null, "nothing is archived yet", IsNewPlace: true);
    }

    private async Task<RecoveredPartition> GoOnAsync(int partition, long epoch, CommittedPosition position, long low, bool isNewPlace)
    {
        spool.RemoveUpTo(partition, position.Offset);
        var announced = ArchiveNote.Read(position.Note);
        var (rolls, next) = Chain(partition, position.Offset, announced, low);
        var endsAt = rolls.Count == 0 ? announced : null;
        if (low > next)
        {
            Lose(partition, next, low);
            (next, endsAt, isNewPlace) = (low, null, rolls.Count == 0);
        }

        var joins = rolls.Count > 0 && rolls[0].From == position.Offset;
        await Stages.PlaceAsync(
            new PlaceWork(partition, epoch, next, endsAt),
            [.. rolls.Select((roll, i) => new UploadWork(roll, epoch, IsAnnounced: i == 0 && joins && announced is not null))]);
        var story = rolls.Count == 0 ? "reads on where its last file ends" : $"{rolls.Count} finished rolls with {rolls.Sum(roll => roll.Rows)} readings found in the spool";
        // The source commits a new place without a note, so not one with a roll that was announced.
        return new RecoveredPartition(next, next, null, story, IsNewPlace: isNewPlace && rolls.Count == 0 && endsAt is null);
    }

    /// <summary>The finished rolls that can be uploaded: those that join on, also across what Kafka no longer has, because nobody can build them again.</summary>
    private (List<ArchiveRoll> Rolls, long Next) Chain(int partition, long from, long? announced, long low)
    {
        var chain = new List<ArchiveRoll>();
        foreach (var roll in spool.Rolls(partition))
        {
            if (roll.From == from && (chain.Count > 0 || announced is null || roll.To == announced))
            {
                chain.Add(roll);
                from = roll.To;
            }
            else if (roll.From > from && roll.From <= low)
            {
                Lose(partition, from, roll.From);
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

    private void Lose(int partition, long from, long to)
    {
        ledger.Lose(to - from);
        var sentence = $"Kafka has dropped offsets {from} to {to - 1} of {kafka.ReadingsTopic} [{partition}] ({to - from} records) before they were archived (retention)";
        LogGap(logger, sentence);
        // Stays: somebody has to know, also tomorrow.
        conditions.Raise($"archive gap {partition}", sentence);
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

    /// <summary>The last roll of a partition in the target; null when nothing of it is there.</summary>
    /// <exception cref="ArchiveTargetException">The target is away: try again.</exception>
    Task<LastRoll?> LastRollAsync(int partition, CancellationToken cancellationToken);

    /// <summary>Says where a partition goes on, and has its finished rolls uploaded.</summary>
    Task PlaceAsync(PlaceWork place, IReadOnlyList<UploadWork> rolls);
}
