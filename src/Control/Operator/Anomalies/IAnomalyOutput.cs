using GridFlow.V1;

namespace GridFlow.Control.Operator.Anomalies;

/// <summary>Where the events of a subscription go.</summary>
internal interface IAnomalyOutput
{
    /// <summary>An anomaly.</summary>
    void Anomaly(Anomaly anomaly);

    /// <summary>Something was missed; what can be fetched comes next.</summary>
    void Gap(Gap gap);

    /// <summary>Nothing happened for a while.</summary>
    void Heartbeat(Heartbeat heartbeat);

    /// <summary>Something about the connection.</summary>
    void Note(string line);
}
