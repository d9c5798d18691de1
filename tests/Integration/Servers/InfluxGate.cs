using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GridFlow.Integration.Servers;

/// <summary>Stands in front of the real InfluxDB and hands everything on, but for what a test has it answer by itself: what an InfluxDB of one's own never says when asked to.</summary>
internal sealed class InfluxGate : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly HttpClient _server;

    private InfluxGate(WebApplication web, HttpClient server) => (_web, _server) = (web, server);

    /// <summary>Where it listens.</summary>
    public string Url => _web.Urls.First();

    /// <summary>Answers in the server's place; null hands on.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>Takes the credentials out of what is handed on, so that the server itself refuses it.</summary>
    public bool WithoutCredentials { get; set; }

    /// <summary>When requests came, and what was answered.</summary>
    public ConcurrentQueue<(TimeSpan At, int Status)> Requests { get; } = new();

    public static async Task<InfluxGate> StartAsync(InfluxServer server)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var gate = new InfluxGate(builder.Build(), new HttpClient { BaseAddress = new Uri(server.Url) });
        gate._web.Run(gate.ServeAsync);
        await gate._web.StartAsync();
        return gate;
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        _server.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var at = TimeProvider.System.GetElapsedTime(0);
        await (Instead is { } instead ? instead(context) : HandOnAsync(context));
        Requests.Enqueue((at, context.Response.StatusCode));
    }

    private async Task HandOnAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), $"{context.Request.Path}{context.Request.QueryString}") { Content = new StreamContent(context.Request.Body) };
        foreach (var (name, value) in context.Request.Headers.Where(header => header.Key.StartsWith("Content-", StringComparison.Ordinal)))
        {
            request.Content.Headers.TryAddWithoutValidation(name, (string?)value);
        }

        if (!WithoutCredentials)
        {
            request.Headers.TryAddWithoutValidation("Authorization", (string?)context.Request.Headers.Authorization);
        }

        using var answer = await _server.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        if (answer.StatusCode != HttpStatusCode.NoContent)
        {
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }
}
