namespace GridFlow.Readings;

/// <summary>What a meter says of itself. The numbers are the symbols' positions in the Avro enum.</summary>
public enum MeterStatus : byte
{
    /// <summary>Works.</summary>
    Ok = 0,

    /// <summary>Works with reduced quality.</summary>
    Degraded = 1,

    /// <summary>Has a fault.</summary>
    Fault = 2,

    /// <summary>Says it is going or has gone off line (last gasp).</summary>
    Offline = 3,

    /// <summary>Somebody has opened or turned it.</summary>
    Tamper = 4,

    /// <summary>Says nothing that this version knows.</summary>
    Unknown = 5,
}
