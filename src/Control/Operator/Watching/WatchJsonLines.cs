using GridFlow.Control.Operator.Anomalies;
using GridFlow.V1;

namespace GridFlow.Control.Operator.Watching;

/// <summary>Everything as lines of JSON, each under the name of what it is.</summary>
internal sealed class WatchJsonLines(OperatorConsole console) : IWatchOutput
{
    private readonly AnomalyJsonLines _anomalies = new(console);

    public void Metrics(StreamMetricsResponse metrics) => console.Line(ProtoJson.Line("metrics", metrics));

    public void Anomaly(Anomaly anomaly) => _anomalies.Anomaly(anomaly);

    public void Gap(Gap gap) => _anomalies.Gap(gap);

    public void Heartbeat(Heartbeat heartbeat) => _anomalies.Heartbeat(heartbeat);

    public void Note(string line) => _anomalies.Note(line);

    public void MetricsNote(string line) => Note(line);
}
