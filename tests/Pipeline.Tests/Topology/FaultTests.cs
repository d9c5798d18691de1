using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;
using GridFlow.TestKit;
using GridFlow.Topology;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Topology;

/// <summary>A stage that fails stops the whole graph, at once, and lets everybody go who waits for it.</summary>
public sealed class FaultTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);
    private static readonly PipelineOptions Small = new() { BatchSize = 1, BlockCapacity = 1, Lanes = 2, DecodeParallelism = 1 };

    [Fact]
    public async Task Graph_CommitThrows_StopsWithinASecondWithTheCause()
    {
        await using var driver = new PipelineTestDriver(pipeline: Small);
        driver.BeforeCommit = () => throw new InvalidOperationException("no disk");
        await driver.SendAsync(Wire.Good() with { Status = MeterStatus.Fault });
        await AssertFaults(driver, "no disk");
    }

    [Fact]
    public async Task Graph_DecodeThrows_StopsWithinASecondWithTheCause()
    {
        await using var driver = new PipelineTestDriver(pipeline: Small);
        driver.Registry.Defect = new InvalidOperationException("a bug in the client");
        await driver.SendAsync(Wire.Good());
        await AssertFaults(driver, "a bug in the client");
    }

    [Fact]
    public async Task Graph_LaneThrows_StopsWithinASecondWithTheCause()
    {
        var time = new BreakableTime();
        await using var driver = new PipelineTestDriver(time: time);
        await driver.SendAsync(Wire.Good());
        time.IsBroken = true;
        await driver.FlushAsync();
        await AssertFaults(driver, "the clock is broken");
    }

    [Theory]
    [InlineData("decode")]
    [InlineData("publish")]
    public async Task Graph_StageIsCancelledByItsOwnWork_StopsAsForAnyOtherFault(string stage)
    {
        // A time-out deep in some client. Dataflow drops what was being worked on without a word.
        await using var driver = new PipelineTestDriver(pipeline: Small);
        if (stage == "decode")
        {
            driver.Registry.Defect = new TaskCanceledException("time-out");
        }
        else
        {
            driver.BeforeCommit = () => Task.FromException(new TaskCanceledException("time-out"));
        }

        await driver.SendAsync(Wire.Good() with { Status = MeterStatus.Fault });
        await AssertFaults(driver, "time-out");
    }

    [Fact]
    public async Task SendAsync_GraphFailsWhileItIsFull_ReleasesTheCaller()
    {
        var time = new FakeTimeProvider();
        await using var driver = new PipelineTestDriver(pipeline: Small, time: time);
        var commit = new TaskCompletionSource();
        driver.BeforeCommit = () => commit.Task;
        time.Advance(AtOnce);
        var sending = SendForEver(driver);
        await Eventually.TrueAsync(() => driver.Sums.InFlight == 5, "a full graph: one in each of four stages, and the one who waits");
        Assert.False(sending.IsCompleted);
        commit.SetException(new InvalidOperationException("no disk"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(AtOnce));
        await AssertFaults(driver, "no disk");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => driver.SendAsync(Wire.Good()).WaitAsync(AtOnce));
        Assert.Equal(0, driver.Sums.Conservation.Difference);
    }

    [Fact]
    public async Task Dispose_WorkInFlight_EndsWithoutCommittingIt()
    {
        var driver = new PipelineTestDriver(pipeline: Small);
        driver.Registry.IsDown = true;
        await driver.SendAsync(Wire.Good());
        await driver.FlushAsync();
        await driver.DisposeAsync().AsTask().WaitAsync(AtOnce);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => driver.Completion);
        Assert.Empty(driver.Committed);
        Assert.Equal(1, driver.Sums.InFlight);
    }

    private static async Task SendForEver(PipelineTestDriver driver)
    {
        for (var i = 0; ; i++)
        {
            await driver.SendAsync(ReadingFlow.Alternating("M-1", i));
        }
    }

    private static async Task AssertFaults(PipelineTestDriver driver, string cause)
    {
        var fault = await Assert.ThrowsAsync<PipelineFaultException>(() => driver.Completion.WaitAsync(AtOnce));
        Assert.Contains(cause, fault.Message, StringComparison.Ordinal);
        Assert.NotNull(fault.InnerException);
    }

    private sealed class BreakableTime : TimeProvider
    {
        public volatile bool IsBroken;

        public override long GetTimestamp() => IsBroken ? throw new InvalidOperationException("the clock is broken") : base.GetTimestamp();
    }
}
