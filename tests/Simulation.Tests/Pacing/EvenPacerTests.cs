using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GridFlow.Simulation.Pacing;

public sealed class EvenPacerTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task ReleaseAsync_SteadyClock_IsNeverMoreThanASliceFromTheLine()
    {
        var pacer = new EvenPacer(1_000, _time);
        Assert.Equal(0, await pacer.ReleaseAsync(TestContext.Current.CancellationToken));
        for (var slice = 1; slice <= 2_000; slice++)
        {
            Assert.Equal(slice * 5, await ReleaseAfter(pacer, EvenPacer.Slice), 6);
        }
    }

    [Fact]
    public async Task ReleaseAsync_LateWakeUps_KeepsTheRate()
    {
        var pacer = new EvenPacer(1_000, _time);
        await pacer.ReleaseAsync(TestContext.Current.CancellationToken);
        var released = 0.0;
        for (var wake = 0; wake < 100; wake++)
        {
            released = await ReleaseAfter(pacer, TimeSpan.FromMilliseconds(17));
        }

        Assert.Equal(1_700, released, 6);
    }

    [Fact]
    public async Task ReleaseAsync_AfterAStall_CatchesUpAtTwiceTheRate()
    {
        var pacer = new EvenPacer(1_000, _time);
        await pacer.ReleaseAsync(TestContext.Current.CancellationToken);
        Assert.Equal(40, await ReleaseAfter(pacer, TimeSpan.FromSeconds(2)), 6);
        var (last, slices) = (40.0, 0);
        for (; last < 2_000 + (slices * 5) - 0.001; slices++)
        {
            var next = await ReleaseAfter(pacer, EvenPacer.Slice);
            Assert.InRange(next - last, 0, 10.000_001);
            last = next;
        }

        // 1,960 behind, 5 gained a slice.
        Assert.Equal(392, slices);
        Assert.Equal(last + 5, await ReleaseAfter(pacer, EvenPacer.Slice), 6);
    }

    [Fact]
    public async Task ReleaseAsync_SlowRate_AddsUpFractions()
    {
        var pacer = new EvenPacer(0.5, _time);
        await pacer.ReleaseAsync(TestContext.Current.CancellationToken);
        var released = 0.0;
        for (var slice = 0; slice < 400; slice++)
        {
            released = await ReleaseAfter(pacer, EvenPacer.Slice);
        }

        Assert.Equal(1, released, 6);
    }

    [Fact]
    public async Task ReleaseAsync_Cancelled_Throws()
    {
        var pacer = new EvenPacer(1, _time);
        await pacer.ReleaseAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pacer.ReleaseAsync(new CancellationToken(true)));
    }

    private async Task<double> ReleaseAfter(EvenPacer pacer, TimeSpan elapsed)
    {
        var release = pacer.ReleaseAsync(TestContext.Current.CancellationToken);
        _time.Advance(elapsed);
        return await release;
    }
}
