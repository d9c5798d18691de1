using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using GridFlow.Control.Metrics.Otlp.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GridFlow.Control.Metrics.Otlp;

/// <summary>Takes OTLP as a collector does, over gRPC or over HTTP, and keeps what came.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private WebApplication _web = null!;

    private OtlpReceiver()
    {
    }

    /// <summary>Address to send to.</summary>
    public string Url => _web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public ConcurrentQueue<ExportTraceServiceRequest> Traces { get; } = [];

    public ConcurrentQueue<ExportMetricsServiceRequest> Metrics { get; } = [];

    /// <summary>The <c>authorization</c> header of every request.</summary>
    public ConcurrentQueue<string> Authorizations { get; } = [];

    public IEnumerable<Span> Spans => Traces.SelectMany(request => request.ResourceSpans).SelectMany(resource => resource.ScopeSpans).SelectMany(scope => scope.Spans);

    public IEnumerable<Exemplar> ExemplarsOf(string metric) => Metrics.SelectMany(request => request.ResourceMetrics).SelectMany(resource => resource.ScopeMetrics).SelectMany(scope => scope.Metrics)
        .Where(found => found.Name == metric).SelectMany(found => found.Histogram.DataPoints).SelectMany(point => point.Exemplars);

    /// <param name="grpc">Whether it speaks gRPC, and not protobuf over HTTP/1.1.</param>
    public static async Task<OtlpReceiver> StartAsync(bool grpc)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        builder.Services.AddGrpc();
        var receiver = new OtlpReceiver();
        builder.Services.AddSingleton(receiver);
        var web = receiver._web = builder.Build();
        web.Use((context, next) =>
        {
            receiver.Authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
            return next(context);
        });
        if (grpc)
        {
            web.MapGrpcService<TraceReceiver>();
            web.MapGrpcService<MetricReceiver>();
        }
        else
        {
            web.MapPost("/v1/traces", context => ReadAsync(context, ExportTraceServiceRequest.Parser, receiver.Traces, new ExportTraceServiceResponse()));
            web.MapPost("/v1/metrics", context => ReadAsync(context, ExportMetricsServiceRequest.Parser, receiver.Metrics, new ExportMetricsServiceResponse()));
        }

        await web.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
    }

    private static async Task ReadAsync<T>(HttpContext context, MessageParser<T> parser, ConcurrentQueue<T> into, IMessage answer)
        where T : IMessage<T>
    {
        if (context.Request.ContentType != "application/x-protobuf")
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        into.Enqueue(parser.ParseFrom(body.ToArray()));
        context.Response.ContentType = "application/x-protobuf";
        await context.Response.Body.WriteAsync(answer.ToByteArray());
    }

    private sealed class TraceReceiver(OtlpReceiver receiver) : TraceService.TraceServiceBase
    {
        public override Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context)
        {
            receiver.Traces.Enqueue(request);
            return Task.FromResult(new ExportTraceServiceResponse());
        }
    }

    private sealed class MetricReceiver(OtlpReceiver receiver) : MetricsService.MetricsServiceBase
    {
        public override Task<ExportMetricsServiceResponse> Export(ExportMetricsServiceRequest request, ServerCallContext context)
        {
            receiver.Metrics.Enqueue(request);
            return Task.FromResult(new ExportMetricsServiceResponse());
        }
    }
}
