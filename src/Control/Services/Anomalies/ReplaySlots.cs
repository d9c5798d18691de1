using GridFlow.Control.Configuration;

namespace GridFlow.Control.Services.Anomalies;

/// <summary>Bounds how many subscribers read from Kafka by themselves at the same time; the others wait for their turn.</summary>
internal sealed class ReplaySlots(ControlOptions options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.MaxReplays);

    /// <summary>Waits for a slot; it is taken until disposed.</summary>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return new Slot(_free);
    }

    public void Dispose() => _free.Dispose();

    private sealed class Slot(SemaphoreSlim free) : IDisposable
    {
        private int _returned;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _returned, 1) == 0)
            {
                free.Release();
            }
        }
    }
}
