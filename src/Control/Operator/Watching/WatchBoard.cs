using GridFlow.Control.Operator.Anomalies;
using GridFlow.V1;

namespace GridFlow.Control.Operator.Watching;

/// <summary>What is known at the moment; written by the streams, read by the screen.</summary>
/// <remarks>Each stream has a note of its own: that one is well says nothing of the other.</remarks>
internal sealed class WatchBoard(string address, TimeProvider time) : IWatchOutput
{
    private const int MostAnomalies = 100;

    // What a gap says is followed at once by what it held: it must stand long enough to be read.
    private static readonly TimeSpan LeastNoteTime = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Queue<Anomaly> _anomalies = new();
    private StreamMetricsResponse? _metrics;
    private string _metricsNote = "";
    private string _anomaliesNote = "";
    private long _anomaliesNotedAt;

    public void Metrics(StreamMetricsResponse metrics)
    {
        lock (_lock)
        {
            (_metrics, _metricsNote) = (metrics, "");
        }
    }

    public void MetricsNote(string line)
    {
        lock (_lock)
        {
            _metricsNote = line;
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

            ForgetNote_NeedsLock();
        }
    }

    public void Gap(Gap gap) => Note(AnomalyLines.GapLine(gap));

    public void Heartbeat(Heartbeat heartbeat)
    {
        lock (_lock)
        {
            ForgetNote_NeedsLock();
        }
    }

    public void Note(string line)
    {
        lock (_lock)
        {
            (_anomaliesNote, _anomaliesNotedAt) = (line, time.GetTimestamp());
        }
    }

    /// <summary>All of it at one moment.</summary>
    public WatchFrame Frame()
    {
        lock (_lock)
        {
            // A lost instance is lost to both, in the same words.
            return new WatchFrame(address, _metrics, [.. _anomalies.Reverse()], [.. new[] { _metricsNote, _anomaliesNote }.Where(note => note.Length > 0).Distinct()]);
        }
    }

    private void ForgetNote_NeedsLock()
    {
        if (_anomaliesNote.Length > 0 && time.GetElapsedTime(_anomaliesNotedAt) >= LeastNoteTime)
        {
            _anomaliesNote = "";
        }
    }
}
