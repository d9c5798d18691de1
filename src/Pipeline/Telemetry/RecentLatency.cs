using HdrHistogram;

namespace GridFlow.Telemetry;

/// <summary>Quantiles of the last 30 to 60 seconds: two histograms, of which the older is emptied every half minute.</summary>
public sealed class RecentLatency(TimeProvider time)
{
    private static readonly TimeSpan Half = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private LongHistogram _current = New();
    private LongHistogram _previous = New();
    private readonly LongHistogram _both = New();
    private long _startedAt = time.GetTimestamp();

    /// <summary>Counts one time; below 0 (clocks that disagree) counts as 0.</summary>
    public void Record(TimeSpan latency)
    {
        lock (_lock)
        {
            Rotate();
            _current.RecordValue(Math.Clamp((long)latency.TotalMicroseconds, 0, _current.HighestTrackableValue));
        }
    }

    /// <summary>The quantiles now.</summary>
    public LatencyQuantiles Read()
    {
        lock (_lock)
        {
            Rotate();
            _both.Reset();
            _both.Add(_current);
            _both.Add(_previous);
            return _both.TotalCount == 0
                ? default
                : new(_both.GetValueAtPercentile(50) / 1000.0, _both.GetValueAtPercentile(99) / 1000.0, _both.GetMaxValue() / 1000.0, _both.TotalCount);
        }
    }

    private void Rotate()
    {
        if (time.GetElapsedTime(_startedAt) < Half)
        {
            return;
        }

        // After a pause of both halves nothing of the older one is recent.
        var stale = time.GetElapsedTime(_startedAt) >= Half + Half;
        (_current, _previous) = (_previous, _current);
        _current.Reset();
        if (stale)
        {
            _previous.Reset();
        }

        _startedAt = time.GetTimestamp();
    }

    private static LongHistogram New() => new(TimeSpan.FromHours(1).Ticks / TimeSpan.TicksPerMicrosecond, 3);
}
