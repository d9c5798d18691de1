using GridFlow.Readings;

namespace GridFlow.Detection;

/// <summary>Forgets meters that have gone: every 64 readings it looks at the next eight slots.</summary>
/// <remarks>
/// Event times decide, and the number of readings says when, so that a replay forgets the same meters at the same places. A meter also has to have been quiet
/// since the sweep last came by (some eight readings of every other meter ago): one clock that runs hours ahead makes nobody else idle.
/// </remarks>
internal sealed unsafe class IdleSweep(long idleMs)
{
    private const int Interval = 64;
    private const int SlotsPerSweep = 8;

    private long _newestMs = long.MinValue;
    private int _sinceLast;
    private int _hand;

    /// <summary>Readings that may be scored before the next sweep.</summary>
    public int ReadingsUntilDue => Interval - _sinceLast;

    /// <summary>Notes a scored reading's event time.</summary>
    public void See(long eventTimeMs) => _newestMs = Math.Max(_newestMs, eventTimeMs);

    /// <summary>Counts readings and sweeps when it is time.</summary>
    public void Advance(int readings, MeterTable meters, MeterWindows windows)
    {
        _sinceLast += readings;
        if (_sinceLast < Interval)
        {
            return;
        }

        _sinceLast = 0;
        for (var i = 0; i < SlotsPerSweep && meters.SlotCount > 0; i++)
        {
            _hand = _hand + 1 >= meters.SlotCount ? 0 : _hand + 1;
            var meter = meters[_hand];
            if (meter->IdLength == 0)
            {
                continue;
            }

            var quiet = !meter->Touched;
            meter->Touched = false;
            if (quiet && meter->NewestMs < _newestMs - idleMs)
            {
                windows.Release(meter);
                meters.Remove(_hand, MeterHash.Of(meters.IdOf(_hand)));
            }
        }
    }
}
