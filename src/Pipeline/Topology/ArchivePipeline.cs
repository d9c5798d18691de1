using Confluent.Kafka;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sinks.Archive;
using GridFlow.Sources;
using GridFlow.Sources.Flood;
using GridFlow.Telemetry;
using Microsoft.Extensions.Logging;

namespace GridFlow.Topology;

/// <summary>The archive: a reader of its own from Kafka to Parquet files. It shares nothing with alerting but the process, so it can neither slow nor stop it.</summary>
public sealed class ArchivePipeline : IDisposable
{
    // Leaving the group takes up to 4 s when brokers are away, and the instance has 9 s.
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CheckPause = TimeSpan.FromSeconds(10);

    private readonly PipelineSettings _settings;
    private readonly ArchiveOptions _options;
    private readonly KafkaOptions _kafka;
    private readonly string _instance;
    private readonly ISchemaRegistry _registry;
    private readonly ConditionBoard _conditions;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly ArchiveLedger _ledger = new();
    private readonly ArchiveMetrics _metrics;
    private volatile Func<ArchiveLook> _look = () => ArchiveLook.None;

    /// <summary>Makes an archive; nothing runs and no server is asked before <see cref="RunAsync"/>.</summary>
    /// <param name="settings">Those of the pipeline: the same brokers, topic, registry and limits.</param>
    /// <param name="options">Where the archive goes.</param>
    /// <param name="instance">Id of this instance, the same after a restart: its spool is found by it.</param>
    /// <param name="registry">Where writer schemas come from.</param>
    /// <param name="conditions">Told what the archive waits for.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where log lines go.</param>
    public ArchivePipeline(
        PipelineSettings settings, ArchiveOptions options, string instance, ISchemaRegistry registry, ConditionBoard conditions, TimeProvider time, ILoggerFactory loggers)
    {
        _settings = settings;
        _options = options;
        _instance = instance;
        _registry = registry;
        _conditions = conditions;
        _time = time;
        _loggers = loggers;
        _kafka = ArchiveConsumer.Of(settings.Kafka, options);
        using var target = ArchiveTargets.Open(options, time);
        Target = target?.Description ?? "nowhere";
        _metrics = new ArchiveMetrics(_ledger, () => _look(), conditions);
    }

    /// <summary>Where finished files go, for people.</summary>
    public string Target { get; }

    /// <summary>What became of the readings that were accepted.</summary>
    public ArchiveSums Sums => _ledger.Read();

    /// <summary>Bytes of finished files on local disk that wait for their upload.</summary>
    public long SpoolBytes => _look().SpoolBytes;

