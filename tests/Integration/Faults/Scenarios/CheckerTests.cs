using GridFlow.Integration.Faults.Oracle;
using GridFlow.Integration.Faults.Running;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Faults.Scenarios;

/// <summary>The test of the tests: with a leg of exactly-once taken away, the suite must report it.</summary>
public sealed class CheckerTests(RealServers servers)
{
    private const string Switch = "GRIDFLOW_FAULT_SWITCH";
    private const int Kills = 5;

    [Fact(Timeout = 400_000)]
    [Trait("Speed", "slow")]
    [Fault("results and positions are not one transaction (`GRIDFLOW_FAULT_SWITCH=no-transaction`), `kill -9`", "the suite reports what is there twice: it can fail")]
    public async Task Sigkill_WithoutTransactions_SuiteReportsIt()
    {
        var report = await KilledAsync("no-transaction", Options("no-transaction"));

        Assert.False(report.IsExact, report.ToString());
        Assert.True(report.Anomalies.Twice.Count + report.DeadLetters.Twice.Count > 0, report.ToString());
    }

    [Fact(Timeout = 400_000)]
    [Trait("Speed", "slow")]
    [Fault("replayed readings speak again (`GRIDFLOW_FAULT_SWITCH=no-silence`), `kill -9`", "the suite reports what is there twice: it can fail")]
    public async Task Sigkill_WithoutSilence_SuiteReportsIt()
    {
        var report = await KilledAsync("no-silence", Options("no-silence"));

        Assert.False(report.IsExact, report.ToString());
        Assert.True(report.Anomalies.Twice.Count > 0, report.ToString());
    }

    [Fact(Timeout = 400_000)]
    [Trait("Speed", "slow")]
    [Fault("`Checkpoints:Delivery=at-least-once`, `kill -9`", "nothing missing, nothing changed; the same record may come again")]
    public async Task Sigkill_AtLeastOnce_NothingLost()
    {
        var report = await KilledAsync("at-least-once", new FaultRunOptions { Arguments = ["--Checkpoints:Delivery=at-least-once"] });

        foreach (var difference in new[] { report.Anomalies, report.DeadLetters })
        {
            Assert.True((difference with { Twice = [] }).IsNone, report.ToString());
        }
    }

    private static FaultRunOptions Options(string fault) => new() { Environment = new Dictionary<string, string> { [Switch] = fault } };

    private async Task<FaultReport> KilledAsync(string name, FaultRunOptions options)
    {
        var random = new Random(5);
        await using var run = await FaultRun.BeginAsync(name, servers, options);
        while (run.Kills < Kills)
        {
            await run.Watch.MoreAsync(records: random.Next(50, 300));
            await run.KillAsync(run.Newest);
            run.Launch();
        }

        await run.Watch.MoreAsync(records: 1);
        return await run.FinishAsync();
    }
}
