using GridFlow.Pipeline.Tests.Support;
using GridFlow.TestKit;
using GridFlow.Topology;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Topology;

public sealed class BackPressureTests
{
    private const int Capacity = 3;
    private static readonly PipelineOptions Small = new() { BatchSize = 1, BlockCapacity = Capacity, Lanes = 1, DecodeParallelism = 2 };

    [Fact]
    public async Task SendAsync_CommitIsBlocked_FillsEveryStageToItsBoundAndLosesNothing()
    {
        // The first batch finds the last commit long ago, commits, and waits for that.
        var time = new FakeTimeProvider();
        await using var driver = new PipelineTestDriver(pipeline: Small, time: time);
        var commit = new TaskCompletionSource();
        driver.BeforeCommit = () => commit.Task;
        time.Advance(TimeSpan.FromSeconds(1));
        const int Total = 200;
        var accepted = 0;
        var sending = SendAsync(driver, Total, () => accepted++);

        // decode, fan-out, one lane, publish: each takes so many and no more.
        await Eventually.TrueAsync(() => Volatile.Read(ref accepted) == 4 * Capacity, "a full graph");
        await Eventually.TrueAsync(() => driver.Sums.InFlight == (4 * Capacity) + 1, "the one who waits");
        Assert.False(sending.IsCompleted);
        Assert.All(driver.Blocks, block => Assert.InRange(block.QueueLength, 1, block.QueueCapacity));
        Assert.Equal((0, 0), (driver.Sums.Conservation.Difference, driver.Sums.Scored));
        Assert.Empty(driver.Committed);

        commit.SetResult();
        await sending.WaitAsync(Eventually.Patience);
        await driver.CompleteAsync();
        Assert.Equal((Total, 0, 0), (driver.Sums.Scored, driver.Sums.InFlight, driver.Sums.Conservation.Difference));
        Assert.Equal(Total / 2, driver.Anomalies.Count);
        Assert.Equal(Total, driver.Committed[0]);
        Assert.All(driver.Blocks, block => Assert.Equal(0, block.QueueLength));
    }

    private static async Task SendAsync(PipelineTestDriver driver, int count, Action onAccepted)
    {
        for (var i = 0; i < count; i++)
        {
            await driver.SendAsync(ReadingFlow.Alternating("M-1", i));
            onAccepted();
        }
    }
}
