using GridFlow.Control.Configuration;
using GridFlow.Telemetry;
using GridFlow.Telemetry.Tracing;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace GridFlow.Control.Metrics.Otlp;

/// <summary>Sends metrics and traces to a collector, when one is configured. Prometheus' endpoint is beside it and stays as it is.</summary>
internal static class OtlpExport
{
    /// <summary>Longest last export.</summary>
    public static readonly TimeSpan LastExport = TimeSpan.FromSeconds(1);

    /// <summary>Adds it; nothing without <c>Telemetry:OtlpEndpoint</c>, and then nobody listens to the activity source and no batch is traced.</summary>
    /// <param name="services">The instance's services.</param>
    /// <param name="options">Where to.</param>
    /// <param name="instanceId">Name of the instance, the resource's <c>service.instance.id</c>.</param>
    /// <param name="conditions">Told when the collector takes nothing.</param>
    public static void AddOtlpExport(this IServiceCollection services, TelemetryOptions options, string instanceId, ConditionBoard conditions)
    {
        if (!options.IsOtlpOn)
        {
            return;
        }

        // Made by the container, so that it is also disposed by it.
        services.AddSingleton(_ => new OtlpWatch(options.OtlpEndpoint!, conditions));
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("gridflow", serviceVersion: ProductVersion.Text, serviceInstanceId: instanceId))
            .WithMetrics(metrics => metrics
                // Measurements made while a traced batch is current carry its trace.
                .SetExemplarFilter(ExemplarFilterType.TraceBased)
                .AddReader(provider => new PeriodicExportingMetricReader(
                    new WatchedMetricExporter(Exporter(options, "metrics"), provider.GetRequiredService<OtlpWatch>()),
                    (int)options.OtlpInterval.TotalMilliseconds,
                    (int)options.OtlpTimeout.TotalMilliseconds)))
            .WithTracing(traces => traces
                .AddSource(BatchTracer.SourceName)
                // The tracer has chosen already; a batch that it traces is to be seen.
                .SetSampler(new AlwaysOnSampler())
                .AddProcessor(provider => new BatchActivityExportProcessor(
                    new WatchedTraceExporter(Exporter(options, "traces"), provider.GetRequiredService<OtlpWatch>()), scheduledDelayMilliseconds: 1_000)));
    }

    /// <summary>Sends what is left, both signals at once and not for longer than <see cref="LastExport"/>: by itself each provider would wait five seconds for a collector that hangs.</summary>
    /// <param name="services">The instance's services, not disposed yet.</param>
    public static async Task ShutdownAsync(IServiceProvider services)
    {
        var limit = (int)LastExport.TotalMilliseconds;
        await Task.WhenAll(
            Task.Run(() => services.GetService<MeterProvider>()?.Shutdown(limit)),
            Task.Run(() => services.GetService<TracerProvider>()?.Shutdown(limit)));
    }

    private static OtlpExporterOptions Exporter(TelemetryOptions options, string signal) => new()
    {
        // A path that is set in code is taken as it is; the variables of OpenTelemetry's own would have it added.
        Endpoint = options.OtlpProtocol == OtlpProtocol.Http ? new Uri($"{options.OtlpEndpoint!.TrimEnd('/')}/v1/{signal}") : new Uri(options.OtlpEndpoint!),
        Protocol = options.OtlpProtocol == OtlpProtocol.Http ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc,
        Headers = options.OtlpHeaders,
        TimeoutMilliseconds = (int)options.OtlpTimeout.TotalMilliseconds,
    };
}
