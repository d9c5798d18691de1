using GridFlow.V1;

namespace GridFlow.Control.Operator.Anomalies;

/// <summary>Every event of a subscription as a line of JSON, just as the contract has it.</summary>
internal sealed class AnomalyJsonLines(OperatorConsole console) : IAnomalyOutput
{
    public void Anomaly(Anomaly anomaly) => console.Line(ProtoJson.Line("anomaly", anomaly));

    public void Gap(Gap gap) => console.Line(ProtoJson.Line("gap", gap));

    public void Heartbeat(Heartbeat heartbeat) => console.Line(ProtoJson.Line("heartbeat", heartbeat));

    public void Note(string line) => console.Note(line);
}
