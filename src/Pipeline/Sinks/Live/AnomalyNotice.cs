using GridFlow.Detection;
using GridFlow.Readings;

namespace GridFlow.Sinks.Live;

/// <summary>One delivered anomaly, for people and gRPC subscribers.</summary>
/// <param name="AnomalyId">The same reading and rule always give the same id.</param>
/// <param name="Type">The rule that spoke.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Channel">The channel it is about.</param>
/// <param name="Reading">The reading it is about.</param>
/// <param name="ThresholdSigma">0 where none applies.</param>
/// <param name="DeviationSigma">Signed; 0 where it does not apply.</param>
/// <param name="Mean">In the channel's unit; 0 where it does not apply.</param>
/// <param name="StdDev">In the channel's unit; 0 where it does not apply.</param>
/// <param name="DetectedAtMs">Processing time, ms since 1970-01-01 UTC.</param>
/// <param name="SourcePartition">Partition of the reading.</param>
/// <param name="SourceOffset">Offset of the reading.</param>
/// <param name="Window">Length of the window the mean is of.</param>
public sealed record AnomalyNotice(
    string AnomalyId,
    AnomalyType Type,
    Severity Severity,
    Channel Channel,
    SensorReading Reading,
    double ThresholdSigma,
    double DeviationSigma,
    double Mean,
    double StdDev,
    long DetectedAtMs,
    int SourcePartition,
    long SourceOffset,
    TimeSpan Window)
{
    /// <summary>For example "meter M-0421: voltage 188.3 V, 6.2 σ below its 5-minute mean 230.1 V".</summary>
    public string Sentence => AnomalySentence.Of(this);
}
