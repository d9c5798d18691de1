using GridFlow.Decoding;
using GridFlow.Readings;

namespace GridFlow.Telemetry;

/// <summary>Books every record that comes in and what became of it, so that a lost one shows.</summary>
/// <remarks>
/// A batch is in flight from <see cref="Take"/> to <see cref="Settle"/>. What is in flight is counted by the batches, what became of the records by the
/// stages: if a stage forgets a record or counts it twice, <see cref="Conservation.Difference"/> is no longer 0.
/// </remarks>
public sealed class ReadingLedger
{
    private readonly Lock _lock = new();
    private readonly long[] _deadLetters = new long[DeadLetterCodes.All.Count];
    private long _consumed;
    private long _scored;
    private long _late;
    private long _duplicate;
    private long _stale;
    private long _inFlight;

    /// <summary>Books a batch in. A replayed one was booked when it was read first.</summary>
    public void Take(ReadingBatch batch)
    {
        if (batch.IsReplay)
        {
            return;
        }

        lock (_lock)
        {
            _consumed += batch.RecordCount;
            _inFlight += batch.RecordCount;
        }
    }

    /// <summary>Books what became of a batch's records.</summary>
    public void Settle(ReadingBatch batch)
    {
        if (batch.IsReplay)
        {
            return;
        }

        lock (_lock)
        {
            _inFlight -= batch.RecordCount;
            _scored += batch.Counts.Scored;
            _late += batch.Counts.Late;
            _duplicate += batch.Counts.Duplicate;
            _stale += batch.Counts.Stale;
            foreach (var deadLetter in batch.DeadLetters)
            {
                _deadLetters[(int)deadLetter.Code]++;
            }
        }
    }

    /// <summary>All sums, read at one moment.</summary>
    public LedgerSums Read()
    {
        lock (_lock)
        {
            return new LedgerSums(_consumed, _scored, _late, _duplicate, _stale, [.. _deadLetters], _inFlight);
        }
    }
}
