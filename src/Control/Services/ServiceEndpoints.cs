using GridFlow.Control.Services.Anomalies;
using GridFlow.Topology;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GridFlow.Control.Services;

/// <summary>Registers and maps what this instance answers.</summary>
internal static class ServiceEndpoints
{
    public static void AddGridFlowServices(this IServiceCollection services)
    {
        services.AddSingleton<SubscriberSlots>();
        services.AddSingleton<AnomalySubscriptions>();
        services.AddGrpc().AddJsonTranscoding();
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks(health => health.Services.Map("gridflow.v1.PipelineControl", _ => true))
            .AddCheck<PipelineHealthCheck>("pipeline");
        // Feeds grpc.health.v1 Watch; Check asks anew each time.
        services.Configure<HealthCheckPublisherOptions>(publisher =>
        {
            publisher.Delay = TimeSpan.Zero;
            publisher.Period = TimeSpan.FromSeconds(2);
        });
    }

    public static void MapGridFlowServices(this WebApplication app)
    {
        app.MapGrpcService<PipelineControlService>();
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
        app.MapGet("/healthz", () => Results.Text("alive\n"));
        app.MapGet("/readyz", (Hosting.InstanceState instance) =>
        {
            var status = instance.GetStatus();
            var line = string.Join('\n', [status.State.ToString().ToUpperInvariant(), .. status.Conditions]) + "\n";
            return Results.Text(line, statusCode: status.State == PipelineState.Running ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
    }
}
