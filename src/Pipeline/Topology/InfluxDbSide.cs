using GridFlow.Decoding;
using GridFlow.Sinks.InfluxDb;
using GridFlow.Sources.Anomalies;
using GridFlow.Telemetry;
using Microsoft.Extensions.Logging;

namespace GridFlow.Topology;

/// <summary>The InfluxDB writer beside the pipeline: reads the anomalies topic in its own group and writes every anomaly. An InfluxDB that is away is only lag.</summary>
public sealed class InfluxDbSide : IDisposable
{
    /// <summary>Name on the board of conditions.</summary>
    public const string Subject = AnomalySource.Subject;

    // The contract allows 10 s from the signal to the exit; the last commit and leaving the group take up to 4 s more when the brokers are away.
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan WorthShowing = TimeSpan.FromSeconds(1);

    private readonly InfluxDbSettings _settings;
    private readonly ISchemaRegistry _registry;
    private readonly ConditionBoard _conditions;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly InfluxDbLedger _ledger = new();
    private readonly InfluxDbMetrics _metrics;
    private volatile AnomalySource? _source;

    /// <summary>Makes it; nothing is read and no server is asked before <see cref="RunAsync"/>.</summary>
    public InfluxDbSide(InfluxDbSettings settings, ISchemaRegistry registry, ConditionBoard conditions, TimeProvider time, ILoggerFactory loggers)
    {
        _settings = settings;
        _registry = registry;
        _conditions = conditions;
        _time = time;
        _loggers = loggers;
        _metrics = new InfluxDbMetrics(_ledger, () => _source?.Behind ?? 0, conditions);
    }

    /// <summary>Anomalies that InfluxDB has acknowledged since the start.</summary>
    public long Written => _ledger.Written;

    /// <summary>Anomalies that InfluxDB refused and that became dead letters, since the start.</summary>
    public long Rejected => _ledger.Rejected;

    /// <summary>Tries after the first, since the start.</summary>
    public long Retries => _ledger.Retries;

    /// <summary>Anomalies still to write, as last looked at: offsets up to the last stable one, and what is in memory.</summary>
    public long Pending => (_source?.Behind ?? 0) + _ledger.InMemory;

    /// <summary>Runs until told to stop; then finishes the write under way and commits. May be called again after a failure.</summary>
    /// <exception cref="PipelineFaultException">A stage failed; what was not committed is read again.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var options = _settings.InfluxDb;
        var server = new InfluxDbConditions(options, _conditions);
        using var client = new InfluxDbClient(options, (pause, answer) => OnRetry(server, pause, answer), _time);
        using var deadLetters = new KafkaAnomalyDeadLetters(_settings.Kafka, _conditions);
        using var schemas = new AnomalySchemaCache(_registry, _settings.SchemaRegistry.MissLifetime, _conditions, _time);
        using var graph = new InfluxDbGraph(
            new AnomalyDecoder(schemas, _settings.SchemaRegistry.IdLayout), new InfluxDbWriter(client, deadLetters, server, _ledger, _time), options.BatchInterval, _time);
        var setup = new AnomalySourceSetup(_settings.Kafka, options.GroupId, options.BatchLines);
        using var source = new AnomalySource(setup, _ledger, _conditions, _time, _loggers.CreateLogger<AnomalySource>());
        _source = source;
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, graph.Failed);
            var polling = source.RunAsync(graph.SendAsync, () => graph.IsReady, end.Token);
            await polling.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await graph.DrainAsync(DrainPatience);
            await polling;
        }
        finally
        {
            _source = null;
            _ledger.GiveBack();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _metrics.Dispose();

    private void OnRetry(InfluxDbConditions server, TimeSpan pause, InfluxDbAnswer? answer)
    {
        _ledger.CountRetry();
        // A server that asks for a pause is shown while it lasts; a hiccup of some 100 ms is not.
        if (pause > WorthShowing && answer is { } said)
        {
            server.Show(said);
        }
    }
}
