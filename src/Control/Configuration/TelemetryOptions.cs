using System.ComponentModel.DataAnnotations;

namespace GridFlow.Control.Configuration;

/// <summary>Section <c>Telemetry</c>: what others can measure.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Telemetry";

    /// <summary>Port of Prometheus' <c>/metrics</c>; 0 takes any free one. Default 9464.</summary>
    [Range(0, 65_535)]
    public int MetricsPort { get; set; } = 9464;
}
