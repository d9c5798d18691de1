using GridFlow.Steering;
using GridFlow.V1;
using Grpc.Core;
using Xunit;

namespace GridFlow.Control.Services.Calls;

public sealed class PauseCallsTests
{
    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pause_NothingNamed_IsEverything()
    {
        await using var instance = await TestInstance.StartAsync();
        instance.Status = Notices.Status(Topology.PipelineState.Paused);
        instance.State.WaitingFor = null;

        var response = await instance.Client.PauseAsync(new PauseRequest(), cancellationToken: Limit);

        Assert.Equal([PauseScope.All], instance.Steering.Paused!.Value.Scopes);
        Assert.Equal((PipelineState.Paused, 8L), (response.State, response.Revision));
        Assert.Equal([(0, 10L), (3, 30L)], response.EffectiveFrom.Select(from => (from.Partition, from.Offset)));
        Assert.Equal([1], response.PendingPartitions);
    }

    [Fact]
    public async Task Resume_PartitionsAndFeeders_EachOnceInOrder()
    {
        await using var instance = await TestInstance.StartAsync();

        var response = await instance.Client.ResumeAsync(new ResumeRequest { Partitions = { 3, 0, 3 }, FeederIds = { "F-2", "F-1", "F-2" } }, cancellationToken: Limit);

        Assert.Equal(
            [new PauseScope(0, null), new PauseScope(3, null), new PauseScope(null, "F-1"), new PauseScope(null, "F-2")], instance.Steering.Resumed!.Value.Scopes);
        Assert.Equal(8, response.Revision);
    }

    [Fact]
    public async Task Pause_EverythingWrong_NamesEveryField()
    {
        await using var instance = await TestInstance.StartAsync();
        var request = new PauseRequest { Partitions = { 1, -1, 4 }, FeederIds = { "", "F-1", new string('é', 600) }, Reason = new string('r', 501) };

        var error = await Assert.ThrowsAsync<RpcException>(async () => await instance.Client.PauseAsync(request, cancellationToken: Limit));

        Assert.Equal(["partitions[1]", "partitions[2]", "feeder_ids[0]", "feeder_ids[2]", "reason"], RichError.Fields(error));
        Assert.Contains("partition 4 does not exist; the topic has 4, 0 to 3", error.Status.Detail, StringComparison.Ordinal);
        Assert.Null(instance.Steering.Paused);
    }

    [Fact]
    public void Of_PartitionsUnknownToAnybody_LetsAnyNumberPass() =>
        Assert.Equal([new PauseScope(99, null)], PauseTarget.Of([99], [], "", partitionCount: null));

    [Fact]
    public async Task Pause_ControlTopicAway_IsUnavailableAndSaysWhenToTryAgain()
    {
        await using var instance = await TestInstance.StartAsync();
        instance.Steering.Answer = _ => throw new SteeringUnavailableException("gridflow-control cannot be written");

        var error = await Assert.ThrowsAsync<RpcException>(async () => await instance.Client.PauseAsync(new PauseRequest(), cancellationToken: Limit));

        Assert.Equal((StatusCode.Unavailable, "gridflow-control cannot be written"), (error.StatusCode, error.Status.Detail));
        Assert.Equal("STEERING_UNAVAILABLE", RichError.Reason(error));
        Assert.Equal(2, error.GetRpcStatus()!.GetDetail<Google.Rpc.RetryInfo>()!.RetryDelay.Seconds);
    }

    [Fact]
    public async Task Resume_OneOfAll_IsRefusedWithAReason()
    {
        await using var instance = await TestInstance.StartAsync();
        instance.Steering.Answer = _ => throw new SteeringRefusedException("everything is paused; resume everything");

        var error = await Assert.ThrowsAsync<RpcException>(async () => await instance.Client.ResumeAsync(new ResumeRequest { Partitions = { 1 } }, cancellationToken: Limit));

        Assert.Equal((StatusCode.FailedPrecondition, "STEERING_REFUSED"), (error.StatusCode, RichError.Reason(error)));
    }

    [Fact]
    public async Task Pause_CallerGivesUp_EndsTheWaitAndIsAudited()
    {
        await using var instance = await TestInstance.StartAsync();
        var cancelled = new TaskCompletionSource();
        instance.Steering.Answer = async token =>
        {
            await using var registration = token.Register(cancelled.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return null!;
        };

        var error = await Assert.ThrowsAsync<RpcException>(async () => await instance.Client.PauseAsync(
            new PauseRequest(), deadline: TimeProvider.System.GetUtcNow().AddMilliseconds(300).UtcDateTime, cancellationToken: Limit));

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Limit);
        while (instance.Steering.Audited.IsEmpty)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Limit);
        }

        // Also when the client's own clock has ended the call a moment before the server's.
        Assert.Equal("DEADLINE_EXCEEDED", Assert.Single(instance.Steering.Audited).Result);
    }
}
