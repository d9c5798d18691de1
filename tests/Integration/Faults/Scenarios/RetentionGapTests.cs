using System.Text.RegularExpressions;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Faults.Running;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Faults.Scenarios;

public sealed partial class RetentionGapTests(RealServers servers)
{
    private const int Gap = 700;
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(40);

    [Fact(Timeout = 240_000)]
    [Trait("Speed", "slow")]
    [Fault("Kafka has dropped readings behind the committed position while the pipeline was down", "it says which offsets of which partition are gone, counts them and goes on")]
    public async Task RetentionGap_Continue_NamesAndCountsThemAndGoesOn()
    {
        await using var run = await FaultRun.BeginAsync("gap-continue", servers, new FaultRunOptions());
        var gaps = await DropBehindCommittedAsync(run);

        run.Launch("", "--Checkpoints:OnRetentionGap=continue");
        await run.Newest.OpenAsync();
        await run.Newest.RunningAsync();
        await run.Watch.MoreAsync(records: 100);
        await run.Traffic.StopAsync();
        await new KafkaProbe(run.Setup).AllCommittedAsync();

        Assert.All(gaps, gap => Assert.Contains(gap.SentenceOf(run), run.Newest.Log, StringComparison.Ordinal));
        var counted = Counted().Matches(await run.Newest.MetricsAsync()).Sum(match => long.Parse(match.Groups["count"].ValueSpan));
        Assert.Equal(gaps.Sum(gap => gap.To - gap.From + 1), counted);
        Assert.Equal(0, (await run.Newest.StatusAsync()).Conservation.Difference);
        Assert.Equal(0, await run.Newest.TerminateAsync());
        await servers.Kit!.VerifyCommittedAsync(run.Setup.Kafka, run.Setup.Anomalies, "--identity", "avro-string:5", "--any-key", "--expect-no-duplicates");
    }

    [Fact(Timeout = 240_000)]
    [Trait("Speed", "slow")]
    [Fault("the same with `Checkpoints:OnRetentionGap=stop`", "it says so and ends with exit code 1, every time, and commits nothing")]
    public async Task RetentionGap_Stop_EndsWithTheMessage()
    {
        await using var run = await FaultRun.BeginAsync("gap-stop", servers, new FaultRunOptions());
        var gaps = await DropBehindCommittedAsync(run);
        var before = new KafkaProbe(run.Setup).Committed();

        for (var start = 0; start < 2; start++)
        {
            var instance = run.Launch("", "--Checkpoints:OnRetentionGap=stop");
            Assert.Equal(1, await instance.EndAsync(EndLimit));
            Assert.Contains(gaps, gap => instance.Log.Contains(gap.SentenceOf(run), StringComparison.Ordinal));
        }

        Assert.Equal(before, new KafkaProbe(run.Setup).Committed());
    }

    /// <summary>Ends the instance, waits until every partition has gone on, and lets Kafka drop some of what is next.</summary>
    private static async Task<IReadOnlyList<DroppedOffsets>> DropBehindCommittedAsync(FaultRun run)
    {
        var probe = new KafkaProbe(run.Setup);
        await run.Watch.MoreAsync(records: 200);
        await run.KillAsync(run.Newest);
        await run.Traffic.MoreAsync(records: 40_000);
        var gaps = probe.Committed().Select((committed, partition) => new DroppedOffsets(partition, committed, committed + Gap + (partition * 10) - 1)).ToList();
        Assert.All(probe.EndOffsets(run.Setup.Readings).Zip(gaps), pair => Assert.True(pair.First > pair.Second.To, "the partition has not gone on far enough"));
        await probe.DeleteBeforeAsync(gaps.Select(gap => gap.To + 1));
        return gaps;
    }

    [GeneratedRegex(@"(?m)^gridflow_offsets_lost_total\{[^}]*\} (?<count>\d+)")]
    private static partial Regex Counted();

    private sealed record DroppedOffsets(int Partition, long From, long To)
    {
        /// <summary>What must be said.</summary>
        public string SentenceOf(FaultRun run) => $"Kafka has dropped offsets {From} to {To} of {run.Setup.Readings} [{Partition}]";
    }
}
