using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Clients;

/// <summary>Asks InfluxDB as an operator would: Flux over its HTTP API.</summary>
internal sealed class InfluxReader : IDisposable
{
    private readonly InfluxServer _server;
    private readonly HttpClient _http;

    public InfluxReader(InfluxServer server)
    {
        _server = server;
        _http = new HttpClient { BaseAddress = new Uri(server.Url), Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Token", server.Token);
    }

    /// <summary>Rows of a query, by column.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> QueryAsync(string flux)
    {
        using var content = new StringContent(flux, Encoding.UTF8, "application/vnd.flux");
        using var response = await _http.PostAsync(new Uri($"/api/v2/query?org={_server.Org}", UriKind.Relative), content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {text}\n{flux}");
        return Rows(text);
    }

    /// <summary>How many points there are from 2025 on.</summary>
    public async Task<long> CountAsync()
    {
        var rows = await QueryAsync($"""
            from(bucket: "{_server.Bucket}") |> range(start: 2025-01-01T00:00:00Z, stop: 2200-01-01T00:00:00Z)
              |> filter(fn: (r) => r._measurement == "anomalies" and r._field == "value") |> group() |> count()
            """);
        return rows.Count == 0 ? 0 : long.Parse(rows[0]["_value"], CultureInfo.InvariantCulture);
    }

    /// <summary>All points of a bucket from 2025 on.</summary>
    public async Task<IReadOnlyList<InfluxPoint>> PointsAsync(string? bucket = null)
    {
        // Wide: what stands at one place of the series becomes one row, so that a row is a point.
        var rows = await QueryAsync($"""
            from(bucket: "{bucket ?? _server.Bucket}") |> range(start: 2025-01-01T00:00:00Z, stop: 2200-01-01T00:00:00Z)
              |> filter(fn: (r) => r._measurement == "anomalies")
              |> pivot(rowKey: ["_time", "meter_id", "anomaly_type", "severity", "channel"], columnKey: ["_field"], valueColumn: "_value") |> group()
            """);
        return [.. rows.Select(row => new InfluxPoint(
            row["meter_id"],
            row["anomaly_type"],
            row["severity"],
            row["channel"],
            DateTimeOffset.Parse(row["_time"], CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(),
            double.Parse(row["value"], CultureInfo.InvariantCulture),
            row.GetValueOrDefault("feeder_id", "")))];
    }

    /// <summary>Writes lines as they are; times in ms.</summary>
    public async Task WriteAsync(string lines)
    {
        using var content = new StringContent(lines, Encoding.UTF8);
        using var response = await _http.PostAsync(
            new Uri($"/api/v2/write?org={_server.Org}&bucket={_server.Bucket}&precision=ms", UriKind.Relative), content, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Deletes what a meter has at one time.</summary>
    public async Task DeleteAsync(InfluxPoint point)
    {
        var from = DateTimeOffset.FromUnixTimeMilliseconds(point.EventTimeMs).UtcDateTime;
        using var response = await _http.PostAsJsonAsync(
            $"/api/v2/delete?org={_server.Org}&bucket={_server.Bucket}",
            new { start = from, stop = from.AddMilliseconds(1), predicate = $"_measurement=\"anomalies\" AND meter_id=\"{point.MeterId}\"" },
            TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Makes a bucket.</summary>
    public async Task CreateBucketAsync(string name)
    {
        var orgs = await _http.GetFromJsonAsync<Orgs>("/api/v2/orgs", TestContext.Current.CancellationToken);
        using var response = await _http.PostAsJsonAsync("/api/v2/buckets", new { name, orgID = orgs!.orgs[0].id }, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();

    private static List<IReadOnlyDictionary<string, string>> Rows(string csv)
    {
        var rows = new List<IReadOnlyDictionary<string, string>>();
        string[]? columns = null;
        foreach (var cells in Lines(csv).Where(cells => cells.Length > 1))
        {
            // Each table of another shape has a head of its own.
            if (cells is ["", "result", "table", ..])
            {
                columns = cells;
            }
            else
            {
                rows.Add(columns!.Zip(cells).ToDictionary(cell => cell.First, cell => cell.Second));
            }
        }

        return rows;
    }

    /// <summary>RFC 4180: a cell in quotes may hold anything, a quote twice.</summary>
    private static IEnumerable<string[]> Lines(string csv)
    {
        var (cells, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < csv.Length; i++)
        {
            switch (csv[i])
            {
                case '"' when quoted && i + 1 < csv.Length && csv[i + 1] == '"':
                    cell.Append('"');
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' or '\n' when !quoted:
                    cells.Add(cell.ToString());
                    cell.Clear();
                    if (csv[i] == '\n')
                    {
                        yield return [.. cells];
                        cells.Clear();
                    }

                    break;
                case '\r' when !quoted:
                    break;
                default:
                    cell.Append(csv[i]);
                    break;
            }
        }
    }

#pragma warning disable IDE1006, SA1300 // As the server writes them.
    private sealed record Orgs(IReadOnlyList<Org> orgs);

    private sealed record Org(string id);
#pragma warning restore IDE1006, SA1300
}
