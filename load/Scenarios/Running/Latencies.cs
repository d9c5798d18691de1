using HdrHistogram;

namespace GridFlow.Load.Scenarios.Running;

/// <summary>Quantiles of a latency, ms; 0 when there was none.</summary>
internal sealed record Latencies(long Count, double MeanMs, double P50Ms, double P90Ms, double P99Ms, double P999Ms, double P9999Ms, double MaxMs)
{
    // What a curve on a logarithmic scale needs, one nine after the other.
    private static readonly double[] CurvePercents =
    [
        0, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 92.5, 95, 97, 98, 99, 99.25, 99.5, 99.7, 99.8, 99.9, 99.925, 99.95, 99.97, 99.98, 99.99, 99.995, 99.999,
    ];

    public static Latencies Of(LongHistogram histogram) => histogram.TotalCount == 0
        ? new Latencies(0, 0, 0, 0, 0, 0, 0, 0)
        : new Latencies(
            histogram.TotalCount,
            Math.Round(histogram.GetMean() / 1000, 3),
            At(histogram, 50),
            At(histogram, 90),
            At(histogram, 99),
            At(histogram, 99.9),
            At(histogram, 99.99),
            At(histogram, 100));

    /// <summary>Latency by percentile, as far as there are enough answers for it.</summary>
    public static IReadOnlyList<CurvePoint> Curve(LongHistogram histogram) =>
        [.. CurvePercents.TakeWhile(percent => histogram.TotalCount * (100 - percent) / 100 >= 1).Select(percent => new CurvePoint(percent, At(histogram, percent)))];

    private static double At(LongHistogram histogram, double percent) => Math.Round(histogram.GetValueAtPercentile(percent) / 1000.0, 3);
}

/// <summary>One point of a percentile curve.</summary>
internal readonly record struct CurvePoint(double Percent, double Ms);
