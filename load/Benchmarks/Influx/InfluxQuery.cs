using System.Net.Http.Headers;
using System.Text;
using GridFlow.Sinks.InfluxDb;

namespace GridFlow.Load.Benchmarks.Influx;

/// <summary>Asks InfluxDB 2 whether it has a point.</summary>
internal sealed class InfluxQuery : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly InfluxDbOptions _options;

    public InfluxQuery(InfluxDbOptions options, string token)
    {
        _options = options;
        _http.BaseAddress = new Uri(options.Url!);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Token", token);
    }

    public async Task<bool> HasAsync(AnomalyPoint point)
    {
        var flux = $"""
            from(bucket: "{_options.Bucket}")
              |> range(start: time(v: {point.EventTimeMs}000000), stop: time(v: {point.EventTimeMs + 1}000000))
              |> filter(fn: (r) => r._measurement == "anomalies" and r._field == "value" and r.meter_id == "{point.MeterId}" and r.anomaly_type == "{point.AnomalyType}")
            """;
        using var content = new StringContent(flux, Encoding.UTF8, "application/vnd.flux");
        using var answer = await _http.PostAsync(new Uri($"/api/v2/query?org={Uri.EscapeDataString(_options.Org!)}", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadAsStringAsync()).Contains(point.MeterId, StringComparison.Ordinal);
    }

    public void Dispose() => _http.Dispose();
}
