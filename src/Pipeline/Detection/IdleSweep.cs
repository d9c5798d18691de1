using System.Runtime.InteropServices;
using GridFlow.Decoding;
using GridFlow.Readings;

namespace GridFlow.Detection;

/// <summary>Forgets meters that have gone: every 64 readings it looks at the next eight slots.</summary>
/// <remarks>
/// Event times decide, and the number of readings says when, so that a replay forgets the same meters at the same places. A meter also has to have been quiet
/// since the sweep last came by (some eight readings of every other meter ago): one clock that runs hours ahead makes nobody else idle.
/// </remarks>
internal sealed unsafe class IdleSweep(long idleMs, IdleSweep.Position position)
{
    private const int Interval = 64;
    private const int SlotsPerSweep = 8;

    private long _newestMs = position.NewestMs;
    private int _sinceLast = position.SinceLast;
    private int _hand = position.Hand;

    /// <summary>A sweep that has seen nothing.</summary>
    public IdleSweep(long idleMs)
        : this(idleMs, new Position { NewestMs = long.MinValue })
    {
    }

    /// <summary>Where it stands, which is all of its state.</summary>
    public Position State => new() { NewestMs = _newestMs, SinceLast = _sinceLast, Hand = _hand };

    /// <summary>Newest event time of the partition; <see cref="long.MinValue"/> before the first reading.</summary>
    public long NewestMs => _newestMs;

    /// <summary>Readings that may be scored before the next sweep.</summary>
    public int ReadingsUntilDue => Interval - _sinceLast;

    /// <summary>Notes a scored reading's event time.</summary>
    public void See(long eventTimeMs) => _newestMs = Math.Max(_newestMs, eventTimeMs);

    /// <summary>Counts readings and sweeps when it is time.</summary>
    /// <param name="readings">Readings scored.</param>
    /// <param name="meters">The meters.</param>
    /// <param name="windows">Their windows.</param>
    /// <param name="snapshot">A snapshot that must see every meter before it changes; null when none runs.</param>
    public void Advance(int readings, MeterTable meters, MeterWindows windows, StateSnapshot? snapshot)
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

            snapshot?.BeforeTouch(_hand);
            var quiet = !meter->Touched;
            meter->Touched = false;
            if (quiet && meter->NewestMs < _newestMs - idleMs)
            {
                windows.Release(meter);
                meters.Remove(_hand, MeterHash.Of(meters.IdOf(_hand)));
            }
        }
    }

    /// <summary>The numbers that it goes on from.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    public struct Position
    {
        /// <summary>Newest event time of the partition.</summary>
        public long NewestMs;

        /// <summary>Readings since the last sweep; less than <see cref="Interval"/>.</summary>
        public int SinceLast;

        /// <summary>The slot that was looked at last.</summary>
        public int Hand;

        /// <summary>Whether a sweep over so many slots can stand there.</summary>
        public readonly bool IsPossible(int slotCount) =>
            SinceLast is >= 0 and < Interval && Hand >= 0 && Hand < Math.Max(1, slotCount) && NewestMs is long.MinValue or (>= 0 and <= DecodeLimits.MaxEventTimeMs);
    }
}
