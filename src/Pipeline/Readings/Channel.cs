namespace GridFlow.Readings;

/// <summary>What a meter measures. The numbers are the symbols' positions in the Avro enum.</summary>
public enum Channel : byte
{
    /// <summary>RMS voltage, V.</summary>
    Voltage = 0,

    /// <summary>RMS current, A.</summary>
    Current = 1,

    /// <summary>Temperature of the meter, °C.</summary>
    Temperature = 2,

    /// <summary>The meter's own status word.</summary>
    Status = 3,
}
