using System.Runtime.CompilerServices;

namespace GridFlow.Detection;

/// <summary>Tests one value against a window that is given by its exact sums.</summary>
internal static class WindowStatistics
{
    // The quick test must never say no where the exact one says yes; the exact one decides.
    private const double Slack = 1 - 1e-9;

    /// <summary>n·Σx² − (Σx)²: the sample variance times n(n−1). Exact up to the rounding to double, so it never cancels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ScaledVariance(int n, long sum, in UInt128 squares)
    {
        if (squares <= ulong.MaxValue)
        {
            var high = Math.BigMul((ulong)n, (ulong)squares, out var low);
            var squareHigh = (ulong)Math.BigMul(sum, sum, out var squareLow);
            var borrow = low < (ulong)squareLow ? 1UL : 0UL;
            high -= squareHigh + borrow;
            low -= (ulong)squareLow;
            return high == 0 ? low : (double)new UInt128(high, low);
        }

        var magnitude = (UInt128)(Int128)Math.Abs(sum);
        return (double)(((UInt128)n * squares) - (magnitude * magnitude));
    }

    /// <summary>False when the value is certainly within the threshold. Multiplies where the definition divides and takes a root.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayDeviate(int value, int n, long sum, double scaledVariance, double floorSteps, double threshold)
    {
        var distance = (double)(((long)n * value) - sum);
        var pairs = n - 1.0;
        var spread = Math.Max(scaledVariance * n, floorSteps * floorSteps * n * n * pairs);
        return distance * distance * pairs > threshold * threshold * Slack * spread;
    }

    /// <summary>Sample standard deviation in steps, not below the floor.</summary>
    public static double StdDevSteps(int n, double scaledVariance, double floorSteps) =>
        Math.Max(Math.Sqrt(scaledVariance / ((double)n * (n - 1))), floorSteps);

    /// <summary>(value − mean) / sd.</summary>
    public static double Deviation(int value, int n, long sum, double stdDevSteps) =>
        (((long)n * value) - sum) / (double)n / stdDevSteps;
}
