using GridFlow.Control.Operator.Anomalies;
using GridFlow.V1;

namespace GridFlow.Control.Operator.Watching;

/// <summary>Where a person follows an instance.</summary>
internal interface IWatchOutput : IAnomalyOutput
{
    /// <summary>A set of figures.</summary>
    void Metrics(StreamMetricsResponse metrics);

    /// <summary>Something about the connection that brings the figures.</summary>
    void MetricsNote(string line);
}
