using System.Runtime.InteropServices;
using GridFlow.Readings;

namespace GridFlow.Detection;

/// <summary>All that is known of one meter: two cache lines, and its window elsewhere.</summary>
/// <remarks>The sums are whole numbers of steps, so adding and removing is exact and does not depend on order.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MeterState
{
    public const int InlineIdBytes = 24;

    public UInt128 VoltageSquares;
    public UInt128 CurrentSquares;
    public UInt128 TemperatureSquares;
    public long VoltageSum;
    public long CurrentSum;
    public long TemperatureSum;

    /// <summary>Newest event time seen; <see cref="long.MinValue"/> before the first reading.</summary>
    public long NewestMs;

    /// <summary>Ring of <see cref="Capacity"/> samples in the order of their event times.</summary>
    public WindowSample* Samples;
    public int Capacity;
    public int Head;
    public int Count;

    /// <summary>0 marks a slot that is free.</summary>
    public byte IdLength;

    /// <summary>Status of the newest reading, which outlives the window.</summary>
    public MeterStatus Status;

    /// <summary>Whether a reading has come since the sweep last looked.</summary>
    public bool Touched;
    private readonly byte _reserved;

    /// <summary>The id when it is short enough; longer ones are kept by <see cref="MeterTable"/>.</summary>
    public fixed byte Id[InlineIdBytes];

    /// <summary>Place in the ring of the <paramref name="i"/>-th oldest sample.</summary>
    public readonly WindowSample* At(int i)
    {
        var at = Head + i;
        return Samples + (at >= Capacity ? at - Capacity : at);
    }

    /// <summary>Copies the window, oldest first: at most two stretches of memory.</summary>
    public readonly void CopySamples(Span<WindowSample> to)
    {
        var first = Math.Min(Count, Capacity - Head);
        new ReadOnlySpan<WindowSample>(Samples + Head, first).CopyTo(to);
        new ReadOnlySpan<WindowSample>(Samples, Count - first).CopyTo(to[first..]);
    }

    public void Add(in WindowSample sample)
    {
        VoltageSum += sample.Voltage;
        CurrentSum += sample.Current;
        TemperatureSum += sample.Temperature;
        VoltageSquares += Square(sample.Voltage);
        CurrentSquares += Square(sample.Current);
        TemperatureSquares += Square(sample.Temperature);
    }

    public void Subtract(in WindowSample sample)
    {
        VoltageSum -= sample.Voltage;
        CurrentSum -= sample.Current;
        TemperatureSum -= sample.Temperature;
        VoltageSquares -= Square(sample.Voltage);
        CurrentSquares -= Square(sample.Current);
        TemperatureSquares -= Square(sample.Temperature);
    }

    /// <summary>Empties the window.</summary>
    public void Clear()
    {
        Head = 0;
        Count = 0;
        VoltageSum = CurrentSum = TemperatureSum = 0;
        VoltageSquares = CurrentSquares = TemperatureSquares = 0;
    }

    private static ulong Square(int value) => (ulong)((long)value * value);
}
