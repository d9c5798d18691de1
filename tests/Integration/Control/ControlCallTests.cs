using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Integration.Traffic;
using GridFlow.V1;
using Grpc.Core;
using Xunit;

namespace GridFlow.Integration.Control;

/// <summary>Snapshots on demand and the audit trail of two instances.</summary>
public sealed class ControlCallTests(RealServers servers)
{
    [Fact(Timeout = 240_000)]
    public async Task TriggerCheckpoint_OfTwoInstances_IsInTheStoreAtTheOffsetsAnswered()
    {
        var setup = servers.Setup("snapshot-now");
        await using var first = await GridFlowProcess.StartAsync(setup, SteadyTraffic.Threshold);
        await first.RunningAsync();
        await using var second = await GridFlowProcess.StartAsync(setup, SteadyTraffic.Threshold);
        await PausedGroup.SharedAsync(first, second);
        await using (var traffic = await SteadyTraffic.StartAsync(setup))
        {
            await traffic.MoreAsync(rounds: 10);
            await first.StatusAsync(status => status.Partitions.All(partition => partition.Committed > 0) ? null : "wanted state of every partition");
            var during = await first.Client.TriggerCheckpointAsync(new TriggerCheckpointRequest { Reason = "before the upgrade" }, SteeringCaller.Options());
            Assert.Equal((await first.StatusAsync()).Partitions.Select(partition => partition.Partition), during.Snapshots.Select(snapshot => snapshot.Offsets.Single().Partition));
            await traffic.StopAsync();
        }

        await new KafkaProbe(setup).AllCommittedAsync();
        TriggerCheckpointResponse[] taken =
        [
            await first.Client.TriggerCheckpointAsync(new TriggerCheckpointRequest(), SteeringCaller.Options()),
            await second.Client.TriggerCheckpointAsync(new TriggerCheckpointRequest(), SteeringCaller.Options()),
        ];
        var snapshots = taken.SelectMany(response => response.Snapshots).OrderBy(snapshot => snapshot.Offsets[0].Partition).ToList();
        Assert.Equal(new KafkaProbe(setup).EndOffsets(setup.Readings), snapshots.Select(snapshot => snapshot.Offsets.Single().Offset));
        Assert.All(taken, response => Assert.Equal(response.Snapshots.Select(snapshot => snapshot.Offsets[0]), response.Checkpoint.Offsets));
        foreach (var snapshot in snapshots)
        {
            var inspect = (await GridFlowProcess.RunToEndAsync(["checkpoint", "inspect", snapshot.Id, $"--Checkpoints:Store={setup.Store}"])).Succeeded();
            Assert.Contains("readings", inspect.Text, StringComparison.Ordinal);
        }

        var listed = (await first.Client.ListCheckpointsAsync(new ListCheckpointsRequest(), SteeringCaller.Options())).Checkpoints;
        Assert.Equal(listed.OrderByDescending(info => info.TakenAt.ToDateTime()).Select(info => info.TakenAt), listed.Select(info => info.TakenAt));
        Assert.Superset(snapshots.Select(snapshot => snapshot.Id).ToHashSet(), listed.Select(info => info.Id).ToHashSet());
        Assert.True(listed.Count > snapshots.Count, "those taken under traffic are there too");
    }

    [Fact(Timeout = 240_000)]
    public async Task ListAuditRecords_CallsThroughTwoInstances_AreAllThereInOrderAlsoAfterARestart()
    {
        var setup = servers.Setup("audit");
        await using var first = await GridFlowProcess.StartAsync(setup);
        await first.RunningAsync();
        await using var second = await GridFlowProcess.StartAsync(setup);
        await PausedGroup.SharedAsync(first, second);
        List<(string User, string Call, string Result)> made = [];
        for (var round = 0; round < 5; round++)
        {
            foreach (var instance in new[] { first, second })
            {
                var user = $"shift-{made.Count}";
                await instance.Client.PauseAsync(new PauseRequest { Partitions = { 1 }, Reason = $"round {round}" }, SteeringCaller.Options(user));
                await instance.Client.ResumeAsync(new ResumeRequest { Reason = $"round {round}" }, SteeringCaller.Options(user));
                var refused = await Assert.ThrowsAsync<RpcException>(async () =>
                    await instance.Client.SetThresholdAsync(new SetThresholdRequest { Threshold = new Threshold { Global = true, Sigma = 4.1 } }, SteeringCaller.Options(user)));
                Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
                made.AddRange([(user, "Pause", "OK"), (user, "Resume", "OK"), (user, "SetThreshold", "INVALID_ARGUMENT")]);
            }
        }

        made.Reverse();
        await TrailIsAsync(made, first, second);
        Assert.Equal(0, await first.TerminateAsync());
        Assert.Equal(0, await second.TerminateAsync());
        await using var anew = await GridFlowProcess.StartAsync(setup);
        await anew.RunningAsync();
        await TrailIsAsync(made, anew);
        await anew.Client.TriggerCheckpointAsync(new TriggerCheckpointRequest(), SteeringCaller.Options("night"));
        await TrailIsAsync([("night", "TriggerCheckpoint", "OK"), .. made], anew);
    }

    private static async Task TrailIsAsync(List<(string User, string Call, string Result)> expected, params GridFlowProcess[] instances)
    {
        foreach (var instance in instances)
        {
            List<(string User, string Call, string Result)> found = [];
            await Until.ThereAsync(async () =>
            {
                var records = (await instance.Client.ListAuditRecordsAsync(new ListAuditRecordsRequest(), SteeringCaller.Options())).Records;
                found = [.. records.Select(record => (record.User, record.Call, record.Result))];
                return found.Count >= expected.Count ? null : $"{expected.Count} audit records; now {found.Count}";
            });
            Assert.Equal(expected, found);
        }
    }
}
