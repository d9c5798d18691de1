using System.Globalization;
using GridFlow.Integration.Faults.Running;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Faults.Scenarios;

[Collection(AloneCollection.Name)]
public sealed class RandomKillTests(RealServers servers)
{
    private const string KillsVariable = "GRIDFLOW_FAULT_KILLS";
    private const int DefaultKills = 10;
    private const double RecoveryLimitSeconds = 10;

    // Long enough for the largest number anybody has patience for; the short form needs 3 min of it.
    [Fact(Timeout = 7_200_000)]
    [Trait("Speed", "slow")]
    [Fault("`kill -9` at random moments under 10,000 readings/s, in mid-recovery too", "the anomalies and dead letters of an undisturbed run, each once; output again within 10 s; every reading in the archive and every anomaly in InfluxDB, once")]
    public async Task Sigkill_AtRandomMoments_SameOutputAsUndisturbed()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable(KillsVariable) ?? $"{DefaultKills}", CultureInfo.InvariantCulture);
        var random = new Random(20_260_104);
        await using var set = servers.NewSet("InfluxDB");
        var influx = await set.StartInfluxAsync();
        var options = new FaultRunOptions { Rate = FaultTraffic.FullRate, Meters = 1_500, SessionTimeoutMs = null, Archive = true, Influx = influx };
        await using var run = await FaultRun.BeginAsync("random-kills", servers, options);
        while (run.Kills < kills)
        {
            // One in five dies on its way back, wherever that is; the others do some work first.
            var early = random.Next(5) == 0;
            if (!early)
            {
                await run.Watch.MoreAsync(records: 1);
            }

            var moment = TimeSpan.FromMilliseconds(random.Next(early ? 8_000 : 4_000));
            await Until.StaysAsync(moment, () => Task.FromResult(run.Newest.HasExited ? $"gridflow has ended by itself: {run.Newest.Log}" : null));
            await run.KillAsync(run.Newest);
            run.Launch();
        }

        await run.Watch.MoreAsync(records: 1);
        var report = await run.FinishExactlyAsync();

        Assert.True(report.SlowestRecoverySeconds <= RecoveryLimitSeconds, report.ToString());
    }
}
