using GridFlow.Control.Configuration;
using GridFlow.Telemetry;
using OpenTelemetry.Metrics;

namespace GridFlow.Control.Metrics;

/// <summary>Prometheus' <c>/metrics</c> on a port of its own (docs/decisions/0003).</summary>
internal static class MetricsEndpoint
{
    public static void AddGridFlowMetrics(this IServiceCollection services)
    {
        services.AddSingleton<SubscriberMetrics>();
        services.AddSingleton<ControlMetrics>();
        services.AddSingleton<ProcessMetrics>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(PipelineMetrics.MeterName, SubscriberMetrics.MeterName, ProcessMetrics.MeterName)
            .AddRuntimeInstrumentation()
            .AddPrometheusExporter(exporter =>
            {
                // Names and labels are a contract: nothing may be added to them.
                exporter.ScopeInfoEnabled = false;
                exporter.TargetInfoEnabled = false;
                exporter.ScrapeResponseCacheDurationMilliseconds = 0;
            }));
    }

    public static void UseGridFlowMetrics(this WebApplication app, TelemetryOptions options)
    {
        // By the port of the connection, not by the Host header: scrapers come under any name.
        app.MapWhen(
            context => context.Connection.LocalPort == options.MetricsPort,
            metrics => metrics
                .Use((context, next) =>
                {
                    // Routing has run already; without this a path of another port ends as an error instead of 404.
                    context.SetEndpoint(null);
                    return next(context);
                })
                .UseOpenTelemetryPrometheusScrapingEndpoint("/metrics"));
        // The first scrape must already know every instrument's series.
        app.Services.GetRequiredService<SubscriberMetrics>();
        app.Services.GetRequiredService<ControlMetrics>();
        app.Services.GetRequiredService<ProcessMetrics>();
    }
}
