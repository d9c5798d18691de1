namespace GridFlow.Control.DeadLetters;

/// <summary>Counts dead letters; its size depends on how many kinds, sources and minutes there are, not on how many records.</summary>
internal sealed class DeadLetterTally
{
    private const string Foreign = "(no code)";
    private const int MostBars = 24;
    private static readonly TimeSpan[] Widths =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(6),
        TimeSpan.FromHours(12), TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(28), TimeSpan.FromDays(364),
    ];

    private readonly Dictionary<string, DeadLetterCount> _codes = [];
    private readonly Dictionary<string, DeadLetterCount> _sources = [];
    private readonly SortedDictionary<long, long> _minutes = [];
    private long _replayed;

    /// <summary>Records counted.</summary>
    public long Count { get; private set; }

    /// <summary>Counts one.</summary>
    public void Add(DeadLetterRecord record)
    {
        Count++;
        _replayed += record.ReplayCount > 0 ? 1 : 0;
        Add(_codes, record.Code ?? Foreign, record.Timestamp);
        Add(_sources, record.SourceTopic is null ? "(no source)" : $"{record.SourceTopic}/{record.SourcePartition}", record.Timestamp);
        if (record.Timestamp is { } time)
        {
            var minute = time.ToUnixTimeSeconds() / 60;
            _minutes[minute] = _minutes.GetValueOrDefault(minute) + 1;
        }
    }

    /// <summary>All that was counted.</summary>
    public DeadLetterStats Stats(string topic) => new(topic, Count, _replayed, Sorted(_codes), Sorted(_sources), (int)Width().TotalSeconds, Bars());

    private static void Add(Dictionary<string, DeadLetterCount> counts, string name, DateTimeOffset? time)
    {
        var count = counts.GetValueOrDefault(name) ?? new DeadLetterCount(name, 0, time, time);
        counts[name] = count with { Count = count.Count + 1, First = Earlier(count.First, time), Last = Earlier(count.Last, time) == count.Last ? time ?? count.Last : count.Last };
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;

    private static List<DeadLetterCount> Sorted(Dictionary<string, DeadLetterCount> counts) =>
        [.. counts.Values.OrderByDescending(count => count.Count).ThenBy(count => count.Name, StringComparer.Ordinal)];

    private TimeSpan Width()
    {
        var span = _minutes.Count == 0 ? TimeSpan.Zero : TimeSpan.FromMinutes(_minutes.Keys.Last() - _minutes.Keys.First());
        return Widths.FirstOrDefault(width => span / width < MostBars - 1, Widths[^1]);
    }

    // Empty stretches are bars too: that nothing came is what one wants to see.
    private List<DeadLetterBar> Bars()
    {
        var minutesABar = (long)Width().TotalMinutes;
        var counts = _minutes.GroupBy(pair => pair.Key / minutesABar).ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value));
        if (counts.Count == 0)
        {
            return [];
        }

        var first = counts.Keys.Min();
        return [.. Enumerable.Range(0, (int)(counts.Keys.Max() - first) + 1).Select(i => new DeadLetterBar(
            DateTimeOffset.FromUnixTimeSeconds((first + i) * minutesABar * 60), counts.GetValueOrDefault(first + i)))];
    }
}
