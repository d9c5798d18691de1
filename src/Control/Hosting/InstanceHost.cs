using GridFlow.Control.Configuration;
using GridFlow.Control.Metrics;
using GridFlow.Control.Services;

namespace GridFlow.Control.Hosting;

/// <summary>The one web server of an instance: gRPC, health and metrics, each on its port.</summary>
public static class InstanceHost
{
    /// <summary>Composes the server; nothing listens before it is started.</summary>
    /// <param name="settings">Validated settings with ports that are free.</param>
    /// <param name="configuration">For the levels of logging.</param>
    /// <param name="instance">The pipeline it shows.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logging">Where log lines go.</param>
    /// <param name="more">Registers what services need beyond that.</param>
    public static WebApplication Build(
        GridFlowSettings settings, IConfigurationRoot configuration, InstanceState instance, TimeProvider time, Action<ILoggingBuilder> logging, Action<IServiceCollection>? more = null)
    {
        // The content root is not the user's folder, whose appsettings.json is not ours.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "gridflow", ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.ClearProviders();
        builder.Logging.AddConfiguration(configuration.GetSection("Logging"));
        logging(builder.Logging);
        // Says "unhealthy" as an error every time somebody asks while the instance starts.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);

        builder.Services.AddSingleton<IHostLifetime, DetachedLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(3));
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(instance);
        builder.Services.AddSingleton(settings.Control);
        builder.Services.AddGridFlowServices();
        builder.Services.AddGridFlowMetrics();
        more?.Invoke(builder.Services);
        Listeners.Configure(builder.WebHost, settings);

        var app = builder.Build();
        app.UseGridFlowMetrics(settings.Telemetry);
        app.MapGridFlowServices();
        return app;
    }
}
