using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace GridFlow.Sinks.InfluxDb;

/// <summary>The HTTP side of the client: address, credentials, time limit and retries.</summary>
internal static class InfluxDbHttp
{
    private const int Retries = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Where lines go.</summary>
    public static Uri WriteAddress(InfluxDbOptions options)
    {
        var server = options.Url!.TrimEnd('/');
        return new Uri(options.ApiVersion == InfluxDbApi.V2
            ? $"{server}/api/v2/write?org={Uri.EscapeDataString(options.Org!)}&bucket={Uri.EscapeDataString(options.Bucket)}&precision=ms"
            : $"{server}/write?db={Uri.EscapeDataString(options.Database)}&precision=ms");
    }

    /// <summary>In a header and never in the address: addresses end up in logs of servers and proxies.</summary>
    public static AuthenticationHeaderValue? Credentials(InfluxDbOptions options)
    {
        if (!string.IsNullOrEmpty(options.Token))
        {
            return new AuthenticationHeaderValue("Token", options.Token);
        }

        return string.IsNullOrEmpty(options.Username)
            ? null
            : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{options.Password}")));
    }

    /// <summary>A client that tries again three times on what may pass: no connection, no answer in time, 408, 429, 5xx.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="onRetry">Called before each pause, with its length and what was answered, if anything was.</param>
    /// <param name="time">The clock.</param>
    /// <param name="buffers">Whether answers are read whole inside the time limit of a try. Answers to questions are long and come as streams: their reader has a limit of its own.</param>
    public static HttpClient Build(InfluxDbOptions options, Action<TimeSpan, HttpResponseMessage?> onRetry, TimeProvider time, bool buffers = true)
    {
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = Retries,
                Delay = FirstPause,
                MaxDelay = LongestPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                // A pause that is longer than ours is not slept here, inside a write: the answer goes up, the condition shows it, and the writer keeps it.
                ShouldHandle = retry => ValueTask.FromResult(HttpClientResiliencePredicates.IsTransient(retry.Outcome) && !(retry.Outcome.Result is { } response && RetryAfter(response, time) > LongestPause)),
                ShouldRetryAfterHeader = true,
                OnRetry = retry =>
                {
                    onRetry(retry.RetryDelay, retry.Outcome.Result);
                    return default;
                },
            })
            .AddTimeout(options.Timeout)
            .Build();
        var sockets = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) };
        return new HttpClient(new ResilienceHandler(pipeline) { InnerHandler = buffers ? new BufferingHandler(sockets) : sockets }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>How long the server asks to be left alone; zero when it does not.</summary>
    public static TimeSpan RetryAfter(HttpResponseMessage response, TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date - time.GetUtcNow() is var left && left > TimeSpan.Zero => left,
        _ => TimeSpan.Zero,
    };
}
