using GridFlow.Readings;

namespace GridFlow.Detection;

/// <summary>The windows of a partition's meters: what enters, where, and what leaves.</summary>
/// <remarks>A window is the meter's readings with event time in (newest − length, newest]; newest includes the reading that is being tested.</remarks>
internal sealed unsafe partial class MeterWindows(DetectorSettings settings)
{
    /// <summary>Answer of <see cref="Open"/>: older than the window.</summary>
    public const int Late = -1;

    /// <summary>Answer of <see cref="Open"/>: the window holds a reading of this event time.</summary>
    public const int Duplicate = -2;

    private readonly SamplePool _pool = new();

    /// <summary>Bytes reserved for windows.</summary>
    public long ReservedBytes => _pool.ReservedBytes;

    /// <summary>Moves the window up to the reading's event time and finds the reading's place in time order.</summary>
    /// <returns>The place, <see cref="Late"/> or <see cref="Duplicate"/>.</returns>
    public int Open(MeterState* meter, long eventTimeMs)
    {
        if (eventTimeMs > meter->NewestMs)
        {
            Evict(meter, eventTimeMs);
            return meter->Count;
        }

        return eventTimeMs <= meter->NewestMs - settings.WindowMs ? Late : Search(meter, eventTimeMs);
    }

    /// <summary>Whether a reading with a status other than OK says something new: neither neighbour in event time has said it.</summary>
    public bool IsStatusChange(MeterState* meter, int place, in Reading reading)
    {
        var inOrder = reading.EventTimeMs > meter->NewestMs;
        var before = inOrder ? meter->Status : place > 0 ? meter->At(place - 1)->Status : MeterStatus.Ok;
        return before != reading.Status && (inOrder || meter->At(place)->Status != reading.Status);
    }

    /// <summary>Puts the reading in its place.</summary>
    public void Insert(MeterState* meter, int place, in Reading reading, in WindowSample sample)
    {
        if (meter->Count == meter->Capacity)
        {
            Resize(meter, reading.EventTimeMs);
        }

        for (var i = meter->Count++; i > place; i--)
        {
            *meter->At(i) = *meter->At(i - 1);
        }

        *meter->At(place) = sample;
        meter->Add(sample);
        if (reading.EventTimeMs > meter->NewestMs)
        {
            meter->NewestMs = reading.EventTimeMs;
            meter->Status = reading.Status;
        }
    }

    /// <summary>Gives a meter's memory back.</summary>
    public void Release(MeterState* meter)
    {
        if (meter->Capacity > 0)
        {
            _pool.Return(meter->Samples, SampleCapacities.ClassFor(meter->Capacity));
        }
    }

    private void Evict(MeterState* meter, long newestMs)
    {
        // Also true before the first reading, when the newest is the least of all numbers.
        if (meter->Count == 0 || newestMs - meter->NewestMs >= settings.WindowMs)
        {
            meter->Clear();
            return;
        }

        var endMs = newestMs - settings.WindowMs;
        while (meter->Samples[meter->Head].TimeMs(meter->NewestMs) <= endMs)
        {
            meter->Subtract(meter->Samples[meter->Head]);
            meter->Head = meter->Head + 1 == meter->Capacity ? 0 : meter->Head + 1;
            meter->Count--;
        }
    }

    /// <summary>From the tail: what comes late mostly comes a little late.</summary>
    private static int Search(MeterState* meter, long eventTimeMs)
    {
        for (var place = meter->Count; place > 0; place--)
        {
            var timeMs = meter->At(place - 1)->TimeMs(meter->NewestMs);
            if (timeMs <= eventTimeMs)
            {
                return timeMs == eventTimeMs ? Duplicate : place;
            }
        }

        return 0;
    }

    /// <summary>Makes a full ring larger. The meter's own cadence says how many samples a whole window will hold, so it mostly grows once.</summary>
    private void Resize(MeterState* meter, long newestMs)
    {
        var needed = meter->Count + 1;
        if (meter->Count > 0)
        {
            var spanMs = Math.Max(newestMs, meter->NewestMs) - meter->At(0)->TimeMs(meter->NewestMs);
            var expected = Math.Ceiling((double)settings.WindowMs * meter->Count / Math.Max(spanMs, 1));
            needed = (int)Math.Clamp(expected, needed, Math.Max(needed, Math.Min(64L * needed, SampleCapacities.Largest)));
        }

        var sizeClass = SampleCapacities.ClassFor(needed);
        var ring = _pool.Rent(sizeClass);
        for (var i = 0; i < meter->Count; i++)
        {
            ring[i] = *meter->At(i);
        }

        Release(meter);
        meter->Samples = ring;
        meter->Capacity = SampleCapacities.Size(sizeClass);
        meter->Head = 0;
    }
}