    /// <summary>Runs until told to stop, then finishes what is open, uploads it while there is time, and returns. Can be called again.</summary>
    /// <exception cref="PipelineFaultException">A stage failed; everything has been stopped.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using var target = ArchiveTargets.Open(_options, _time) ?? throw new InvalidOperationException("Archive:Target is off.");
        var spool = OpenSpool();
        using var fault = new FaultSwitch();
        using var schemas = new SchemaCache(_registry, _settings.SchemaRegistry.MissLifetime, _conditions, _time);
        using var offsets = new OffsetLookup(_kafka);
        var partitions = new PartitionTable();
        var pool = new BatchPool(_settings.Pipeline.BatchSize);
        var recovery = new ArchiveRecovery(_kafka, offsets, spool, _ledger, _conditions, _time, _loggers.CreateLogger<ArchiveRecovery>());
        // Off by default: a flood of dead letters is the pipeline's to stop, the archive only passes over them.
        var floods = new FloodGuard(new DeadLetterOptions(), _kafka.ReadingsTopic, _conditions, _time);
        var setup = new ReadingSourceSetup(_kafka, $"{_instance}-archive", Transactional: false, recovery, new DetectorHandover(), _ => Task.CompletedTask, floods, Reader: "archive");
        using var source = new KafkaReadingSource(setup, pool, new ReadingLedger(), partitions, _conditions, _time, _loggers.CreateLogger<KafkaReadingSource>());
        using var uploader = new ArchiveUploader(target, source, spool, _ledger, _conditions, _time);
        var parts = new ArchiveParts(_kafka.ReadingsTopic, new ArchiveEnd(target), uploader, spool, _options.SpoolBudgetBytes, _ledger, partitions, pool, _conditions, _time);
        var decoder = new BatchDecoder(schemas, new DecodeLimits(_settings.Detection), _settings.SchemaRegistry.IdLayout);
        await using var graph = new ArchiveGraph(
            _settings.Pipeline,
            decoder,
            parts,
            upload => new ArchiveWriter(_options, _kafka.ReadingsTopic, _settings.SchemaRegistry.IdLayout, spool, _ledger, upload, _time),
            fault);
        recovery.Stages = graph;
        // A run that failed has left them as they were.
        _conditions.Clear(ArchiveGraph.SpoolSubject);
        _conditions.Clear("archive back-pressure");
        _look = () => new ArchiveLook(
            spool.Bytes, _options.SpoolBudgetBytes, graph.Blocks, [.. partitions.Read().Select(p => (p.Partition, source.LagOf(p))).Where(lag => lag.Item2 >= 0)]);
        try
        {
            await RunToEndAsync(graph, source, stop, token => CheckAsync(target, token), token => SweepAsync(spool, partitions, offsets, uploader, token));
        }
        finally
        {
            _look = () => ArchiveLook.None;
            await graph.DisposeAsync();
            _ledger.EndRun();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _metrics.Dispose();

    private SpoolFolder OpenSpool()
    {
        try
        {
            return new SpoolFolder(_options.SpoolDirectory, _instance, _kafka.ReadingsTopic);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the spool {Path.GetFullPath(_options.SpoolDirectory)} cannot be used (Archive:SpoolDirectory): {e.Message}", e);
        }
    }

    private async Task RunToEndAsync(ArchiveGraph graph, KafkaReadingSource source, CancellationToken stop, params Func<CancellationToken, Task>[] beside)
    {
        using var stopPolling = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var others = Task.WhenAll(beside.Select(work => work(stopPolling.Token)));
        var polling = source.RunAsync(batch => graph.SendAsync(batch, stopPolling.Token), stopPolling.Token);
        await Task.WhenAny(polling, graph.Completion);
        await stopPolling.CancelAsync();
        using var patience = new CancellationTokenSource(DrainPatience, _time);
        await using var giveUp = patience.Token.Register(graph.Abort);
        if (!stop.IsCancellationRequested)
        {
            // Neither ends by itself: one has failed, and takes the other with it.
            graph.Abort();
        }

        await EndOf(polling);
        graph.Complete();
        await EndOf(graph.Completion);
        await EndOf(others);
        await (graph.Completion.IsFaulted ? graph.Completion : polling);
        await graph.Completion;
    }

    /// <summary>Looks at the target before the first file is finished: a wrong password must not show a quarter of an hour after the start.</summary>
    private async Task CheckAsync(IArchiveTarget target, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await target.CheckAsync(stop);
                _conditions.Clear(ArchiveUploader.Subject);
                return;
            }
            catch (ArchiveTargetException e)
            {
                _conditions.Raise(ArchiveUploader.Subject, $"{e.Message}; finished files wait in the spool");
                await Task.Delay(CheckPause, _time, stop);
            }
        }
    }

    /// <summary>Removes from the spool what another instance has archived since a partition moved to it.</summary>
    private async Task SweepAsync(SpoolFolder spool, PartitionTable partitions, OffsetLookup offsets, ArchiveUploader uploader, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(SweepInterval, _time);
        while (await timer.WaitForNextTickAsync(stop))
        {
            foreach (var partition in spool.Partitions)
            {
                using var turn = await uploader.TurnAsync(partition, stop);
                try
                {
                    if (partitions.EpochOf(partition) is null && await Task.Run(() => offsets.CommittedWithNote(partition), stop) is { } committed)
                    {
                        spool.RemoveUpTo(partition, committed.Offset);
                    }
                }
                catch (Exception e) when (e is KafkaException or IOException or UnauthorizedAccessException)
                {
                    // Not to be had now; the next round asks again.
                }
            }
        }
    }

    private static Task EndOf(Task task) => task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
