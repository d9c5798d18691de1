using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace GridFlow.Integration.Clients;

/// <summary>The registry's REST API, without anybody's client library.</summary>
internal sealed class RegistryClient(string address) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>Registers a schema and returns its id.</summary>
    public async Task<int> RegisterAsync(string subject, string schema)
    {
        using var response = await _http.PostAsJsonAsync($"{address}/subjects/{subject}/versions", new { schema }, TestContext.Current.CancellationToken);
        return (await JsonAsync(response)).GetProperty("id").GetInt32();
    }

    /// <summary>Lets a subject take only schemas that can read what stands under the ones before.</summary>
    public async Task RequireBackwardAsync(string subject)
    {
        using var response = await _http.PutAsJsonAsync($"{address}/config/{subject}", new { compatibility = "BACKWARD" }, TestContext.Current.CancellationToken);
        await JsonAsync(response);
    }

    /// <summary>The schema of an id.</summary>
    public async Task<string> SchemaAsync(int id)
    {
        using var response = await _http.GetAsync(new Uri($"{address}/schemas/ids/{id}"), TestContext.Current.CancellationToken);
        return (await JsonAsync(response)).GetProperty("schema").GetString()!;
    }

    public void Dispose() => _http.Dispose();

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage?.RequestUri}: {response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
