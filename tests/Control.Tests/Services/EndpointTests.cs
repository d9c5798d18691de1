using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using Xunit;

namespace GridFlow.Control.Services;

public sealed class EndpointTests
{
    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_FollowsTheState()
    {
        await using var instance = await TestInstance.StartAsync();
        var health = new Health.HealthClient(instance.Channel);
        var request = new HealthCheckRequest { Service = "gridflow.v1.PipelineControl" };

        var starting = await health.CheckAsync(request, cancellationToken: Limit);
        using var notReady = await instance.Http.GetAsync(new Uri("/readyz", UriKind.Relative), Limit);
        instance.State.WaitingFor = null;
        var running = await health.CheckAsync(request, cancellationToken: Limit);
        using var ready = await instance.Http.GetAsync(new Uri("/readyz", UriKind.Relative), Limit);
        using var alive = await instance.Http.GetAsync(new Uri("/healthz", UriKind.Relative), Limit);

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, starting.Status);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, running.Status);
        Assert.Equal((503, 200, 200), ((int)notReady.StatusCode, (int)ready.StatusCode, (int)alive.StatusCode));
    }

    [Fact]
    public async Task Health_Paused_IsWell()
    {
        await using var instance = await TestInstance.StartAsync();
        instance.State.WaitingFor = null;
        instance.Status = Notices.Status(Topology.PipelineState.Paused);

        var health = await new Health.HealthClient(instance.Channel).CheckAsync(new HealthCheckRequest { Service = "gridflow.v1.PipelineControl" }, cancellationToken: Limit);
        using var ready = await instance.Http.GetAsync(new Uri("/readyz", UriKind.Relative), Limit);

        Assert.Equal((HealthCheckResponse.Types.ServingStatus.Serving, 200), (health.Status, (int)ready.StatusCode));
        Assert.StartsWith("PAUSED\n", await ready.Content.ReadAsStringAsync(Limit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readyz_Standby_IsReadyAndSaysSo()
    {
        await using var instance = await TestInstance.StartAsync();
        instance.Status = Notices.Status(Topology.PipelineState.Starting) with { Partitions = [], IsStandby = true };

        using var waiting = await instance.Http.GetAsync(new Uri("/readyz", UriKind.Relative), Limit);
        instance.State.WaitingFor = null;
        using var ready = await instance.Http.GetAsync(new Uri("/readyz", UriKind.Relative), Limit);

        Assert.Equal((503, 200), ((int)waiting.StatusCode, (int)ready.StatusCode));
        Assert.StartsWith("STANDBY\n", await ready.Content.ReadAsStringAsync(Limit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readyz_AllPartitionsRecovering_IsNotReadyAndAlive()
    {
        await using var instance = await TestInstance.StartAsync();
        instance.State.WaitingFor = null;
        instance.Status = Notices.Status(Topology.PipelineState.Starting);

        using var ready = await instance.Http.GetAsync(new Uri("/readyz", UriKind.Relative), Limit);
        using var alive = await instance.Http.GetAsync(new Uri("/healthz", UriKind.Relative), Limit);

        Assert.Equal((503, 200), ((int)ready.StatusCode, (int)alive.StatusCode));
    }

    [Fact]
    public async Task Healthz_Stuck_NamesStageAndSince()
    {
        await using var instance = await TestInstance.StartAsync();
        instance.State.WaitingFor = null;
        instance.Stuck = [new Topology.StuckStage("detect-1", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))];

        using var stuck = await instance.Http.GetAsync(new Uri("/healthz", UriKind.Relative), Limit);

        Assert.Equal(503, (int)stuck.StatusCode);
        Assert.Equal("stuck: detect-1 has had work since 2026-01-02T03:04:05Z and has not moved\n", await stuck.Content.ReadAsStringAsync(Limit));
    }

    [Fact]
    public async Task Reflection_NamesTheService()
    {
        await using var instance = await TestInstance.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(instance.Channel).ServerReflectionInfo(cancellationToken: Limit);

        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, Limit);
        await call.RequestStream.CompleteAsync();

        Assert.True(await call.ResponseStream.MoveNext(Limit));
        Assert.Contains(call.ResponseStream.Current.ListServicesResponse.Service, service => service.Name == "gridflow.v1.PipelineControl");
    }

    [Theory]
    [InlineData("gridflow.v1.PipelineControl")]
    [InlineData("google.api.HttpRule")]
    [InlineData("google.rpc.BadRequest")]
    [InlineData("google.rpc.RetryInfo")]
    public async Task Reflection_Symbol_IsKnown(string symbol)
    {
        await using var instance = await TestInstance.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(instance.Channel).ServerReflectionInfo(cancellationToken: Limit);

        await call.RequestStream.WriteAsync(new ServerReflectionRequest { FileContainingSymbol = symbol }, Limit);
        await call.RequestStream.CompleteAsync();

        Assert.True(await call.ResponseStream.MoveNext(Limit));
        Assert.NotEmpty(call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto);
    }

    [Fact]
    public async Task Metrics_OnTheirPortOnly_WhateverTheHostHeader()
    {
        await using var instance = await TestInstance.StartAsync();
        var metricsPort = $"http://127.0.0.1:{instance.Settings.Telemetry.MetricsPort}";
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{metricsPort}/metrics");
        request.Headers.Host = "prometheus.example:1";

        using var metrics = await instance.Http.SendAsync(request, Limit);
        using var elsewhere = await instance.Http.GetAsync(new Uri("/metrics", UriKind.Relative), Limit);
        using var foreign = await instance.Http.GetAsync(new Uri($"{metricsPort}/healthz"), Limit);

        Assert.Equal((200, 404, 404), ((int)metrics.StatusCode, (int)elsewhere.StatusCode, (int)foreign.StatusCode));
        var text = await metrics.Content.ReadAsStringAsync(Limit);
        Assert.DoesNotContain("otel_scope", text, StringComparison.Ordinal);
        Assert.DoesNotContain("target_info", text, StringComparison.Ordinal);
    }
}
