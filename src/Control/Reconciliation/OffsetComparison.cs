using System.Collections;

namespace GridFlow.Control.Reconciliation;

/// <summary>Compares the offsets of one piece of a partition one by one. Pure.</summary>
/// <param name="Records">Records that Kafka has.</param>
/// <param name="Archived">Those that the archive has.</param>
/// <param name="DeadLetters">Those that the queue has and the archive has not.</param>
/// <param name="Both">Those that are archived and dead letters, too.</param>
/// <param name="Missing">Those that neither has.</param>
internal sealed record OffsetComparison(long Records, long Archived, long DeadLetters, long Both, IReadOnlyList<OffsetSpan> Missing)
{
    /// <summary>Compares.</summary>
    /// <param name="from">First offset of the piece.</param>
    /// <param name="records">Whether Kafka has a record at <paramref name="from"/>, the next, …: marks of transactions and what compaction has removed are none.</param>
    /// <param name="archived">The same for rows of the archive.</param>
    /// <param name="queued">Dead letters.</param>
    public static OffsetComparison Of(long from, BitArray records, BitArray archived, OffsetBag queued)
    {
        var (all, rows, letters, both) = (0L, 0L, 0L, 0L);
        var missing = new List<OffsetSpan>();
        for (var i = 0; i < records.Length; i++)
        {
            if (!records[i])
            {
                continue;
            }

            var isQueued = queued.Contains(from + i);
            all++;
            rows += archived[i] ? 1 : 0;
            letters += isQueued && !archived[i] ? 1 : 0;
            both += isQueued && archived[i] ? 1 : 0;
            if (!archived[i] && !isQueued)
            {
                OffsetSpan.Append(missing, new OffsetSpan(from + i, from + i + 1));
            }
        }

        return new OffsetComparison(all, rows, letters, both, missing);
    }
}
