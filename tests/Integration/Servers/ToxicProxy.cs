using System.Net.Http.Json;
using Xunit;

namespace GridFlow.Integration.Servers;

/// <summary>A proxy of toxiproxy: what goes through it can be slowed, cut and refused.</summary>
internal sealed class ToxicProxy(Uri api, Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = api };

    /// <summary>What to connect to.</summary>
    public Uri Address => address;

    /// <summary>Adds a toxic, towards the client unless said otherwise.</summary>
    public Task AddAsync(string type, object attributes, string stream = "downstream") =>
        PostAsync("/proxies/s3/toxics", new { name = type, type, stream, attributes });

    /// <summary>Refuses and closes all connections, or takes them again.</summary>
    public Task EnableAsync(bool enabled) => PostAsync("/proxies/s3", new { enabled });

    /// <summary>Leads to another server, <c>host:port</c>.</summary>
    public Task RouteAsync(string upstream) => PostAsync("/proxies/s3", new { upstream, enabled = true });

    /// <summary>Toxics gone, and enabled again.</summary>
    public Task ResetAsync() => PostAsync("/reset", new { });

    public void Dispose() => _http.Dispose();

    private async Task PostAsync(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }
}
