using System.Collections.Concurrent;
using GridFlow.Steering;
using GridFlow.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace GridFlow.Control.Services.Audit;

public sealed class AuditTests
{
    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Change_Taken_IsKeptWithWhoWhatAndRevision()
    {
        await using var instance = await TestInstance.StartAsync();

        await instance.Client.PauseAsync(new PauseRequest { Reason = "storm", Partitions = { 1 } }, new Metadata { { "gridflow-user", "alice@room-3" } }, cancellationToken: Limit);

        var record = Assert.Single(instance.Steering.Audited);
        Assert.Equal(
            ("alice@room-3", "gridflow-test-0", "Pause", "partitions 1", "storm", "OK", 8L),
            (record.User, record.InstanceId, record.Call, record.Target, record.Reason, record.Result, record.Revision));
        Assert.Matches(@"^127\.0\.0\.1:\d+$", record.Address);
        Assert.Equal(("alice@room-3", "storm"), (instance.Steering.Paused!.Value.Caller.User, instance.Steering.Paused.Value.Caller.Reason));
    }

    [Fact]
    public async Task Change_ThatChangesNothing_HasMadeNoRevision()
    {
        await using var instance = await TestInstance.StartAsync();
        // The one in force is newer than what was known when the call came: another call has made it.
        instance.Steering.Answer = _ => Task.FromResult(new AppliedChange(instance.Steering.View.Revision + 3, false, new Dictionary<int, long>(), []));

        await instance.Client.PauseAsync(new PauseRequest(), cancellationToken: Limit);

        Assert.Equal(("unknown", 0L), (Assert.Single(instance.Steering.Audited).User, instance.Steering.Audited.First().Revision));
    }

    [Fact]
    public async Task Change_Refused_IsKeptWithWhatTheCallerWasTold()
    {
        await using var instance = await TestInstance.StartAsync();
        await Assert.ThrowsAsync<RpcException>(async () => await instance.Client.SetThresholdAsync(new SetThresholdRequest(), cancellationToken: Limit));
        instance.Steering.Answer = _ => throw new SteeringRefusedException("everything is paused");
        await Assert.ThrowsAsync<RpcException>(async () => await instance.Client.ResumeAsync(new ResumeRequest { Partitions = { 1 } }, cancellationToken: Limit));
        instance.Steering.Snapshots = () => throw new SteeringUnavailableException("the store is full");
        await Assert.ThrowsAsync<RpcException>(async () => await instance.Client.TriggerCheckpointAsync(new TriggerCheckpointRequest(), cancellationToken: Limit));

        Assert.Equal(
            [("SetThreshold", "INVALID_ARGUMENT"), ("Resume", "FAILED_PRECONDITION"), ("TriggerCheckpoint", "UNAVAILABLE")],
            instance.Steering.Audited.Select(record => (record.Call, record.Result)));
    }

    [Fact]
    public async Task Looking_IsNotKept()
    {
        await using var instance = await TestInstance.StartAsync();

        await instance.Client.GetStatusAsync(new GetStatusRequest(), cancellationToken: Limit);
        await instance.Client.GetThresholdsAsync(new GetThresholdsRequest(), cancellationToken: Limit);

        Assert.Empty(instance.Steering.Audited);
    }

    [Fact]
    public async Task Change_LineBreakInTheReason_IsOneLogLine()
    {
        using var lines = new LineCollector();
        await using var instance = await TestInstance.StartAsync(logging: builder => builder.Services.AddSingleton<ILoggerProvider>(lines));

        await instance.Client.PauseAsync(new PauseRequest { Reason = "a\ncontrol: root" }, cancellationToken: Limit);

        Assert.Matches(
            "^control: unknown from 127\\.0\\.0\\.1:[0-9]+: Pause everything; reason \"a control: root\": OK, revision 8$",
            Assert.Single(lines.Lines, line => line.StartsWith("control: ", StringComparison.Ordinal)));
    }

    private sealed class LineCollector : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
