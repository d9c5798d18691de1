using System.ComponentModel.DataAnnotations;
using System.Net;

namespace GridFlow.Control.Configuration;

/// <summary>Section <c>Control</c>: where this instance answers.</summary>
public sealed class ControlOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Control";

    /// <summary>Address to listen on: an IP address, <c>localhost</c>, or <c>*</c> for all. Default <c>127.0.0.1</c>.</summary>
    [Required]
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>Port of the gRPC service (HTTP/2); 0 takes any free one. Default 5051.</summary>
    [Range(0, 65_535)]
    public int GrpcPort { get; set; } = 5051;

    /// <summary>Port of the control plane as JSON (<c>/v1/…</c>, <c>/docs</c>), <c>/healthz</c> and <c>/readyz</c>; 0 takes any free one. Default 5080.</summary>
    [Range(0, 65_535)]
    public int HttpPort { get; set; } = 5080;

    /// <summary>PEM certificate (chain) for the gRPC and HTTP ports; plaintext when none is given (default).</summary>
    public string? CertificatePath { get; set; }

    /// <summary>PEM key that belongs to <see cref="CertificatePath"/>.</summary>
    public string? KeyPath { get; set; }

    /// <summary>Instance that the operator commands ask, for example <c>https://grid-1:5051</c>; <see cref="Host"/> and <see cref="GrpcPort"/> when absent (default).</summary>
    public string? Address { get; set; }

    /// <summary>PEM file of the authority that signed the certificate of <see cref="Address"/>; those the system trusts when absent (default).</summary>
    public string? CaPath { get; set; }

    /// <summary>Streams that may be open at the same time. Default 250.</summary>
    [Range(1, 10_000)]
    public int MaxSubscribers { get; set; } = 250;

    /// <summary>Subscribers that may read from Kafka what they have missed at the same time; more wait for their turn. Default 8.</summary>
    [Range(1, 1_000)]
    public int MaxReplays { get; set; } = 8;

    /// <summary>Time between two heartbeats of a stream on which nothing happens. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one message to a subscriber may take; then its stream is cut. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan WriteDeadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a stage of the pipeline may have work and not move before <c>/healthz</c> answers 503 and names it. Default 60 s. Waiting for Kafka or the registry does not count;
    /// where the Kafka client has time limits of its own they are added.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long to wait at start for Kafka, the topics and the registry. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan StartupTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Host is not ("localhost" or "*") && !IPAddress.TryParse(Host, out _))
        {
            yield return new ValidationResult("must be an IP address, localhost, or * for all", [nameof(Host)]);
        }

        if (CertificatePath is null != KeyPath is null)
        {
            yield return new ValidationResult("CertificatePath and KeyPath belong together: give both or neither", [CertificatePath is null ? nameof(CertificatePath) : nameof(KeyPath)]);
        }

        if (Address is not null && ControlAddress.Parse(Address) is null)
        {
            yield return new ValidationResult($"must be {ControlAddress.Allowed}", [nameof(Address)]);
        }

        foreach (var (name, path) in new[] { (nameof(CertificatePath), CertificatePath), (nameof(KeyPath), KeyPath), (nameof(CaPath), CaPath) })
        {
            if (path is not null && !File.Exists(path))
            {
                yield return new ValidationResult("must be the path of a readable PEM file", [name]);
            }
        }

        if (GrpcPort == HttpPort && GrpcPort != 0)
        {
            yield return new ValidationResult("GrpcPort and HttpPort must differ", [nameof(GrpcPort)]);
        }
    }
}
