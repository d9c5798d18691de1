using GridFlow.Readings;

namespace GridFlow.Detection;

/// <content>How a window comes back: its samples as they were, its sums taken anew.</content>
internal sealed unsafe partial class MeterWindows
{
    /// <summary>No ring gets larger: a window has a sample a millisecond at most, and a ring is made for what its meter's cadence promises, which is little more.</summary>
    private readonly long _largest = Math.Min(SampleCapacities.Largest, (2 * settings.WindowMs) + 16);

    /// <summary>Fills the window of a meter whose newest time and status are there already.</summary>
    /// <returns>What no detector would have written; null when all is well.</returns>
    public string? Fill(MeterState* meter, int capacity, ReadOnlySpan<WindowSample> samples)
    {
        if (capacity < samples.Length || capacity > _largest || SampleCapacities.Size(SampleCapacities.ClassFor(capacity)) != capacity)
        {
            return $"a ring of {capacity} for {samples.Length} samples";
        }

        meter->Samples = _pool.Rent(SampleCapacities.ClassFor(capacity));
        meter->Capacity = capacity;
        meter->Count = samples.Length;
        samples.CopyTo(new Span<WindowSample>(meter->Samples, capacity));
        return Sum(meter);
    }

    private string? Sum(MeterState* meter)
    {
        var (newestMs, beforeMs) = (meter->NewestMs, meter->NewestMs - settings.WindowMs);
        ChannelSums voltage = default, current = default, temperature = default;
        for (var sample = meter->Samples; sample < meter->Samples + meter->Count; sample++)
        {
            var timeMs = sample->TimeMs(newestMs);
            if (timeMs <= beforeMs || sample->Status > MeterStatus.Unknown)
            {
                return "samples that are older than the window, out of order, or of no status";
            }

            beforeMs = timeMs;
            voltage.Add(sample->Voltage);
            current.Add(sample->Current);
            temperature.Add(sample->Temperature);
        }

        (meter->VoltageSum, meter->VoltageSquares) = (voltage.Sum, voltage.Squares);
        (meter->CurrentSum, meter->CurrentSquares) = (current.Sum, current.Squares);
        (meter->TemperatureSum, meter->TemperatureSquares) = (temperature.Sum, temperature.Squares);

        return beforeMs == newestMs && meter->At(meter->Count - 1)->Status == meter->Status
            ? null
            : "a newest sample that is not the newest reading";
    }

    /// <summary>What <see cref="MeterState.Add"/> does to one channel, in registers instead of in the meter.</summary>
    private struct ChannelSums
    {
        private ulong _low;
        private ulong _high;

        public long Sum { get; private set; }

        public readonly UInt128 Squares => new(_high, _low);

        public void Add(int value)
        {
            var square = (ulong)((long)value * value);
            Sum += value;
            _low += square;
            _high += _low < square ? 1UL : 0UL;
        }
    }
}
