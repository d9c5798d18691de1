using GridFlow.V1;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GridFlow.Control.Services;

public sealed class DeadlineWriterTests
{
    [Fact]
    public async Task WriteAsync_NobodyReads_GivesUpAtTheDeadline()
    {
        var time = new FakeTimeProvider();
        var write = new DeadlineWriter<SubscribeAnomaliesResponse>(new StuckStream(), null, TimeSpan.FromSeconds(30), time)
            .WriteAsync(new SubscribeAnomaliesResponse(), isLast: true, TestContext.Current.CancellationToken).AsTask();

        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(write.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => write)).StatusCode);
    }

    private sealed class StuckStream : IServerStreamWriter<SubscribeAnomaliesResponse>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(SubscribeAnomaliesResponse message) => new TaskCompletionSource().Task;

        public Task WriteAsync(SubscribeAnomaliesResponse message, CancellationToken cancellationToken) => new TaskCompletionSource().Task;
    }
}
