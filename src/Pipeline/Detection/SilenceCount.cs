namespace GridFlow.Detection;

/// <summary>Counts the meters of a partition that have gone quiet, a few at a time: all are looked at once in ten seconds, whatever the rate of readings.</summary>
/// <remarks>
/// A meter is silent when its newest reading is more than <see cref="DetectionOptions.SilentAfter"/> older than the newest of its partition, in event time. It only
/// looks: nothing of it is state, so it may follow the clock. Slots lie side by side, so a look at one is cheap, and each meter gets one in ten seconds.
/// </remarks>
internal sealed unsafe class SilenceCount(MeterTable meters, IdleSweep sweep, long silentAfterMs)
{
    private const int SlotsPerGroup = 64;

    /// <summary>Most groups at a time, so that a lane that has waited long does not wait for this: 4,096 meters.</summary>
    private const int MostGroups = 64;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(10);

    // Silent meters of each group when it was looked at last.
    private readonly List<byte> _groups = [];
    private int _next;
    private double _due;

    /// <summary>Silent meters, each as it was when it was looked at last.</summary>
    public int Count { get; private set; }

    /// <summary>Looks at as many meters as are due.</summary>
    /// <param name="elapsed">Time since the last call.</param>
    public void Advance(TimeSpan elapsed)
    {
        var groups = (meters.SlotCount + SlotsPerGroup - 1) / SlotsPerGroup;
        _due = Math.Min(_due + (groups * (elapsed / Round)), Math.Min(groups, MostGroups));
        for (; _due >= 1; _due--)
        {
            LookAt(_next);
            _next = _next + 1 >= groups ? 0 : _next + 1;
        }
    }

    private void LookAt(int group)
    {
        if (group == _groups.Count)
        {
            _groups.Add(0);
        }

        var end = Math.Min((group + 1) * SlotsPerGroup, meters.SlotCount);
        byte silent = 0;
        for (var slot = group * SlotsPerGroup; slot < end; slot++)
        {
            var meter = meters[slot];
            if (meter->IdLength > 0 && sweep.NewestMs - meter->NewestMs > silentAfterMs)
            {
                silent++;
            }
        }

        Count += silent - _groups[group];
        _groups[group] = silent;
    }
}
