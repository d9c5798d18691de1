using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Detection;

/// <summary>One reading of a made-up stream.</summary>
internal readonly record struct StreamReading(byte[] MeterId, long TimeMs, double Voltage, double Current, double Temperature, MeterStatus Status);
