using GridFlow.Checkpoints;
using GridFlow.Topology;

namespace GridFlow.Load.Benchmarks;

/// <summary>One pipeline through a topic that is full already.</summary>
internal static class TopicRun
{
    public static async Task<BenchmarkRun> OfAsync(BenchmarkTopics topics, string group, CheckpointsOptions checkpoints, long readings, PipelineOptions? pipelineOptions = null)
    {
        await using var pipeline = new BenchmarkPipeline(topics.Options(group), checkpoints, pipeline: pipelineOptions);
        await pipeline.UntilAsync(status => status.Conservation.Consumed > 0);
        var probe = CpuProbe.Start();
        await pipeline.SettledAsync(readings);
        var run = probe.Stop(readings, pipeline.Anomalies);
        await pipeline.StopAsync();
        return run;
    }
}
