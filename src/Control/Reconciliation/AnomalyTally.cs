using System.Globalization;
using GridFlow.Control.Terminal;

namespace GridFlow.Control.Reconciliation;

/// <summary>What has been found of one partition of anomalies. Pure.</summary>
/// <param name="place">The partition, for people.</param>
/// <param name="range">The part of it that is judged.</param>
internal sealed class AnomalyTally(string place, JudgedRange range)
{
    private const int MostNamed = 5;
    private readonly List<string> _named = [];
    private long _records;
    private long _points;
    private long _letters;
    private long _missing;
    private long _unreadable;

    /// <summary>A record that is a dead letter.</summary>
    public void AddDeadLetter()
    {
        _records++;
        _letters++;
    }

    /// <summary>A record that has its point.</summary>
    public void AddPoint()
    {
        _records++;
        _points++;
    }

    /// <summary>A record that has none.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="timeMs">Its event time; null when it cannot be read.</param>
    public void AddMissing(long offset, long? timeMs)
    {
        _records++;
        _missing++;
        _unreadable += timeMs is null ? 1 : 0;
        if (_named.Count < MostNamed)
        {
            _named.Add(timeMs is { } ms and >= -62_135_596_800_000 and <= 253_402_300_799_999
                ? string.Create(CultureInfo.InvariantCulture, $"{offset} of {DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}")
                : offset.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The row of the table.</summary>
    public ReconciledRow Row()
    {
        var more = _missing > _named.Count ? $" and {Figures.Count(_missing - _named.Count)} more" : "";
        var unreadable = _unreadable > 0 ? $" ({Figures.Count(_unreadable)} of them cannot be read)" : "";
        return new ReconciledRow(
            "anomalies", $"{place} {range.Judged.Words()}", _records, _points + _letters, range.Pending,
            $"{Figures.Count(_points)} with a point + {Figures.Count(_letters)} dead letters{range.Note}",
            _missing == 0 ? [] : [$"no point and no dead letter{unreadable}: offsets {string.Join(", ", _named)}{more}"]);
    }
}
