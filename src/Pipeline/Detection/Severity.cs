namespace GridFlow.Detection;

/// <summary>How bad an anomaly is, in rising order. The numbers are the symbols' positions in the Avro enum.</summary>
public enum Severity : byte
{
    /// <summary>Worth a statistic.</summary>
    Info = 0,

    /// <summary>Worth a look in working hours.</summary>
    Warning = 1,

    /// <summary>Worth a look now.</summary>
    Error = 2,

    /// <summary>Wake somebody.</summary>
    Critical = 3,
}
