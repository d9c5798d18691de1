using System.IO.Hashing;

namespace GridFlow.Readings;

/// <summary>The hash by which meters are found.</summary>
internal static class MeterHash
{
    public static ulong Of(ReadOnlySpan<byte> meterId) => XxHash3.HashToUInt64(meterId);
}
