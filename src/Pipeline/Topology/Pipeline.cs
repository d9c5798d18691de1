using System.Diagnostics;
using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sinks;
using GridFlow.Sinks.Kafka;
using GridFlow.Sinks.Live;
using GridFlow.Sources;
using GridFlow.Sources.Flood;
using GridFlow.Steering;
using GridFlow.Telemetry;
using GridFlow.Telemetry.Tracing;
using Microsoft.Extensions.Logging;

namespace GridFlow.Topology;

/// <summary>One running pipeline: Kafka in, anomalies and dead letters out. Runs once.</summary>
public sealed partial class Pipeline : IAsyncDisposable
{
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(8);

    private readonly PipelineSettings _settings;
    private readonly ISchemaRegistry _registry;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly ConditionBoard _conditions;
    private readonly ReadingLedger _ledger = new();
    private readonly AnomalyTally _anomalies = new();
    private readonly RecentLatency _latency;
    private readonly PartitionTable _partitions = new();
    private readonly PipelineMetrics _metrics;
    private readonly KafkaSinkMetrics _sinkMetrics;
    private readonly BuildMetrics _buildMetrics;
    private readonly RecoveryLog _recoveries = new();
    private readonly TransactionLog _transactions;
    private readonly ActivitySource _activities = new(BatchTracer.SourceName, ProductVersion.Text);
    private readonly BatchTracer _tracer;
    private readonly CheckpointService? _checkpoints;
    private readonly FloodGuard _floods;
    private readonly PipelineSteering _steering;
    private int _started;
    private volatile PipelineGraph? _graph;
    private volatile KafkaReadingSource? _source;
    private volatile PipelineState _state = PipelineState.Starting;

    /// <summary>Makes a pipeline; nothing runs and no server is asked before <see cref="RunAsync"/>.</summary>
    public Pipeline(PipelineSettings settings, ISchemaRegistry registry, TimeProvider time, ILoggerFactory loggers)
    {
        _settings = settings;
        _registry = registry;
        _time = time;
        _loggers = loggers;
        _conditions = new ConditionBoard(loggers.CreateLogger<Pipeline>(), time);
        _latency = new RecentLatency(time);
        _transactions = new TransactionLog(time);
        _checkpoints = CheckpointService.Create(settings, InstanceId, _partitions, _recoveries, _conditions, time, loggers);
        _floods = new FloodGuard(settings.DeadLetters, settings.Kafka.ReadingsTopic, _conditions, time);
        _steering = new PipelineSteering(settings.Kafka, settings.Detection.ThresholdSigma, time);
        _metrics = new PipelineMetrics(_ledger, _anomalies, _conditions, GetStatus, _steering);
        _tracer = new BatchTracer(_activities, settings.Tracing, new TraceNames(settings.Kafka.ReadingsTopic, settings.Kafka.AnomaliesTopic, settings.Kafka.GroupId, InstanceId), time, loggers.CreateLogger<BatchTracer>());
        _sinkMetrics = new KafkaSinkMetrics(_ledger, _anomalies, _transactions, _partitions, _conditions);
        _buildMetrics = new BuildMetrics(settings.Checkpoints.Delivery, time);
    }

    /// <summary>Where this instance says what is the matter; its sides say it in the same place.</summary>
    public ConditionBoard Conditions => _conditions;

    /// <summary>Changes what it does while it runs; before and after, changes are refused as unavailable.</summary>
    public ISteering Steering => _steering;

    /// <summary>Transactions that were aborted and said again, since the start.</summary>
    public long DeliveryRetries => _transactions.CountOf(CommitOutcome.Aborted);

    /// <summary>Delivered anomalies, for people who watch.</summary>
    public LiveFeed LiveFeed { get; } = new();

    private PipelineState State => _state != PipelineState.Starting || _partitions.Read().All(owned => owned.IsRecovering) ? _state
        : _steering.Latest.IsPaused ? PipelineState.Paused : PipelineState.Running;

    private bool IsTransactional => _settings.Checkpoints.Delivery == Checkpoints.Delivery.ExactlyOnce && !FaultDrills.NoTransaction;

