using GridFlow.Detection;
using GridFlow.Sources;
using GridFlow.Telemetry;
using GridFlow.Topology;
using Microsoft.Extensions.Logging;

namespace GridFlow.Checkpoints;

/// <summary>Snapshots of one pipeline, as a whole: where they are kept, when they are taken, how they come back, and how they are told about.</summary>
internal sealed partial class CheckpointService : IAsyncDisposable
{
    private readonly ISnapshotStore _store;
    private readonly SnapshotWriter _writer;
    private readonly SnapshotLoader _loader;
    private readonly SnapshotJournal _journal = new();
    private readonly CheckpointMetrics _metrics;
    private readonly TopicIdentity _topic;
    private readonly ILogger _logger;

    private CheckpointService(
        ISnapshotStore store, PipelineSettings settings, string instance, PartitionTable partitions, RecoveryLog recoveries, ConditionBoard conditions, TimeProvider time, ILoggerFactory loggers)
    {
        var (kafka, options) = (settings.Kafka, settings.Checkpoints);
        var detection = new DetectorSettings(settings.Detection);
        _store = store;
        _logger = loggers.CreateLogger<CheckpointService>();
        _topic = new TopicIdentity(kafka, time);
        _writer = new SnapshotWriter(store, options.SnapshotsKept, conditions, time);
        var cadence = new SnapshotCadence(options, time);
        var origin = new SnapshotOrigin(kafka.GroupId, kafka.ReadingsTopic, () => _topic.Id, detection.Fingerprint, instance, ProductVersion.Text);
        Taker = new SnapshotTaker(_writer, origin, cadence, _journal, time);
        Catalog = new SnapshotCatalog(store);
        _loader = new SnapshotLoader(
            Catalog, kafka.GroupId, kafka.ReadingsTopic, _topic, detection, recoveries, conditions, time, loggers.CreateLogger<SnapshotLoader>());
        _metrics = new CheckpointMetrics(_journal, cadence, partitions, time);
    }

    /// <summary>Takes snapshots in the lanes.</summary>
    public SnapshotTaker Taker { get; }

    /// <summary>What is in the store.</summary>
    public SnapshotCatalog Catalog { get; }

    /// <summary>Brings them back.</summary>
    public ISnapshotSource Source => _loader;

    /// <summary>What became of them.</summary>
    public SnapshotStatistics Statistics => _journal.Read();

    /// <summary>Makes the service; null when <c>Checkpoints:Store</c> is <c>none</c>. Nothing is asked of the store yet.</summary>
    public static CheckpointService? Create(
        PipelineSettings settings, string instance, PartitionTable partitions, RecoveryLog recoveries, ConditionBoard conditions, TimeProvider time, ILoggerFactory loggers) =>
        SnapshotStores.Open(settings.Checkpoints, time) is { } store ? new CheckpointService(store, settings, instance, partitions, recoveries, conditions, time, loggers) : null;

    /// <summary>Learns what the snapshots are of.</summary>
    public async Task PrepareAsync()
    {
        LogStore(_logger, _store.Description);
        if (await _topic.FindAsync() is { } reason)
        {
            LogNoTopicId(_logger, reason);
        }

        await _writer.TryOutAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _metrics.Dispose();
        _loader.Dispose();
        _topic.Dispose();
        _store.Dispose();
    }

    [LoggerMessage(412, LogLevel.Information, "snapshots of detector state are kept in {Store}")]
    private static partial void LogStore(ILogger logger, string store);

    [LoggerMessage(413, LogLevel.Information, "the broker does not tell the topic's id, so snapshots of an older topic of the same name cannot be told apart: {Reason}")]
    private static partial void LogNoTopicId(ILogger logger, string reason);
}
