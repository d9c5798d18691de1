using GridFlow.Control.Configuration;
using GridFlow.Control.Metrics;
using GridFlow.Control.Services.Errors;
using Grpc.Core;

namespace GridFlow.Control.Services;

/// <summary>Bounds how many streams are open at the same time.</summary>
internal sealed class SubscriberSlots(ControlOptions options, SubscriberMetrics metrics)
{
    private int _open;

    /// <summary>Streams that are open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Takes a slot until disposed.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: all are taken.</exception>
    public IDisposable Take(string stream)
    {
        if (Interlocked.Increment(ref _open) > options.MaxSubscribers)
        {
            Interlocked.Decrement(ref _open);
            throw RichErrors.Of(
                StatusCode.ResourceExhausted, "TOO_MANY_STREAMS", $"{options.MaxSubscribers} streams are open, the most this instance allows (Control:MaxSubscribers)");
        }

        metrics.Changed(stream, 1);
        return new Slot(this, stream);
    }

    private sealed class Slot(SubscriberSlots slots, string stream) : IDisposable
    {
        private int _returned;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _returned, 1) == 0)
            {
                Interlocked.Decrement(ref slots._open);
                slots.Changed(stream);
            }
        }
    }

    private void Changed(string stream) => metrics.Changed(stream, -1);
}
