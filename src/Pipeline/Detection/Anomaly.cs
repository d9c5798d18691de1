using GridFlow.Readings;

namespace GridFlow.Detection;

/// <summary>One finding about one channel of one reading.</summary>
/// <param name="Reading">The reading in <see cref="ReadingBatch.Readings"/>.</param>
/// <param name="Type">The rule that spoke.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Channel">The channel it is about.</param>
/// <param name="ThresholdSigma">Threshold in force; 0 for a status.</param>
/// <param name="DeviationSigma">(value − mean) / sd, signed; 0 for a status.</param>
/// <param name="Mean">Mean of the window without the tested reading, in the channel's unit; 0 for a status.</param>
/// <param name="StdDev">Sample standard deviation of the window, not below the floor, in the channel's unit; 0 for a status.</param>
public readonly record struct Anomaly(
    int Reading,
    AnomalyType Type,
    Severity Severity,
    Channel Channel,
    double ThresholdSigma,
    double DeviationSigma,
    double Mean,
    double StdDev);
