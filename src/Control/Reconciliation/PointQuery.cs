using System.Globalization;
using System.Text;
using GridFlow.Sinks.InfluxDb;

namespace GridFlow.Control.Reconciliation;

/// <summary>The question for the points of a stretch of time: tags and time, no values. Pure.</summary>
internal static class PointQuery
{
    /// <summary>The request.</summary>
    public static HttpRequestMessage Build(InfluxDbOptions options, EventWindow window)
    {
        var server = options.Url!.TrimEnd('/');
        var request = options.ApiVersion == InfluxDbApi.V2
            ? new HttpRequestMessage(HttpMethod.Post, new Uri($"{server}/api/v2/query?org={Uri.EscapeDataString(options.Org!)}"))
            {
                Content = new StringContent(Flux(options.Bucket, window), Encoding.UTF8, "application/vnd.flux"),
            }
            : new HttpRequestMessage(HttpMethod.Get, new Uri($"{server}/query?db={Uri.EscapeDataString(options.Database)}&epoch=ms&chunked=true&q={Uri.EscapeDataString(InfluxQl(window))}"));
        request.Headers.Authorization = InfluxDbHttp.Credentials(options);
        return request;
    }

    private static string Flux(string bucket, EventWindow window) => string.Create(CultureInfo.InvariantCulture, $"""
        from(bucket: "{Escape(bucket)}")
          |> range(start: time(v: {window.FromMs}000000), stop: time(v: {window.ToMs}000000))
          |> filter(fn: (r) => r._measurement == "anomalies" and r._field == "value")
          |> keep(columns: ["_time", "anomaly_type", "channel", "meter_id", "severity"])
        """);

    // Tags alone are not answered: one field has to be asked for.
    private static string InfluxQl(EventWindow window) => string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT \"value\", \"anomaly_type\", \"channel\", \"meter_id\", \"severity\" FROM \"anomalies\" WHERE time >= {window.FromMs}ms AND time < {window.ToMs}ms");

    // ${…} is an expression inside a text of Flux.
    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("${", "\\${", StringComparison.Ordinal);
}
