using System.Diagnostics.Metrics;
using GridFlow.Telemetry;
using HdrHistogram;

namespace GridFlow.Load.Benchmarks;

/// <summary>Hears every committed transaction of this process, from the metric that operators see.</summary>
internal sealed class CommitTimes : IDisposable
{
    private readonly LongHistogram _histogram = new(60_000_000, 3);
    private readonly MeterListener _listener = new();

    public CommitTimes()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == PipelineMetrics.MeterName && instrument.Name == "gridflow_transaction_seconds")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) =>
        {
            lock (_histogram)
            {
                _histogram.RecordValue((long)(seconds * 1e6));
            }
        });
        _listener.Start();
    }

    /// <summary>Times in µs since the last call, which begins anew.</summary>
    public LongHistogram Take()
    {
        lock (_histogram)
        {
            var taken = (LongHistogram)_histogram.Copy();
            _histogram.Reset();
            return taken;
        }
    }

    public void Dispose() => _listener.Dispose();
}
