using GridFlow.Control.Metrics;
using GridFlow.V1;

namespace GridFlow.Control.Services.Anomalies;

/// <summary>Carries one subscription to its reader.</summary>
internal sealed class AnomalyStream(DeadlineWriter<SubscribeAnomaliesResponse> writer, Func<Task> writeHeaders, SubscriberMetrics metrics)
{
    /// <summary>Runs until the session ends or <paramref name="end"/> is cancelled; then it returns, it does not throw.</summary>
    public async Task RunAsync(AnomalySession session, CancellationToken end)
    {
        var isOpen = false;
        try
        {
            await foreach (var batch in session.RunAsync(end))
            {
                if (!isOpen)
                {
                    // So that a client knows it is subscribed before the first anomaly comes.
                    await writeHeaders();
                    isOpen = true;
                }

                await SendAsync(batch, end);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client has left or the instance stops: both are a normal end.
        }
    }

    private async Task SendAsync(IReadOnlyList<SubscribeAnomaliesResponse> batch, CancellationToken end)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i].Gap is not null)
            {
                metrics.Gap();
            }

            // One flush for all: a transaction brings several anomalies at once, and a hundred subscribers get each of them.
            await writer.WriteAsync(batch[i], isLast: i == batch.Count - 1, end);
        }
    }
}
