using System.Net.Http.Json;
using Xunit;

namespace GridFlow.Integration.Faults.Running;

/// <summary>A proxy of toxiproxy, to be made slow or unreachable.</summary>
internal sealed class Proxy(string control, string name) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(control) };

    /// <summary>Answers come this much later.</summary>
    public Task SlowAsync(TimeSpan by) => ToxicAsync("latency", new { latency = (int)by.TotalMilliseconds });

    /// <summary>Connections are reset as soon as anything is sent.</summary>
    public Task ResetAsync() => ToxicAsync("reset_peer", new { timeout = 0 });

    /// <summary>Everything is swallowed and nothing answered.</summary>
    public Task SwallowAsync() => ToxicAsync("timeout", new { timeout = 0 });

    /// <summary>Connections are refused.</summary>
    public Task CloseAsync() => PostAsync($"/proxies/{name}", new { enabled = false });

    /// <summary>All is well again.</summary>
    public Task HealAsync() => PostAsync("/reset", new { });

    public void Dispose() => _http.Dispose();

    private Task ToxicAsync(string type, object attributes) => PostAsync($"/proxies/{name}/toxics", new { type, attributes });

    private async Task PostAsync(string path, object body)
    {
        using var response = await _http.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
    }
}
