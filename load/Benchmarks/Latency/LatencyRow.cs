using HdrHistogram;

namespace GridFlow.Load.Benchmarks.Latency;

/// <summary>One line of the table; values in µs.</summary>
internal sealed record LatencyRow(string What, LongHistogram Histogram)
{
    public static LatencyRow Of(string what, IEnumerable<long> valuesUs)
    {
        var histogram = new LongHistogram(600_000_000, 3);
        foreach (var value in valuesUs)
        {
            // Clocks that are read in another order than they were set may differ by a millisecond.
            histogram.RecordValue(Math.Clamp(value, 0, histogram.HighestTrackableValue));
        }

        return new LatencyRow(what, histogram);
    }
}
