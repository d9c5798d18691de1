using GridFlow.Load.Benchmarks.Latency;
using HdrHistogram;

namespace GridFlow.Load.Benchmarks.Subscribers;

/// <summary>The latency of alarms without and with subscribers, in turns.</summary>
/// <param name="setup">What is measured; its subscribers are those of the second half of each round.</param>
/// <param name="rounds">Rounds; each measures both.</param>
/// <param name="progress">Told what happens.</param>
internal sealed class SubscriberBenchmark(LatencySetup setup, int rounds, Action<string> progress)
{
    /// <returns>One row for each half of each round, and the medians of the ratios of p50 and p99.</returns>
    public async Task<(IReadOnlyList<LatencyRow> Rows, double P50Ratio, double P99Ratio)> RunAsync()
    {
        var rows = new List<LatencyRow>();
        var ratios = new List<(double P50, double P99)>();
        for (var round = 1; round <= rounds; round++)
        {
            progress($"round {round} of {rounds}, without subscribers");
            var without = await MeasureAsync(setup with { Subscribers = 0 });
            progress($"round {round} of {rounds}, {setup.Subscribers} subscribers of which {setup.StoppedSubscribers} do not read");
            var with = await MeasureAsync(setup);
            rows.Add(new LatencyRow($"{round}: no subscribers", without));
            rows.Add(new LatencyRow($"{round}: {setup.Subscribers} subscribers", with));
            ratios.Add((Ratio(with, without, 50), Ratio(with, without, 99)));
        }

        return (rows, Median(ratios.Select(ratio => ratio.P50)), Median(ratios.Select(ratio => ratio.P99)));
    }

    private async Task<LongHistogram> MeasureAsync(LatencySetup half) =>
        (await new LatencyBenchmark(half, progress).RunAsync()).First(row => row.What.StartsWith("anomaly", StringComparison.Ordinal)).Histogram;

    private static double Ratio(LongHistogram with, LongHistogram without, double percent) => (double)with.GetValueAtPercentile(percent) / without.GetValueAtPercentile(percent);

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var ordered ? ordered[ordered.Count / 2] : 0;
}
