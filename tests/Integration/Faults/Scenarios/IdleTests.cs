using System.Text.RegularExpressions;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Faults.Running;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Faults.Scenarios;

public sealed partial class IdleTests(RealServers servers)
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(5);

    [Fact(Timeout = 180_000)]
    [Trait("Speed", "slow")]
    [Fault("nothing: the stream is idle", "no transaction is made: no record and no marker in any topic of Kafka, `__consumer_offsets` included")]
    public async Task Idle_AllCommitted_NoTransactionAtAll()
    {
        // Its own broker: any other group writes to __consumer_offsets too.
        await using var set = servers.NewSet("An idle broker");
        var kafka = (await set.StartKafkaAsync())["KAFKA_BOOTSTRAP"];
        await using var run = await FaultRun.BeginAsync("idle", servers, new FaultRunOptions(), setup => setup with { Kafka = kafka });
        var probe = new KafkaProbe(run.Setup);
        await run.Watch.MoreAsync(records: 10);
        await run.Traffic.StopAsync();
        await probe.AllCommittedAsync();
        await run.Newest.StatusAsync(status => status.Conservation.InFlight == 0 ? null : "wanted nothing in flight");

        var before = await StateAsync(run, probe);
        await Until.StaysAsync(Watched, async () =>
        {
            var now = await StateAsync(run, probe);
            return now == before ? null : $"was\n{before}\nis\n{now}";
        });

        Assert.Equal(0, await run.Newest.TerminateAsync());
    }

    // The number of transactions, and where every topic ends.
    private static async Task<string> StateAsync(FaultRun run, KafkaProbe probe)
    {
        var transactions = Transactions().Match(await run.Newest.MetricsAsync());
        Assert.True(transactions.Success, "there is no metric of transactions");
        string[] topics = [run.Setup.Anomalies, run.Setup.DeadLetters, "__consumer_offsets", "__transaction_state"];
        var ends = topics.Select(topic => $"{topic} {string.Join(' ', probe.EndOffsets(topic))}");
        return string.Join('\n', [transactions.Value, .. await Task.Run(() => ends.ToList())]);
    }

    [GeneratedRegex(@"(?m)^gridflow_transaction_seconds_count(\{[^}]*\})? \d+")]
    private static partial Regex Transactions();
}
