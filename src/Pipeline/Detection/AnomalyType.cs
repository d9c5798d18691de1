namespace GridFlow.Detection;

/// <summary>The rule that spoke. The numbers are the symbols' positions in the Avro enum.</summary>
public enum AnomalyType : byte
{
    /// <summary>Voltage further from its window's mean than the threshold.</summary>
    VoltageDeviation = 0,

    /// <summary>Current further from its window's mean than the threshold.</summary>
    CurrentDeviation = 1,

    /// <summary>Temperature further from its window's mean than the threshold.</summary>
    TemperatureDeviation = 2,

    /// <summary>The meter's status changed to something other than OK.</summary>
    EquipmentFailure = 3,
}
