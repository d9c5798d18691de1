using GridFlow.Integration.Faults.Running;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Faults.Scenarios;

public sealed class FrozenInstanceTests(RealServers servers)
{
    private const int Stretch = 12_000;

    [Fact(Timeout = 300_000)]
    [Trait("Speed", "slow")]
    [Fault("one of two instances frozen (SIGSTOP) past its session, thawed when the other has its partitions", "the frozen one writes nothing twice and joins again by itself")]
    public async Task Freeze_OneOfTwoPastItsSession_RejoinsAndRepeatsNothing()
    {
        await using var run = await FaultRun.BeginAsync("frozen", servers, new FaultRunOptions { Archive = true });
        var frozen = run.Newest;
        var other = await run.JoinAsync();
        await run.Traffic.MoreAsync(Stretch);

        await frozen.SignalAsync("STOP");
        await other.RunningAsync();
        await run.Traffic.MoreAsync(Stretch);
        await run.Watch.MoreAsync(records: 100);
        await frozen.SignalAsync("CONT");
        await run.SharedAsync();
        await run.Traffic.MoreAsync(Stretch);

        Assert.False(frozen.HasExited, frozen.Log);
        await run.FinishExactlyAsync();
    }

    [Fact(Timeout = 300_000)]
    [Trait("Speed", "slow")]
    [Fault("the only instance frozen past its session and past the time limit of its open transaction", "it takes its partitions back by itself, nothing lost, nothing twice")]
    public async Task Freeze_OnlyInstancePastItsTransaction_GoesOnByItself()
    {
        var frozenFor = TimeSpan.FromSeconds(12);
        await using var run = await FaultRun.BeginAsync("frozen-alone", servers, new FaultRunOptions { Archive = true });
        await run.Watch.MoreAsync(records: 100);

        await run.Newest.SignalAsync("STOP");
        await Until.StaysAsync(frozenFor, () => Task.FromResult(run.Newest.HasExited ? "a frozen process has ended" : null));
        await run.Newest.SignalAsync("CONT");
        await run.Traffic.MoreAsync(Stretch);
        await run.SharedAsync();

        await run.FinishExactlyAsync();
    }
}
