using System.Threading.Tasks.Dataflow;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.TestKit;
using GridFlow.Topology;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Topology;

public sealed class GraphProgressTests
{
    private const int Capacity = 3;
    private static readonly PipelineOptions Small = new() { BatchSize = 1, BlockCapacity = Capacity, Lanes = 1, DecodeParallelism = 2 };

    [Fact]
    public async Task Progress_Idle_NobodyHasWork()
    {
        await using var driver = new PipelineTestDriver(pipeline: Small);

        Assert.Equal(["decode", "fan-out", "detect-0", "publish"], driver.Progress().Select(stage => stage.Name));
        Assert.All(driver.Progress(), stage => Assert.False(stage.HasWork));
    }

    [Theory]
    // A transaction has limits of its own, so one that goes past them is stuck; at-least-once waits for its broker as long as it takes, and so does a broker that is away.
    [InlineData(45, false, "publish")]
    [InlineData(45, true, "")]
    [InlineData(null, false, "")]
    public async Task Progress_CommitHangsInAFullGraph_BlamesNobodyButThePublisher(int? longestCallSeconds, bool brokersAway, string expected)
    {
        var time = new FakeTimeProvider();
        await using var driver = new PipelineTestDriver(pipeline: Small, time: time);
        driver.LongestCall = longestCallSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        var commit = new TaskCompletionSource();
        driver.BeforeCommit = () => commit.Task;
        time.Advance(TimeSpan.FromSeconds(1));
        var sending = SendAsync(driver, 50);
        await Eventually.TrueAsync(() => driver.Sums.InFlight == (4 * Capacity) + 1, "a full graph");

        var stages = driver.Progress(brokersAway);

        Assert.Equal(expected, string.Join(' ', stages.Where(stage => stage.HasWork).Select(stage => stage.Name)));
        Assert.Equal(TimeSpan.FromSeconds(longestCallSeconds ?? 0), stages[^1].Grace);
        commit.SetResult();
        await sending.WaitAsync(Eventually.Patience);
        await driver.CompleteAsync();
    }

    [Fact]
    public async Task Progress_CommitIsNotDueYet_CountsCommitsAndNotLooksAtTheClock()
    {
        var time = new FakeTimeProvider();
        await using var driver = new PipelineTestDriver(pipeline: Small, time: time);
        driver.LongestCall = TimeSpan.FromSeconds(45);
        await driver.SendAsync(ReadingFlow.Alternating("M-1", 0));
        await Eventually.TrueAsync(() => driver.Progress()[^1].HasWork, "a result that waits for its commit");
        var before = driver.Progress()[^1].Steps;

        // Each advance is a look at the clock; the third makes the commit due.
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(20));
                return driver.Committed.ContainsKey(0) && !driver.Progress()[^1].HasWork;
            },
            "the commit");

        await driver.SendAsync(ReadingFlow.Alternating("M-1", 1));
        await Eventually.TrueAsync(() => driver.Progress()[^1].HasWork, "the next");
        Assert.Equal(before + 1, driver.Progress()[^1].Steps);
    }

    [Fact]
    public async Task Progress_RegistryAway_DecodingWaits()
    {
        await using var driver = new PipelineTestDriver(pipeline: Small);
        driver.Registry.IsDown = true;
        await driver.SendAsync(Wire.Good());
        await Eventually.TrueAsync(() => driver.Registry.Lookups > 0, "a look-up");

        Assert.All(driver.Progress(), stage => Assert.False(stage.HasWork));
        driver.Registry.IsDown = false;
        await driver.CompleteAsync();
    }

    [Fact]
    public async Task HasWork_StageThatNeverComesBack_IsThatStageAlone()
    {
        using var fault = new FaultSwitch();
        using var never = new ManualResetEventSlim();
        var blocks = new BlockFactory(2, fault);
        var first = blocks.Transform<int, int>("first", 1, item => item);
        var lane = blocks.Transform<int, int>("lane", 1, item =>
        {
            never.Wait(TestContext.Current.CancellationToken);
            return item;
        });
        var last = blocks.Action<int>("last", _ => Task.CompletedTask);
        first.LinkTo(lane);
        lane.LinkTo(last);
        for (var i = 0; i < 4; i++)
        {
            await first.SendAsync(i, TestContext.Current.CancellationToken);
        }

        await Eventually.TrueAsync(() => blocks.Probes[0].OutputLength() > 0, "the first stage waits for room");
        Assert.Equal((false, true, false), (blocks.Probes[0].HasWork, blocks.Probes[1].HasWork, blocks.Probes[2].HasWork));
        Assert.Equal(0, blocks.Probes[1].Ended);
        never.Set();
        await Eventually.TrueAsync(() => blocks.Probes[2].Ended == 4, "all of it");
        Assert.All(blocks.Probes, probe => Assert.False(probe.HasWork));
    }

    private static async Task SendAsync(PipelineTestDriver driver, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await driver.SendAsync(ReadingFlow.Alternating("M-1", i));
        }
    }
}
