using GridFlow.Decoding;
using GridFlow.Sinks.Live;
using Microsoft.Extensions.Logging;

namespace GridFlow.Topology;

/// <summary>One running pipeline: Kafka in, anomalies and dead letters out.</summary>
public sealed class Pipeline : IAsyncDisposable
{
    /// <summary>Makes a pipeline; nothing runs and no server is asked before <see cref="RunAsync"/>.</summary>
    public Pipeline(PipelineSettings settings, ISchemaRegistry registry, TimeProvider time, ILoggerFactory loggers)
    {
    }

    /// <summary>Delivered anomalies, for people who watch.</summary>
    public LiveFeed LiveFeed { get; } = new();

    /// <summary>One look at the pipeline; cheap enough for several times a second.</summary>
    public PipelineStatus GetStatus() => throw new NotImplementedException();

    /// <summary>Runs until told to stop, then drains, commits and returns.</summary>
    /// <param name="stop">Asks for an orderly stop.</param>
    /// <exception cref="Exception">A stage failed; everything has been stopped.</exception>
    public Task RunAsync(CancellationToken stop) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
