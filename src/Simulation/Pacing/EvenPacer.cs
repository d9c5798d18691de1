namespace GridFlow.Simulation;

/// <summary>Releases units (slots, or ms of event time) evenly over time instead of in bursts.</summary>
/// <remarks>
/// It wakes every <see cref="Slice"/> and releases what has become due. After a stall it catches up at no more than
/// <see cref="CatchUpFactor"/> times the rate, so that a pause does not turn into a flood. Not thread-safe.
/// </remarks>
public sealed class EvenPacer
{
    /// <summary>How much faster than the rate a backlog is worked off.</summary>
    public const double CatchUpFactor = 2;

    // One late wake-up may release at most this much time's worth, times the factor: longer gaps count as a stall.
    private static readonly TimeSpan LongestStep = TimeSpan.FromMilliseconds(20);
    private readonly TimeProvider _time;
    private readonly double _unitsPerSecond;
    private long? _startedAt;
    private long _lastStepAt;
    private double _released;

    /// <summary>Makes a pacer; its clock starts at the first <see cref="ReleaseAsync"/>.</summary>
    /// <param name="unitsPerSecond">The rate, above 0.</param>
    /// <param name="time">Clock and timers.</param>
    public EvenPacer(double unitsPerSecond, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(unitsPerSecond);
        ArgumentNullException.ThrowIfNull(time);
        _unitsPerSecond = unitsPerSecond;
        _time = time;
    }

    /// <summary>Time between two releases: 5 ms.</summary>
    public static TimeSpan Slice { get; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits for the next release.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The position up to which, itself included, units may go; the first call answers 0 at once: the first unit is due.</returns>
    public async ValueTask<double> ReleaseAsync(CancellationToken cancellationToken)
    {
        if (_startedAt is not { } startedAt)
        {
            _startedAt = _lastStepAt = _time.GetTimestamp();
            return 0;
        }

        await Task.Delay(Slice, _time, cancellationToken);
        var now = _time.GetTimestamp();
        var step = _time.GetElapsedTime(_lastStepAt, now);
        var due = _time.GetElapsedTime(startedAt, now).TotalSeconds * _unitsPerSecond;
        var most = Math.Min(step.TotalSeconds, LongestStep.TotalSeconds) * CatchUpFactor * _unitsPerSecond;
        _lastStepAt = now;
        _released = Math.Min(due, _released + most);
        return _released;
    }
}
