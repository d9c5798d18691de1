using GridFlow.Steering;
using GridFlow.TestKit;
using GridFlow.Topology;

namespace GridFlow.Pipeline.Tests.Support;

/// <summary>A pipeline that runs until it is disposed.</summary>
internal sealed class RunningPipeline : IAsyncDisposable
{
    private readonly GridFlow.Topology.Pipeline _pipeline;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    public RunningPipeline(GridFlow.Topology.Pipeline pipeline)
    {
        _pipeline = pipeline;
        _run = pipeline.RunAsync(_stop.Token);
    }

    public ISteering Steering => _pipeline.Steering;

    public PipelineStatus Status => _pipeline.GetStatus();

    public Task UntilAsync(Func<PipelineStatus, bool> condition, string what) => Eventually.TrueAsync(() => _run.IsFaulted || condition(Status), what);

    public Task OwnsAsync(int partitions) => UntilAsync(status => status.Partitions.Count == partitions && status.Partitions.All(p => p.Position >= 0), $"{partitions} partitions");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(Eventually.Patience);
        await _pipeline.DisposeAsync();
        _stop.Dispose();
    }
}
