using HdrHistogram;

namespace GridFlow.Load.Benchmarks.Latency;

/// <summary>The latency of alarms without and with an archive, in turns.</summary>
/// <param name="setup">What is measured; its archive is the one of the second half of each round.</param>
/// <param name="rounds">Rounds; each measures both.</param>
/// <param name="progress">Told what happens.</param>
internal sealed class ArchiveLatencyBenchmark(LatencySetup setup, int rounds, Action<string> progress)
{
    /// <returns>One row for each half of each round, and the medians of the ratios of p50 and p99.</returns>
    public async Task<(IReadOnlyList<LatencyRow> Rows, double P50Ratio, double P99Ratio)> RunAsync()
    {
        var rows = new List<LatencyRow>();
        var ratios = new List<(double P50, double P99)>();
        for (var round = 1; round <= rounds; round++)
        {
            progress($"round {round} of {rounds}, without an archive");
            var off = await MeasureAsync(BenchmarkArchive.None);
            progress($"round {round} of {rounds}, archive: {setup.Archive}");
            var on = await MeasureAsync(setup.Archive);
            rows.Add(new LatencyRow($"{round}: no archive", off));
            rows.Add(new LatencyRow($"{round}: archive {setup.Archive}", on));
            ratios.Add((Ratio(on, off, 50), Ratio(on, off, 99)));
        }

        return (rows, Median(ratios.Select(ratio => ratio.P50)), Median(ratios.Select(ratio => ratio.P99)));
    }

    private async Task<LongHistogram> MeasureAsync(string archive) =>
        (await new LatencyBenchmark(setup with { Archive = archive }, progress).RunAsync()).First(row => row.What.StartsWith("anomaly", StringComparison.Ordinal)).Histogram;

    private static double Ratio(LongHistogram on, LongHistogram off, double percent) => (double)on.GetValueAtPercentile(percent) / off.GetValueAtPercentile(percent);

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var ordered ? ordered[ordered.Count / 2] : 0;
}
