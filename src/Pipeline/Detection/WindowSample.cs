using GridFlow.Readings;

namespace GridFlow.Detection;

/// <summary>One reading inside a meter's window: 16 bytes, four to a cache line. Values are whole steps of their channel's resolution.</summary>
/// <param name="timeMs">Event time; its low 29 bits are kept, which is enough for any window up to 149 h.</param>
/// <param name="status">Three bits beside the time.</param>
/// <param name="voltage">Steps.</param>
/// <param name="current">Steps.</param>
/// <param name="temperature">Steps.</param>
internal readonly struct WindowSample(long timeMs, MeterStatus status, int voltage, int current, int temperature)
{
    private const int StatusBits = 3;
    private const long TimeMask = (1L << 29) - 1;

    private readonly uint _timeAndStatus = ((uint)(timeMs & TimeMask) << StatusBits) | (uint)status;

    public readonly int Voltage = voltage;
    public readonly int Current = current;
    public readonly int Temperature = temperature;

    public MeterStatus Status => (MeterStatus)(_timeAndStatus & ((1u << StatusBits) - 1));

    /// <summary>Event time, given the newest event time of its window.</summary>
    public long TimeMs(long newestMs) => newestMs - ((newestMs - (_timeAndStatus >> StatusBits)) & TimeMask);
}
