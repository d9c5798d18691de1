using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace GridFlow.Control.Doctor.Kafka;

/// <summary>Which requests a broker understands, in which versions; brokers do not tell their own version.</summary>
internal sealed partial class BrokerRequests
{
    private const int Produce = 0;
    private const int InitProducerId = 22;
    private const int TxnOffsetCommit = 28;

    private readonly ConcurrentDictionary<int, (int Least, int Most)> _versions = new();

    /// <summary>Whether anything is known.</summary>
    public bool IsKnown => !_versions.IsEmpty;

    /// <summary>Whether it takes offsets into a transaction with the group's metadata, as exactly-once needs it: Kafka 2.5 and later.</summary>
    public bool HasTransactions => Most(InitProducerId) >= 0 && Most(TxnOffsetCommit) >= 3;

    /// <summary>The least version of Kafka that understands all of it.</summary>
    public string Release => this switch
    {
        // Requests that came with a release, the newest first.
        { } when Most(Produce) >= 12 => "4.0 or later",
        { } when Most(68) >= 0 => "3.7 or later",
        { } when Most(66) >= 0 => "3.0 or later",
        { } when Most(61) >= 0 => "2.8 or later",
        { } when Most(TxnOffsetCommit) >= 3 => "2.5 or later",
        _ => "older than 2.5",
    };

    /// <summary>Reads a line of the client's log of features; others are passed over.</summary>
    public void Note(string line)
    {
        if (Line().Match(line) is { Success: true } match)
        {
            _versions[Number(match, "key")] = (Number(match, "least"), Number(match, "most"));
        }
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private int Most(int request) => _versions.TryGetValue(request, out var versions) ? versions.Most : -1;

    [GeneratedRegex(@"ApiKey \S+ \((?<key>\d+)\) Versions (?<least>\d+)\.\.(?<most>\d+)")]
    private static partial Regex Line();
}
