using GridFlow.Detection;

namespace GridFlow.Pipeline.Tests.Detection;

/// <summary>What a reading of a stream gave.</summary>
/// <param name="At">The reading's place in the stream.</param>
/// <param name="Type">The rule.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Deviation">In standard deviations.</param>
/// <param name="Mean">In the channel's unit.</param>
/// <param name="StdDev">In the channel's unit.</param>
internal readonly record struct Finding(int At, AnomalyType Type, Severity Severity, double Deviation, double Mean, double StdDev);
