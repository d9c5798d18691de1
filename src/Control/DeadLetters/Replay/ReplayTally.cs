using System.Globalization;

namespace GridFlow.Control.DeadLetters.Replay;

/// <summary>Counts what became of each record.</summary>
internal sealed class ReplayTally
{
    private readonly SortedDictionary<string, long> _sent = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _skipped = new(StringComparer.Ordinal);

    /// <summary>Records looked at.</summary>
    public long Seen { get; private set; }

    /// <summary>Records that went back for good.</summary>
    public long Sent { get; private set; }

    /// <summary>In a few words.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"{Sent} sent, {_skipped.Values.Sum()} skipped");

    public void See() => Seen++;

    public void Skip(string reason) => _skipped[reason] = _skipped.GetValueOrDefault(reason) + 1;

    public void Send(DeadLetterRecord record)
    {
        Sent++;
        var code = record.Code ?? "(no code)";
        _sent[code] = _sent.GetValueOrDefault(code) + 1;
    }

    public ReplaySummary Summary(string topic, string position, bool dryRun, bool complete) => new(topic, position, dryRun, complete, Seen, Sent, _sent, _skipped);
}
