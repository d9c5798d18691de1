using GridFlow.Control.Operator.Anomalies;
using GridFlow.Control.Terminal;
using GridFlow.V1;

namespace GridFlow.Control.Operator.Watching;

/// <summary>The figures and the anomalies as lines, for pipes and files.</summary>
internal sealed class WatchLines(OperatorConsole console) : IWatchOutput
{
    private readonly AnomalyLines _anomalies = new(console);

    public void Metrics(StreamMetricsResponse metrics) => console.Show(OperatorText.Safe(Line(metrics)));

    public void Anomaly(Anomaly anomaly) => _anomalies.Anomaly(anomaly);

    public void Gap(Gap gap) => _anomalies.Gap(gap);

    public void Heartbeat(Heartbeat heartbeat)
    {
    }

    public void Note(string line) => console.Note(line);

    public void MetricsNote(string line) => Note(line);

    /// <summary>A set of figures as one line.</summary>
    public static string Line(StreamMetricsResponse metrics) =>
        $"{OperatorText.Time(metrics.At)} {ContractWords.Of(metrics.State)} readings {OperatorText.Rate(metrics.ReadingsPerSecond)} · anomalies {OperatorText.Rate(metrics.AnomaliesPerSecond)}"
        + $" · dead letters {OperatorText.Rate(metrics.DeadLettersPerSecond)} · {OperatorText.Latency(metrics.DetectionLatency)} · lag {Figures.Count(metrics.LagReadings)}"
        + (metrics.ConservationDifference == 0 ? "" : $" · {Figures.Count(metrics.ConservationDifference)} UNACCOUNTED FOR");
}
