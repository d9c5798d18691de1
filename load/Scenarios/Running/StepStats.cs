using HdrHistogram;

namespace GridFlow.Load.Scenarios.Running;

/// <summary>Answers of one step: latencies from the intended time, and failures by reason. From any thread.</summary>
internal sealed class StepStats(string name)
{
    private const long LongestUs = 3_600_000_000;
    private const int Digits = 3;

    private readonly Lock _lock = new();
    private readonly LongHistogram _latencies = NewHistogram();
    private readonly SortedDictionary<string, long> _failures = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, LongHistogram> _phases = new(StringComparer.Ordinal);
    private readonly LongHistogram _interval = NewHistogram();

    public string Name => name;

    public long Ok { get; private set; }

    public long Failed { get; private set; }

    /// <summary>Part of the run that an answer belongs to, by the time its arrival was meant to be; null for none. Parts are compared with each other.</summary>
    public Func<TimeSpan, string?> PhaseOf { get; set; } = _ => null;

    public void Answered(Arrival arrival, TimeSpan now) => Answered(arrival.Intended, now - arrival.Intended);

    public void Answered(TimeSpan intended, TimeSpan latency)
    {
        var us = Math.Clamp(latency.Ticks / TimeSpan.TicksPerMicrosecond, 0, LongestUs);
        lock (_lock)
        {
            Ok++;
            _latencies.RecordValue(us);
            _interval.RecordValue(us);
            if (PhaseOf(intended) is { } phase)
            {
                if (!_phases.TryGetValue(phase, out var histogram))
                {
                    _phases[phase] = histogram = NewHistogram();
                }

                histogram.RecordValue(us);
            }
        }
    }

    public void Refused(string reason, long count = 1)
    {
        lock (_lock)
        {
            Failed += count;
            _failures[reason] = _failures.GetValueOrDefault(reason) + count;
        }
    }

    /// <summary>All so far.</summary>
    public StepResult Result()
    {
        lock (_lock)
        {
            return new StepResult(name, Ok, Failed, Latencies.Of(_latencies), new SortedDictionary<string, long>(_failures, StringComparer.Ordinal), Latencies.Curve(_latencies));
        }
    }

    /// <summary>Latencies of a phase.</summary>
    public Latencies Phase(string phase)
    {
        lock (_lock)
        {
            return Latencies.Of(_phases.GetValueOrDefault(phase) ?? NewHistogram());
        }
    }

    /// <summary>Latencies since this was asked last.</summary>
    public Latencies TakeInterval()
    {
        lock (_lock)
        {
            var latencies = Latencies.Of(_interval);
            _interval.Reset();
            return latencies;
        }
    }

    private static LongHistogram NewHistogram() => new(LongestUs, Digits);
}
