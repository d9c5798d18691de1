using System.ComponentModel.DataAnnotations;
using GridFlow.Telemetry.Tracing;

namespace GridFlow.Control.Configuration;

/// <summary>Section <c>Telemetry</c>: what others can measure.</summary>
public sealed class TelemetryOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Telemetry";

    /// <summary>Port of Prometheus' <c>/metrics</c>; 0 takes any free one. Default 9464.</summary>
    [Range(0, 65_535)]
    public int MetricsPort { get; set; } = 9464;

    /// <summary>
    /// Where metrics and traces also go by OTLP: the collector's address, for example <c>http://localhost:4317</c>. None by default: nothing is sent, and nothing is traced. An empty one switches
    /// off what a file before has set.
    /// </summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary>How it is spoken: <c>grpc</c> (default) or <c>http</c>, which adds <c>/v1/metrics</c> and <c>/v1/traces</c> to the address.</summary>
    public OtlpProtocol OtlpProtocol { get; set; } = OtlpProtocol.Grpc;

    /// <summary>Headers of each request, as <c>name=value,name=value</c>, for example <c>authorization=Bearer …</c>; best given as <c>GRIDFLOW_Telemetry__OtlpHeaders</c>. Never printed.</summary>
    public string? OtlpHeaders { get; set; }

    /// <summary>Time between two exports of the metrics. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan OtlpInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one export may take. Default 2 s; the last ones, at a stop, count towards the time until the exit.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan OtlpTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Share of the batches that are traced from poll to commit, 0 to 1. Default 0.01.</summary>
    [Range(0.0, 1.0)]
    public double TraceSampleRatio { get; set; } = TraceSampling.Default.Ratio;

    /// <summary>Most traces a second, whatever the share. Default 1.</summary>
    [Range(0.001, 1_000)]
    public double MaxTracesPerSecond { get; set; } = TraceSampling.Default.MaxPerSecond;

    /// <summary>Whether anything goes by OTLP.</summary>
    internal bool IsOtlpOn => !string.IsNullOrEmpty(OtlpEndpoint);

    /// <summary>How many batches are traced.</summary>
    internal TraceSampling Sampling => new(TraceSampleRatio, MaxTracesPerSecond);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsOtlpOn && (!Uri.TryCreate(OtlpEndpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")))
        {
            yield return new ValidationResult("must be an address such as http://collector:4317", [nameof(OtlpEndpoint)]);
        }
        else if (IsOtlpOn && new Uri(OtlpEndpoint!).UserInfo.Length > 0)
        {
            // Without the member's name: the value would be shown, and it holds a password.
            yield return new ValidationResult("OtlpEndpoint must not hold user and password: give them as an authorization header in Telemetry:OtlpHeaders");
        }

        if (!string.IsNullOrEmpty(OtlpHeaders) && OtlpHeaders.Split(',').Any(header => header.IndexOf('=', StringComparison.Ordinal) <= 0))
        {
            yield return new ValidationResult("must be name=value,name=value", [nameof(OtlpHeaders)]);
        }
    }
}
