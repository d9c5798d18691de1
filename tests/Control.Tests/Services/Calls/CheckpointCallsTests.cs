using GridFlow.Checkpoints;
using GridFlow.Steering;
using GridFlow.V1;
using Grpc.Core;
using Xunit;
using StoredSnapshot = GridFlow.Steering.StoredSnapshot;

namespace GridFlow.Control.Services.Calls;

public sealed class CheckpointCallsTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch.AddDays(1);

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Trigger_Snapshots_AllTogetherAndEachByName()
    {
        await using var instance = await TestInstance.StartAsync();
        instance.Steering.Snapshots = () =>
            [new PartitionSnapshot(2, 700, At, TimeSpan.FromMilliseconds(40), 9_000, 3_000), new PartitionSnapshot(0, 500, At, TimeSpan.FromMilliseconds(20), 8_000, 2_000)];

        var response = await instance.Client.TriggerCheckpointAsync(new TriggerCheckpointRequest(), cancellationToken: Limit);

        Assert.Equal(5_000, response.Checkpoint.SizeBytes);
        Assert.Equal([(0, 500L), (2, 700L)], response.Checkpoint.Offsets.Select(offset => (offset.Partition, offset.Offset)));
        Assert.Equal(response.Checkpoint.TakenAt.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null), response.Checkpoint.Id);
        Assert.Equal(["gridflow/sensor-readings/0/500", "gridflow/sensor-readings/2/700"], response.Snapshots.Select(snapshot => snapshot.Id));
        Assert.Equal((86_400L, 40_000_000, 3_000L), (response.Snapshots[1].TakenAt.Seconds, response.Snapshots[1].Duration.Nanos, response.Snapshots[1].SizeBytes));
    }

    [Fact]
    public async Task Trigger_NoSnapshotsKept_IsRefused()
    {
        await using var instance = await TestInstance.StartAsync();
        instance.Steering.Snapshots = () => throw new SteeringRefusedException("no snapshots are kept (Checkpoints:Store = none)");

        var error = await Assert.ThrowsAsync<RpcException>(async () => await instance.Client.TriggerCheckpointAsync(new TriggerCheckpointRequest(), cancellationToken: Limit));

        Assert.Equal((StatusCode.FailedPrecondition, "no snapshots are kept (Checkpoints:Store = none)"), (error.StatusCode, error.Status.Detail));
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 1)]
    [InlineData(1_000, 1_000)]
    public async Task List_Limit_IsPassedOn(int asked, int expected)
    {
        await using var instance = await TestInstance.StartAsync();
        instance.Steering.Stored = [new StoredSnapshot("gridflow/sensor-readings/1/9", 1, 9, At, 77)];

        var response = await instance.Client.ListCheckpointsAsync(new ListCheckpointsRequest { Limit = asked }, cancellationToken: Limit);

        Assert.Equal(expected, instance.Steering.LimitAsked);
        var one = Assert.Single(response.Checkpoints);
        Assert.Equal(("gridflow/sensor-readings/1/9", 86_400L, 77L, 9L), (one.Id, one.TakenAt.Seconds, one.SizeBytes, one.Offsets.Single().Offset));
        Assert.Null(one.Duration);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1_001)]
    public async Task List_LimitOutside_IsRefused(int limit)
    {
        await using var instance = await TestInstance.StartAsync();

        var error = await Assert.ThrowsAsync<RpcException>(async () => await instance.Client.ListCheckpointsAsync(new ListCheckpointsRequest { Limit = limit }, cancellationToken: Limit));

        Assert.Equal(["limit"], RichError.Fields(error));
    }
}
