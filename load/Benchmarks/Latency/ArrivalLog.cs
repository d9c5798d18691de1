namespace GridFlow.Load.Benchmarks.Latency;

/// <summary>What one reader has seen and when. Nothing is computed while it is filled, so that one thing measured does not wait for another.</summary>
internal sealed class ArrivalLog(string anomaliesTopic)
{
    private readonly Lock _lock = new();
    private readonly List<(AnomalyOrigin Origin, long AtUs)> _anomalies = [];
    private readonly List<(long BrokerTimestampMs, long AtUs)> _bare = [];

    public int AnomalyCount
    {
        get
        {
            lock (_lock)
            {
                return _anomalies.Count;
            }
        }
    }

    public int BareCount
    {
        get
        {
            lock (_lock)
            {
                return _bare.Count;
            }
        }
    }

    public IReadOnlyList<(AnomalyOrigin Origin, long AtUs)> Anomalies => _anomalies;

    public IReadOnlyList<(long BrokerTimestampMs, long AtUs)> Bare => _bare;

    /// <summary>Notes one record, now.</summary>
    public void Note(string topic, long timestampMs, ReadOnlySpan<byte> payload)
    {
        var atUs = WallClock.NowUs();
        lock (_lock)
        {
            if (topic == anomaliesTopic)
            {
                _anomalies.Add((AnomalyOrigin.Parse(payload), atUs));
            }
            else
            {
                _bare.Add((timestampMs, atUs));
            }
        }
    }
}