    /// <summary>Name of this instance, the same after a restart and no other's.</summary>
    public string InstanceId => _settings.Checkpoints.TransactionalId ?? $"{_settings.Kafka.GroupId}-{Environment.MachineName}-0";

    /// <summary>One look at the pipeline; cheap enough for several times a second.</summary>
    public PipelineStatus GetStatus()
    {
        var sums = _ledger.Read();
        var isStandby = _source?.IsStandby == true;
        return new PipelineStatus(
            State,
            _settings.Checkpoints.Delivery,
            [.. _partitions.Read().Select(p => new PartitionStatus(p.Partition, p.Position, p.Committed, _source?.LagOf(p) ?? -1, PauseReason(p.Partition), p.IsRecovering))],
            _graph?.Blocks ?? [],
            sums.Conservation,
            _latency.Read(),
            _graph?.MeterCount ?? 0,
            [.. _anomalies.Read().Where(a => a.Count > 0).Select(a => new AnomalyCount(a.Type, a.Severity, a.Count))],
            sums.DeadLettersByWord,
            isStandby ? [.. _conditions.Sentences, $"Kafka group: {_settings.Kafka.GroupId} has as many members as partitions, and this instance stands by"] : _conditions.Sentences,
            _checkpoints?.Statistics,
            _anomalies.Suppressed,
            _graph?.SilentMeterCount ?? 0,
            isStandby);
    }

    /// <summary>Whether each part gets on; empty before it runs. For <see cref="StuckWatch"/>.</summary>
    public IReadOnlyList<StageProgress> GetProgress()
    {
        var brokersAway = _conditions.IsRaised(TransactionalProducer.Subject) || _conditions.IsRaised(KafkaTransactionDelivery.Subject);
        return [.. _source is { } source ? [source.Progress] : Array.Empty<StageProgress>(), .. _graph?.Progress(brokersAway) ?? []];
    }

