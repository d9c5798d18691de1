using GridFlow.Integration.Faults.Running;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Faults.Scenarios;

public sealed class GroupFaultTests(RealServers servers)
{
    private const int Stretch = 12_000;

    [Theory(Timeout = 600_000)]
    [InlineData(2)]
    [InlineData(3)]
    [Trait("Speed", "slow")]
    [Fault("two and three instances with one shared store: one killed, one added, one stopped politely", "partitions move, the output of an undisturbed run, each record once")]
    public async Task Instances_KilledAddedStopped_SameOutputAsUndisturbed(int count)
    {
        await using var run = await FaultRun.BeginAsync($"group-of-{count}", servers, new FaultRunOptions { Archive = true });
        var polite = run.Newest;
        while (run.Instances.Count < count)
        {
            await run.JoinAsync();
        }

        await run.Traffic.MoreAsync(Stretch);
        await run.KillAsync(run.Newest);
        await run.SharedAsync();
        await run.Traffic.MoreAsync(Stretch);
        await run.JoinAsync();
        await run.Traffic.MoreAsync(Stretch);
        Assert.Equal(0, await polite.TerminateAsync());
        await run.SharedAsync();
        await run.Traffic.MoreAsync(Stretch);

        await run.FinishExactlyAsync();
    }
}
