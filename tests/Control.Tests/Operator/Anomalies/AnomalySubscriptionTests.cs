using CsCheck;
using GridFlow.Control.CommandLine;
using GridFlow.TestKit;
using Xunit;

namespace GridFlow.Control.Operator.Anomalies;

public sealed class AnomalySubscriptionTests
{
    [Fact]
    public async Task FollowAsync_RandomBreaksAndGaps_SeesEverythingOnceAndInOrder()
    {
        var mishaps = 0;
        await Gen.Select(Gen.Int[1, 60], Gen.Int).SampleAsync(
            async (count, seed) =>
            {
                var topic = new RestlessTopic(count, seed);
                await using var bench = await OperatorBench.StartAsync(new ShortPauses());
                bench.Plane.Anomalies = topic.StreamAsync;

                // A short patience would take a slow machine for a broken stream.
                var exitCode = await bench.RunAsync("anomalies", "--follow", "--json", "--limit", $"{count}", "--timeout", "1h").WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);

                Assert.Equal(ExitCode.Done, exitCode);
                Assert.Equal(
                    Enumerable.Range(1, count),
                    bench.Json.Where(line => line.TryGetProperty("anomaly", out _)).Select(line => line.GetProperty("anomaly").GetProperty("anomaly_offset").GetInt32()));
                Interlocked.Add(ref mishaps, topic.Mishaps);
            },
            iter: 40,
            threads: 1);

        Assert.True(mishaps > 20, $"only {mishaps} mishaps: nothing is proven");
    }
}
