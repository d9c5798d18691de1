namespace GridFlow.Sinks.InfluxDb;

/// <summary>Which of InfluxDB's write interfaces is used.</summary>
public enum InfluxDbApi
{
    /// <summary>InfluxDB 1.x, and what speaks like it: <c>/write?db=</c>.</summary>
    V1,

    /// <summary>InfluxDB 2.x: <c>/api/v2/write</c> with organisation, bucket and token.</summary>
    V2,
}