    /// <summary>Runs until told to stop, then drains, commits and returns.</summary>
    /// <param name="stop">Asks for an orderly stop.</param>
    /// <exception cref="PipelineFaultException">A stage failed; everything has been stopped.</exception>
    /// <exception cref="SchemaRejectedException">The registry does not take our schemas.</exception>
    /// <exception cref="InvalidOperationException">It has run already.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new InvalidOperationException("A pipeline runs once; make another.");
        }

        try
        {
            var anomalySchema = await SchemaRegistration.RegisterAsync(_registry, _settings.Kafka, _conditions, _time, stop);
            await RunGraphAsync(anomalySchema, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            var inFlight = _ledger.Read().InFlight;
            if (inFlight > 0)
            {
                LogNotDrained(_loggers.CreateLogger<Pipeline>(), inFlight, DrainPatience.TotalSeconds);
            }
        }
        catch
        {
            _state = PipelineState.Faulted;
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_checkpoints is not null)
        {
            await _checkpoints.DisposeAsync();
        }

        _metrics.Dispose();
        _sinkMetrics.Dispose();
        _buildMetrics.Dispose();
        _activities.Dispose();
        _recoveries.Dispose();
        _transactions.Dispose();
    }

    private async Task RunGraphAsync(long anomalySchema, CancellationToken stop)
    {
        var pool = new BatchPool(_settings.Pipeline.BatchSize);
        using var fault = new FaultSwitch();
        using var schemas = new SchemaCache(_registry, _settings.SchemaRegistry.MissLifetime, _conditions, _time);
        await (_checkpoints?.PrepareAsync() ?? Task.CompletedTask);
        var handover = new DetectorHandover();
        using var offsets = new OffsetLookup(_settings.Kafka);
        IDelivery? deliverer = null;
        using var control = new ControlTopic(_settings.Kafka, _steering.Keys, _steering.Journal, _conditions, _time);
        await using var audit = new AuditTrail(control, _steering.Keys, _steering.Journal, InstanceId, _loggers.CreateLogger<AuditTrail>());
        using var recovery = new PartitionRecovery(
            _settings.Kafka, _settings.Checkpoints, _settings.Detection, offsets, _checkpoints?.Source, SettledAsync, _recoveries, _conditions, _time, _loggers.CreateLogger<PartitionRecovery>());
        var setup = new ReadingSourceSetup(_settings.Kafka, InstanceId, IsTransactional, recovery, handover, partitions => _graph?.SnapshotAsync(partitions) ?? Task.CompletedTask, _floods, _steering);
        using var source = new KafkaReadingSource(setup, pool, _ledger, _partitions, _conditions, _time, _loggers.CreateLogger<KafkaReadingSource>());
        using var delivery = Delivery(source, new AnomalyEncoder(anomalySchema, _settings.SchemaRegistry.IdLayout), fault.Token);
        deliverer = delivery;
        var log = new DeliveryLog(_ledger, _recoveries, _anomalies, _latency, _metrics, LiveFeed, new NoticeBuilder(_settings.Detection.Window), pool, _time);
        await using var graph = GraphBuilder.Build(_settings, schemas, delivery, _partitions, handover, _checkpoints?.Taker, OnDelivered, fault, _time);
        _graph = graph;
        _source = source;
        _steering.Attach(new RunningControl(control, audit, new SnapshotsOnDemand(_settings.Kafka, _checkpoints, _partitions, graph.SnapshotAsync), _partitions));
        try
        {
            await RunToEndAsync(graph, source, stop);
        }
        finally
        {
            _steering.Attach(null);
            _source = null;
        }

        Task SettledAsync(CancellationToken token) => deliverer!.SettledAsync(token);

        void OnDelivered(ReadingBatch batch)
        {
            // First: the log gives the batch back to the pool.
            _floods.Count(batch);
            var span = _tracer.Finish(batch);
            log.OnDelivered(batch);
            _tracer.LetGo(span);
        }
    }

    private string? PauseReason(int partition) =>
        _steering.Latest.IsPartitionPaused(partition) ? "paused" : _floods.IsPaused(partition) ? FloodGuard.Reason : null;

    private IDelivery Delivery(KafkaReadingSource source, AnomalyEncoder encoder, CancellationToken abort)
    {
        var messages = new ResultMessages(_settings.Kafka, encoder, _time);
        return IsTransactional
            ? new KafkaTransactionDelivery(
                _settings.Kafka, InstanceId, messages, source, _conditions, _transactions, _time, _loggers.CreateLogger<KafkaTransactionDelivery>(), abort)
            : new KafkaDelivery(_settings.Kafka, messages, source, _conditions, abort);
    }

    private async Task RunToEndAsync(PipelineGraph graph, KafkaReadingSource source, CancellationToken stop)
    {
        using var stopPolling = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var polling = source.RunAsync(SendAsync, stopPolling.Token);
        await Task.WhenAny(polling, graph.Completion);
        await stopPolling.CancelAsync();
        using var patience = new CancellationTokenSource(DrainPatience, _time);
        await using var giveUp = patience.Token.Register(graph.Abort);
        if (stop.IsCancellationRequested)
        {
            _state = PipelineState.Draining;
            await EndOf(polling);
            graph.Complete();
        }
        else
        {
            // Neither ends by itself: one has failed, and takes the other with it.
            graph.Abort();
            await EndOf(polling);
        }

        await EndOf(graph.Completion);

        if (graph.Completion.IsCompletedSuccessfully)
        {
            // The next owner, or this instance's next start, has nothing to replay then.
            await graph.SnapshotAtEndAsync(_partitions.Read().Select(p => p.Partition), patience.Token);
        }

        // A failed stage cancels the poll loop's wait, so the graph's word goes first.
        await (graph.Completion.IsFaulted ? graph.Completion : polling);
        await graph.Completion;

        Task SendAsync(ReadingBatch batch)
        {
            _tracer.Sample(batch);
            return graph.SendAsync(batch);
        }
    }

    private static Task EndOf(Task task) => task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    [LoggerMessage(300, LogLevel.Warning, "stopped with {InFlight} readings in flight after {Seconds} s; they were not committed and are read again at the next start")]
    private static partial void LogNotDrained(ILogger logger, long inFlight, double seconds);
}
