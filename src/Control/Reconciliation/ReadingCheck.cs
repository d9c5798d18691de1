using System.Collections;
using GridFlow.Control.Topics;
using GridFlow.Sinks.Archive.Verification;

namespace GridFlow.Control.Reconciliation;

/// <summary>Readings in Kafka against the archive and the dead letters.</summary>
/// <param name="readings">The topic of readings.</param>
/// <param name="rolls">The archive's files of it; listed.</param>
/// <param name="queued">What became a dead letter.</param>
/// <param name="progress">Told how far it is.</param>
internal sealed class ReadingCheck(TopicReader readings, RollLookup rolls, QueuedSources queued, ReadProgress progress)
{
    private long _done;
    private long _total;

    /// <summary>Compares partition by partition.</summary>
    public async Task<IReadOnlyList<ReconciledRow>> RunAsync(IReadOnlyList<JudgedRange> ranges, CancellationToken stop)
    {
        _total = ranges.Sum(range => range.Judged.Length);
        var rows = new List<ReconciledRow>();
        foreach (var range in ranges)
        {
            rows.AddRange(await PartitionAsync(range, stop));
        }

        return rows;
    }

    private async Task<IEnumerable<ReconciledRow>> PartitionAsync(JudgedRange range, CancellationToken stop)
    {
        var (from, to) = (range.Judged.From, range.Judged.To);
        var letters = queued.Of(readings.Topic, range.Partition);
        var tally = new ReadingTally($"{readings.Topic}/{range.Partition}", range.Judged, range.Pending, range.Note);
        var files = await rolls.FilesAsync(range.Partition, from, to, stop);
        foreach (var file in files.Where(file => file.Name.FirstOffset >= from && file.Name.FirstOffset < to))
        {
            if ((file.Problem ?? (file.Info is { } info ? FileRules.Broken(file.Name, info) : null)) is { } problem)
            {
                tally.Fault($"{file.Name}: {problem}");
            }
        }

        foreach (var piece in OffsetPiece.Cut(from, to, ArchiveAudit.Rolls(files), tally.Overlaps))
        {
            var deadLetters = letters.CountIn(piece.From, piece.To);
            if (piece.IsWholeRoll)
            {
                tally.AddRoll(piece.Roll!.Rejected, deadLetters);
            }

            if (piece.IsAccounted(deadLetters))
            {
                tally.Add(piece, deadLetters);
            }
            else
            {
                await CompareAsync(piece, range.Partition, letters, tally, stop);
            }

            _done += piece.Length;
            progress.Step(_done, _total, () => readings.Topic);
        }

        return tally.Rows();
    }

    private async Task CompareAsync(OffsetPiece whole, int partition, OffsetBag letters, ReadingTally tally, CancellationToken stop)
    {
        foreach (var piece in whole.Parts())
        {
            var records = new BitArray((int)piece.Length);
            await Task.Run(() => Read(piece, partition, records, stop), stop);
            var archived = new BitArray((int)piece.Length);
            foreach (var file in piece.Roll?.Files ?? [])
            {
                var problem = await rolls.OffsetsAsync(file, offset => Mark(archived, offset - piece.From), stop);
                if (problem is not null && piece.From == whole.From)
                {
                    tally.Fault($"{file.Name}: {problem}");
                }
            }

            tally.Add(OffsetComparison.Of(piece.From, records, archived, letters));
        }
    }

    private void Read(OffsetPiece piece, int partition, BitArray records, CancellationToken stop)
    {
        var count = 0L;
        foreach (var record in readings.Read([new TopicRange(partition, piece.From, piece.To)], stop))
        {
            Mark(records, record.Offset.Value - piece.From);
            progress.Step(_done + ++count, _total, () => $"{readings.Topic}, record by record");
        }
    }

    private static void Mark(BitArray bits, long index)
    {
        if (index >= 0 && index < bits.Length)
        {
            bits[(int)index] = true;
        }
    }
}
