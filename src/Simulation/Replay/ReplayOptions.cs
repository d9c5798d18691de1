namespace GridFlow.Simulation;

/// <summary>How a recording is read.</summary>
public sealed record ReplayOptions
{
    /// <summary>Meter of a row without <c>meter_id</c>. Default <c>M-0001</c>.</summary>
    public string MeterId { get; init; } = "M-0001";

    /// <summary>Voltage of a file without a voltage column, V. Default 230.</summary>
    public double VoltageV { get; init; } = 230;

    /// <summary>Current of a file without a current column, A. Default 5.</summary>
    public double CurrentA { get; init; } = 5;

    /// <summary>Temperature of a file without a temperature column, °C. Default 20.</summary>
    public double TemperatureC { get; init; } = 20;

    /// <summary>Event time that the first row gets, ms since 1970-01-01 UTC; all others move with it. Null (default): as recorded.</summary>
    public long? StartMs { get; init; }
}
