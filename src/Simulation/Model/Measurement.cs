using GridFlow.Readings;

namespace GridFlow.Simulation;

/// <summary>The measured part of a reading.</summary>
internal readonly record struct Measurement(double VoltageV, double CurrentA, double TemperatureC, MeterStatus Status)
{
    /// <summary>Rounded to what a meter resolves: 0.01 V, 0.001 A, 0.01 °C; a current is never negative.</summary>
    public Measurement AtMeterResolution() => this with
    {
        VoltageV = Math.Round(VoltageV * 100) / 100,
        CurrentA = Math.Round(Math.Max(0, CurrentA) * 1_000) / 1_000,
        TemperatureC = Math.Round(TemperatureC * 100) / 100,
    };
}
