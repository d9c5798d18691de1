using GridFlow.Control.Hosting;
using GridFlow.Steering;
using GridFlow.V1;
using Grpc.Core;
using Xunit;

namespace GridFlow.Control.Services.Calls;

public sealed class StatusCallsTests
{
    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetStatus_Everything_IsThere()
    {
        await using var instance = await TestInstance.StartAsync();
        instance.Sinks = [new SinkLook("archive", true, "s3://b", 1, 2, 3, 4, "S3 is away", 5), new SinkLook("influxdb", false)];
        var change = new SettingChange(9, DateTimeOffset.UnixEpoch, "alice", "storm");
        instance.Steering.View = new SteeringView(
            9, [], [new PauseSetting(PauseScope.All, change), new PauseSetting(new PauseScope(2, null), change), new PauseSetting(new PauseScope(null, "F-1"), change)], new Dictionary<int, long>());
        using var stream = instance.Client.StreamMetrics(new StreamMetricsRequest(), cancellationToken: Limit);
        await stream.ResponseHeadersAsync;

        var status = await instance.Client.GetStatusAsync(new GetStatusRequest(), cancellationToken: Limit);

        Assert.Equal(("gridflow-test-0", "gridflow", "sensor-readings", 9L, 1), (status.InstanceId, status.GroupId, status.ReadingsTopic, status.SettingsRevision, status.Subscribers));
        Assert.Equal(
            new SinkStatus { Name = "archive", Enabled = true, Target = "s3://b", Written = 1, Waiting = 2, Retries = 3, Rejected = 4, Problem = "S3 is away", SpoolBytes = 5 }, status.Sinks[0]);
        Assert.Equal(new SinkStatus { Name = "influxdb" }, status.Sinks[1]);
        Assert.Equal([(true, 0, ""), (false, 2, ""), (false, 0, "F-1")], status.Pauses.Select(pause => (pause.All, pause.Partition, pause.FeederId)));
        Assert.Equal("alice", status.Pauses[0].Change.User);
        Assert.Equal(30, status.DeadLettersByCode["bad_magic"]);
    }

    [Fact]
    public async Task ListAudit_Trail_AsItIsKept()
    {
        await using var instance = await TestInstance.StartAsync();
        instance.Steering.Trail = [new GridFlow.Steering.AuditRecord(DateTimeOffset.UnixEpoch.AddDays(1), "alice", "10.1.2.3:5", "i-0", "Pause", "everything", "storm", "OK", 4)];

        var response = await instance.Client.ListAuditRecordsAsync(new ListAuditRecordsRequest { Limit = 10_000 }, cancellationToken: Limit);

        var record = Assert.Single(response.Records);
        Assert.Equal((10_000, 86_400L), (instance.Steering.LimitAsked, record.At.Seconds));
        Assert.Equal(
            ("alice", "10.1.2.3:5", "i-0", "Pause", "everything", "storm", "OK", 4L),
            (record.User, record.Address, record.InstanceId, record.Call, record.Target, record.Reason, record.Result, record.Revision));
        await Assert.ThrowsAsync<RpcException>(async () => await instance.Client.ListAuditRecordsAsync(new ListAuditRecordsRequest { Limit = 10_001 }, cancellationToken: Limit));
    }
}
