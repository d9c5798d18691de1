namespace GridFlow.Simulation;

/// <summary>Event times of evenly spaced slots: slot k stands at start + k · 1000 / rate ms, rounded. Integers only, so that it never drifts.</summary>
internal sealed class SlotClock
{
    private const long RateScale = 1_000_000;
    private const long ScaledMs = 1_000 * RateScale;
    private readonly long _startMs;
    private readonly long _scaledRate;
    private long _remainder;

    public SlotClock(long startMs, double slotsPerSecond)
    {
        _startMs = startMs;
        _scaledRate = (long)Math.Round(slotsPerSecond * RateScale);
        _remainder = _scaledRate / 2;
        EventTimeMs = startMs;
    }

    public long Slot { get; private set; }

    /// <summary>Event time of <see cref="Slot"/>.</summary>
    public long EventTimeMs { get; private set; }

    public long EventTimeOf(long slot) => _startMs + (long)((((UInt128)slot * ScaledMs) + (UInt128)(_scaledRate / 2)) / (UInt128)_scaledRate);

    public void Advance()
    {
        Slot++;
        _remainder += ScaledMs;
        var (ms, remainder) = Math.DivRem(_remainder, _scaledRate);
        EventTimeMs += ms;
        _remainder = remainder;
    }
}
