using System.Globalization;
using System.Text.Json;
using Xunit;

namespace GridFlow.Integration.Clients;

/// <summary>Asks Prometheus over its HTTP API, as Grafana does.</summary>
internal sealed class PrometheusReader(Uri server) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = server, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>The series of an expression now: labels in alphabetical order as text, and the value.</summary>
    public async Task<IReadOnlyList<(string Labels, double Value)>> QueryAsync(string expression)
    {
        using var form = new FormUrlEncodedContent([new("query", expression)]);
        using var response = await _http.PostAsync(new Uri("/api/v1/query", UriKind.Relative), form, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{text}\n{expression}");
        using var json = JsonDocument.Parse(text);
        return [.. json.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(series => (
            string.Join(',', series.GetProperty("metric").EnumerateObject().Select(label => $"{label.Name}={label.Value.GetString()}").Order(StringComparer.Ordinal)),
            double.Parse(series.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture)))];
    }

    /// <summary>The one value of an expression; NaN when there is none.</summary>
    public async Task<double> ValueAsync(string expression) => await QueryAsync(expression) is [var only] ? only.Value : double.NaN;

    /// <summary>Every rule: its name, its health (<c>ok</c> when its expression can be evaluated), its last error and, of an alert, its state.</summary>
    public async Task<IReadOnlyList<(string Name, string Health, string Error, string? State)>> RulesAsync()
    {
        using var json = JsonDocument.Parse(await _http.GetStringAsync(new Uri("/api/v1/rules", UriKind.Relative), TestContext.Current.CancellationToken));
        return [.. json.RootElement.GetProperty("data").GetProperty("groups").EnumerateArray()
            .SelectMany(group => group.GetProperty("rules").EnumerateArray())
            .Select(rule => (Text(rule, "name")!, Text(rule, "health")!, Text(rule, "lastError") ?? "", Text(rule, "state")))];
    }

    /// <summary>Names of the alerts that fire.</summary>
    public async Task<IReadOnlyList<string>> FiringAsync() => [.. (await RulesAsync()).Where(rule => rule.State == "firing").Select(rule => rule.Name)];

    /// <summary>Lets it read its configuration again.</summary>
    public async Task ReloadAsync()
    {
        using var response = await _http.PostAsync(new Uri("/-/reload", UriKind.Relative), null, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public void Dispose() => _http.Dispose();

    private static string? Text(JsonElement rule, string name) => rule.TryGetProperty(name, out var value) ? value.GetString() : null;
}
