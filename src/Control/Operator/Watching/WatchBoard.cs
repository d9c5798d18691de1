using GridFlow.Control.Operator.Anomalies;
using GridFlow.V1;

namespace GridFlow.Control.Operator.Watching;

/// <summary>What is known at the moment; written by the streams, read by the screen.</summary>
internal sealed class WatchBoard(string address) : IWatchOutput
{
    private const int MostAnomalies = 100;

    private readonly Lock _lock = new();
    private readonly Queue<Anomaly> _anomalies = new();
    private StreamMetricsResponse? _metrics;
    private string _note = "";

    public void Metrics(StreamMetricsResponse metrics)
    {
        lock (_lock)
        {
            (_metrics, _note) = (metrics, "");
        }
    }

    public void Anomaly(Anomaly anomaly)
    {
        lock (_lock)
        {
            _anomalies.Enqueue(anomaly);
            if (_anomalies.Count > MostAnomalies)
            {
                _anomalies.Dequeue();
            }
        }
    }

    public void Gap(Gap gap) => Note(AnomalyLines.GapLine(gap));

    public void Heartbeat(Heartbeat heartbeat)
    {
    }

    public void Note(string line)
    {
        lock (_lock)
        {
            _note = line;
        }
    }

    /// <summary>All of it at one moment.</summary>
    public WatchFrame Frame()
    {
        lock (_lock)
        {
            return new WatchFrame(address, _metrics, [.. _anomalies.Reverse()], _note);
        }
    }
}
