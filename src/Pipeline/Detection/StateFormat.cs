using System.Runtime.InteropServices;

namespace GridFlow.Detection;

/// <summary>How detector state lies in its bytes: docs/snapshot-format.md, "State entries". All numbers are little-endian; every entry is padded with zeros to 8 bytes.</summary>
internal static class StateFormat
{
    /// <summary>"GFST".</summary>
    public const uint Magic = 0x5453_4647;

    /// <summary>Raised whenever old state cannot be read any more.</summary>
    public const uint Version = 1;

    /// <summary>Most slots that are read. So many meters would need 80 GB of windows; a larger number is nonsense and must not become memory.</summary>
    public const int MaxSlots = 1 << 24;

    /// <summary>The next multiple of 8.</summary>
    public static int Padded(int bytes) => (bytes + 7) & ~7;

    /// <summary>The first entry, in front of its free slots (an <c>int32</c> each; the last one is the next to be used again).</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    public struct Preamble
    {
        public uint Magic;
        public uint Version;
        public int SlotCount;
        public int FreeCount;
        public IdleSweep.Position Sweep;
    }

    /// <summary>What stands in front of a meter's id and its samples.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    public struct MeterHeader
    {
        public int Slot;
        public int Capacity;
        public int Count;
        public byte IdLength;
        public byte Status;
        public byte Touched;
        public byte Reserved;
        public long NewestMs;
    }
}
