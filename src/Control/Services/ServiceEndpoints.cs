using Google.Protobuf.Reflection;
using Google.Rpc;
using GridFlow.Control.Services.Anomalies;
using GridFlow.Control.Services.Audit;
using GridFlow.Control.Services.Calls;
using GridFlow.Control.Services.Errors;
using GridFlow.Control.Services.OpenApi;
using GridFlow.Control.Services.Security;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GridFlow.Control.Services;

/// <summary>Registers and maps what this instance answers.</summary>
internal static class ServiceEndpoints
{
    public static void AddGridFlowServices(this IServiceCollection services)
    {
        services.AddSingleton<SubscriberSlots>();
        services.AddSingleton<AnomalySubscriptions>();
        services.AddSingleton<StatusCalls>();
        services.AddSingleton<PauseCalls>();
        services.AddSingleton<CheckpointCalls>();
        services.AddSingleton<ThresholdCalls>();
        services.AddSingleton<MetricsStreams>();
        services.AddGrpc(grpc =>
        {
            // The first is the outermost: the audit trail keeps what the caller is told.
            grpc.Interceptors.Add<AuditInterceptor>();
            grpc.Interceptors.Add<ErrorInterceptor>();
        }).AddJsonTranscoding(json => json.TypeRegistry = TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor));
        services.AddDetailReflection();
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
        app.UseMiddleware<CrossSiteGuard>();
        app.MapGrpcService<PipelineControlService>();
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
        app.MapOpenApiDocument();
        // Whoever types the bare address into a browser.
        app.MapGet("/", () => Results.Redirect("/docs"));
        app.MapProbes();
    }
}
