using GridFlow.Control.Configuration;
using GridFlow.Control.Operator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GridFlow.Control.Doctor;

/// <summary>The gRPC and health ports of an instance, and settings that name them.</summary>
internal sealed class RunningPorts : IAsyncDisposable
{
    private readonly WebApplication _web;

    private RunningPorts(WebApplication web, FakeControlPlane plane) => (_web, Plane) = (web, plane);

    public FakeControlPlane Plane { get; }

    public GridFlowSettings Settings { get; } = new();

    public static async Task<RunningPorts> StartAsync()
    {
        var (builder, plane) = (WebApplication.CreateSlimBuilder(), new FakeControlPlane());
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(plane);
        builder.Services.AddGrpcHealthChecks(health => health.Services.Map("gridflow.v1.PipelineControl", _ => true));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var web = builder.Build();
        web.MapGrpcService<FakeControlPlane>();
        web.MapGrpcHealthChecksService();
        web.MapGet("/healthz", () => "alive\n");
        web.MapGet("/readyz", () => "RUNNING\n");
        await web.StartAsync();
        var ports = web.Urls.Select(url => new Uri(url).Port).ToList();
        var running = new RunningPorts(web, plane);
        (running.Settings.Control.GrpcPort, running.Settings.Control.HttpPort, running.Settings.Telemetry.MetricsPort) = (ports[0], ports[1], 0);
        return running;
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();
}
