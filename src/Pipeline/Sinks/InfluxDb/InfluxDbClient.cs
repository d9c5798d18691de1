using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Polly.Timeout;

namespace GridFlow.Sinks.InfluxDb;

/// <summary>Writes over HTTP: gzip, 204 is the acknowledgement.</summary>
internal sealed class InfluxDbClient : IInfluxDbClient
{
    // Whoever asks for more forgets that people wait for alarms.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly string[] VersionHeaders = ["X-Influxdb-Version", "X-Influxdb-Error"];
    private static readonly string[] LineCodes = ["invalid", "unprocessable entity"];

    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly AuthenticationHeaderValue? _credentials;
    private readonly TimeProvider _time;

    /// <param name="options">Settings; the address is set.</param>
    /// <param name="onRetry">Told of each pause inside a write, with its length and what was answered, if anything was.</param>
    /// <param name="time">The clock.</param>
    public InfluxDbClient(InfluxDbOptions options, Action<TimeSpan, InfluxDbAnswer?> onRetry, TimeProvider time)
    {
        _time = time;
        _address = InfluxDbHttp.WriteAddress(options);
        _credentials = InfluxDbHttp.Credentials(options);
        _http = InfluxDbHttp.Build(options, (pause, response) => onRetry(pause, response is null ? null : Read(response, Body(response))), time);
    }

    /// <inheritdoc/>
    public async Task<InfluxDbAnswer> WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = Compressed(lines) };
        request.Headers.Authorization = _credentials;
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            return Read(response, Body(response));
        }
        catch (TimeoutRejectedException e)
        {
            return new InfluxDbAnswer(InfluxDbOutcome.Unavailable, $"no answer in {e.Timeout.TotalSeconds:0.###} s");
        }
        catch (HttpRequestException e)
        {
            return new InfluxDbAnswer(InfluxDbOutcome.Unavailable, e.GetBaseException().Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static ByteArrayContent Compressed(ReadOnlyMemory<byte> lines)
    {
        var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(lines.Span);
        }

        var content = new ByteArrayContent(buffer.GetBuffer(), 0, (int)buffer.Length);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain") { CharSet = "utf-8" };
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private InfluxDbAnswer Read(HttpResponseMessage response, string body)
    {
        var (message, hasCode) = Message(body);
        // InfluxDB names itself in every answer; a gateway in front of it may answer in JSON too.
        var isInflux = hasCode || VersionHeaders.Any(response.Headers.Contains);
        var text = $"{(int)response.StatusCode} {(message.Length > 0 ? message : response.ReasonPhrase)}";
        var outcome = response.StatusCode switch
        {
            // Anything else with a 2 in front comes from something that is not InfluxDB's write interface, and acknowledges nothing.
            HttpStatusCode.NoContent => InfluxDbOutcome.Written,
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity when isInflux && !IsLimit(message) => InfluxDbOutcome.Refused,
            HttpStatusCode.RequestEntityTooLarge => InfluxDbOutcome.TooLarge,
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => InfluxDbOutcome.Unauthorized,
            HttpStatusCode.NotFound => InfluxDbOutcome.NotFound,
            HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => InfluxDbOutcome.Unavailable,
            _ => InfluxDbOutcome.Unexpected,
        };
        return outcome == InfluxDbOutcome.Written ? InfluxDbAnswer.Written : new InfluxDbAnswer(outcome, text, RetryAfter(response));
    }

    private TimeSpan RetryAfter(HttpResponseMessage response)
    {
        var asked = InfluxDbHttp.RetryAfter(response, _time);
        return asked < LongestPause ? asked : LongestPause;
    }

    /// <summary>A limit of series or tag values is the server's setting; the line is good (InfluxDB 1.x answers 400).</summary>
    private static bool IsLimit(string message) => message.Contains("limit exceeded", StringComparison.OrdinalIgnoreCase);

    /// <summary>What it says, and whether it has a code of InfluxDB 2 for a bad line: only InfluxDB's own 400 may condemn one. A proxy's 400 to everything must not.</summary>
    private static (string Message, bool HasCode) Message(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            foreach (var name in (string[])["message", "error"])
            {
                if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String)
                {
                    return (text.GetString()!, json.RootElement.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.String && LineCodes.Contains(code.GetString()));
                }
            }
        }
        catch (JsonException)
        {
            // Not InfluxDB's.
        }

        return (body.Length > 200 ? $"{body.AsSpan(0, 200)}…" : body.Trim(), false);
    }

    // The buffering handler has read it; this waits for nothing.
    private static string Body(HttpResponseMessage response)
    {
        using var reader = new StreamReader(response.Content.ReadAsStream());
        return reader.ReadToEnd();
    }
}
