using System.Net;
using System.Runtime.CompilerServices;
using GridFlow.Control.Startup;
using GridFlow.Control.Topics;
using GridFlow.Sinks.InfluxDb;
using Polly.Timeout;

namespace GridFlow.Control.Reconciliation;

/// <summary>Asks InfluxDB which points it has.</summary>
internal sealed class InfluxPoints : IDisposable
{
    private const int MostOfAnAnswer = 300;

    private readonly InfluxDbOptions _options;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    /// <param name="options">Settings; the address is set.</param>
    /// <param name="patience">How long an answer may stand still.</param>
    /// <param name="progress">Told of tries that failed.</param>
    /// <param name="time">The clock.</param>
    public InfluxPoints(InfluxDbOptions options, TimeSpan patience, ReadProgress progress, TimeProvider time)
    {
        (_options, _patience, _time) = (options, patience, time);
        _http = InfluxDbHttp.Build(options, (_, answer) => progress.Waiting(TimeSpan.MaxValue, $"InfluxDB at {options.Url} does not answer ({answer?.StatusCode.ToString() ?? "no connection"})"), time, buffers: false);
    }

    /// <summary>Points of a stretch of time.</summary>
    /// <exception cref="StartupFailedException">It cannot be asked, or does not answer.</exception>
    public async IAsyncEnumerable<PointKey> ReadAsync(EventWindow window, [EnumeratorCancellation] CancellationToken stop)
    {
        using var silence = new CancellationTokenSource(_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, silence.Token);
        using var answer = await GuardedAsync(() => AskAsync(window, either.Token), stop);
        await using var content = await answer.Content.ReadAsStreamAsync(either.Token);
        var points = _options.ApiVersion == InfluxDbApi.V2 ? FluxPoints.ReadAsync(content, either.Token) : InfluxQlPoints.ReadAsync(content, either.Token);
        await using var all = points.GetAsyncEnumerator(either.Token);
        while (await GuardedAsync(() => all.MoveNextAsync().AsTask(), stop))
        {
            yield return all.Current;
            silence.CancelAfter(_patience);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> AskAsync(EventWindow window, CancellationToken stop)
    {
        using var request = PointQuery.Build(_options, window);
        var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(stop);
            // A token that may only write is told that there is no such bucket.
            var setting = answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound
                ? $"{(_options.Username is null ? "InfluxDb:Token" : "InfluxDb:Username")} must be allowed to read: the writer's own needs only to write" : SettingAdvice.For("InfluxDb:Url");
            throw new StartupFailedException($"InfluxDB at {_options.Target} does not answer the question: {(int)answer.StatusCode} {text[..Math.Min(text.Length, MostOfAnAnswer)].Trim()}\n{setting}");
        }
    }

    private async Task<T> GuardedAsync<T>(Func<Task<T>> step, CancellationToken stop)
    {
        try
        {
            return await step();
        }
        catch (TimeoutRejectedException e)
        {
            throw Away($"no answer in {e.Timeout.TotalSeconds:0.###} s", e);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw Away("its answer stands still", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            throw Away(e.GetBaseException().Message, e);
        }
    }

    private StartupFailedException Away(string reason, Exception inner) => new($"InfluxDB at {_options.Target} cannot be asked: {reason}\n{SettingAdvice.For("InfluxDb:Url")}", inner);
}
