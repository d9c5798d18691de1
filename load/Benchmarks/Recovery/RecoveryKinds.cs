using System.Diagnostics.Metrics;
using GridFlow.Telemetry;

namespace GridFlow.Load.Benchmarks.Recovery;

/// <summary>What the partitions' state came from, from the metric that operators see.</summary>
internal sealed class RecoveryKinds : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly SortedSet<string> _kinds = [];

    public RecoveryKinds()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == PipelineMetrics.MeterName && instrument.Name == "gridflow_recoveries")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            if (count > 0)
            {
                _kinds.Add((string)tags[0].Value!);
            }
        });
        _listener.Start();
    }

    public string Read()
    {
        _listener.RecordObservableInstruments();
        return string.Join(", ", _kinds);
    }

    public void Dispose() => _listener.Dispose();
}
