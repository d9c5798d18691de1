using GridFlow.Control.Terminal;

namespace GridFlow.Control.Reconciliation;

/// <summary>What has been found of one partition of readings. Pure.</summary>
/// <param name="place">The partition, for people.</param>
/// <param name="range">The offsets that were judged.</param>
/// <param name="pending">Offsets behind them, in the range that was asked for.</param>
/// <param name="note">What more there is to say, when nothing is wrong.</param>
internal sealed class ReadingTally(string place, OffsetSpan range, long pending, string note)
{
    private readonly List<OffsetSpan> _missing = [];
    private readonly List<string> _faults = [];
    private long _records;
    private long _archived;
    private long _letters;
    private long _both;
    private long _rejected;
    private long _queued;
    private bool _hasRolls;

    /// <summary>Offsets that are in two rolls.</summary>
    public List<OffsetSpan> Overlaps { get; } = [];

    /// <summary>A piece of which every offset is accounted for.</summary>
    public void Add(OffsetPiece piece, long deadLetters)
    {
        _records += piece.Length;
        _archived += piece.Roll!.Rows;
        _letters += deadLetters;
    }

    /// <summary>A piece that was compared offset by offset.</summary>
    public void Add(OffsetComparison comparison)
    {
        _records += comparison.Records;
        _archived += comparison.Archived;
        _letters += comparison.DeadLetters;
        _both += comparison.Both;
        foreach (var span in comparison.Missing)
        {
            OffsetSpan.Append(_missing, span);
        }
    }

    /// <summary>What the footers of a roll that lies in the range say of rejected records, and how many of its records are dead letters.</summary>
    public void AddRoll(long rejected, long deadLetters)
    {
        _hasRolls = true;
        _rejected += rejected;
        _queued += deadLetters;
    }

    /// <summary>A fault that is not one of single offsets.</summary>
    public void Fault(string text) => _faults.Add(text);

    /// <summary>The rows of the table.</summary>
    public IEnumerable<ReconciledRow> Rows()
    {
        var where = $"{place} {range.Words()}";
        List<string> faults =
        [
            .. _missing.Count > 0 ? [$"neither archived nor a dead letter: offsets {OffsetSpan.Words(_missing)}"] : Array.Empty<string>(),
            .. Overlaps.Count > 0 ? [$"archived in two rolls: offsets {OffsetSpan.Words(Overlaps)}"] : Array.Empty<string>(),
            .. _faults,
        ];
        var details = $"{Figures.Count(_archived)} archived + {Figures.Count(_letters)} dead letters{note}";
        yield return new ReconciledRow("readings", where, _records, _archived + _letters, pending, details, faults);
        if (_hasRolls)
        {
            var both = _both > 0 ? $"; {Figures.Count(_both)} of the dead letters are archived, too" : "";
            yield return new ReconciledRow(
                "dead letters", where, _rejected, _queued, 0, $"rejected by the archive; in the queue, of the same rolls{both}",
                _rejected == _queued ? [] : [_rejected > _queued ? "the queue lacks some, or has dropped them (retention)" : $"the archive took some as readings{both}"]);
        }
    }
}
