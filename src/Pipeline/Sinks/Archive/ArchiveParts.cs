using GridFlow.Readings;
using GridFlow.Sources;
using GridFlow.Telemetry;

namespace GridFlow.Sinks.Archive;

/// <summary>What the stages of the archive share.</summary>
/// <param name="Topic">Topic of the readings.</param>
/// <param name="End">Says where the archive ends.</param>
/// <param name="Uploader">Brings rolls to the target.</param>
/// <param name="Spool">Where files lie before that.</param>
/// <param name="BudgetBytes">Most bytes in the spool.</param>
/// <param name="Ledger">Where readings are booked.</param>
/// <param name="Partitions">What this instance archives.</param>
/// <param name="Pool">Where batches go back to.</param>
/// <param name="Conditions">Told what the archive waits for.</param>
/// <param name="Time">The clock.</param>
internal sealed record ArchiveParts(
    string Topic,
    ArchiveEnd End,
    ArchiveUploader Uploader,
    SpoolFolder Spool,
    long BudgetBytes,
    ArchiveLedger Ledger,
    PartitionTable Partitions,
    BatchPool Pool,
    ConditionBoard Conditions,
    TimeProvider Time)
{
    /// <summary>Whether more may be written.</summary>
    public bool HasRoom => Spool.Bytes < BudgetBytes;

    /// <summary>Removes finished rolls of partitions that have moved to other instances: they read them again from Kafka.</summary>
    public async Task EvictForeignAsync(CancellationToken cancellationToken)
    {
        foreach (var partition in Spool.Partitions)
        {
            if (Partitions.EpochOf(partition) is null)
            {
                using var turn = await Uploader.TurnAsync(partition, cancellationToken);
                if (Partitions.EpochOf(partition) is null)
                {
                    Spool.RemoveUpTo(partition, long.MaxValue);
                }
            }
        }
    }
}
