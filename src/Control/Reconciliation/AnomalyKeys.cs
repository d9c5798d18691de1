using GridFlow.Control.Configuration;
using GridFlow.Control.Startup;
using GridFlow.Decoding;
using GridFlow.Readings;
using GridFlow.Sinks.InfluxDb;
using GridFlow.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Control.Reconciliation;

/// <summary>Reads which point a record of the anomalies topic must be, as the InfluxDB writer does.</summary>
internal sealed class AnomalyKeys : IDisposable
{
    private readonly SchemaRegistryOptions _options;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly ConfluentSchemaRegistry _registry;
    private readonly ConditionBoard _conditions = new(NullLogger.Instance);
    private readonly AnomalySchemaCache _schemas;

    public AnomalyKeys(GridFlowSettings settings, TimeProvider time)
    {
        _options = settings.SchemaRegistry;
        _patience = settings.Control.StartupTimeout;
        _time = time;
        _registry = new ConfluentSchemaRegistry(_options);
        _schemas = new AnomalySchemaCache(_registry, _options.MissLifetime, _conditions, time);
    }

    /// <summary>The point; null when the bytes are no anomaly.</summary>
    /// <exception cref="StartupFailedException">The registry does not answer.</exception>
    public async ValueTask<PointKey?> OfAsync(byte[]? value, CancellationToken stop)
    {
        var header = RegistryFraming.HeaderBytes(_options.IdLayout);
        if (value is null || value.Length < header || value[0] != RegistryFraming.Magic)
        {
            return null;
        }

        var id = RegistryFraming.ReadSchemaId(value, _options.IdLayout);
        var schema = _schemas.TryGet(id) ?? await ResolveAsync(id, stop);
        try
        {
            return schema.Reader is { } reader ? PointKey.Of(reader.Read(value[header..])) : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Apache.Avro reports bad bytes by whatever its reading runs into.
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _schemas.Dispose();
        _registry.Dispose();
    }

    private async Task<AnomalySchema> ResolveAsync(long id, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            return await _schemas.ResolveAsync(id, either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new StartupFailedException(
                $"the schema registry at {_options.Url} does not answer: {string.Join("; ", _conditions.Sentences.DefaultIfEmpty("no answer"))}\n{SettingAdvice.For("SchemaRegistry:Url")}");
        }
    }
}
