using System.Collections;

namespace GridFlow.Sinks.Archive.Verification;

/// <summary>Offsets of one roll that have been seen: a bit each.</summary>
internal sealed class OffsetSet(long from, long to)
{
    /// <summary>Longest roll that fits: some 2 billion offsets, 256 MB.</summary>
    public const long MaxLength = int.MaxValue;

    private readonly BitArray _seen = new((int)Math.Min(to - from, MaxLength));

    /// <summary>Adds an offset.</summary>
    /// <returns>False when it was there before, or does not belong to the roll.</returns>
    public bool Add(long offset)
    {
        var index = offset - from;
        if (index < 0 || index >= _seen.Length || _seen[(int)index])
        {
            return false;
        }

        _seen[(int)index] = true;
        return true;
    }
}
