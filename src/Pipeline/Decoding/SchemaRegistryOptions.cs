using System.ComponentModel.DataAnnotations;
using GridFlow.Readings;

namespace GridFlow.Decoding;

/// <summary>Section <c>SchemaRegistry</c>: where writer schemas come from.</summary>
public sealed class SchemaRegistryOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "SchemaRegistry";

    /// <summary>Address of a registry with Confluent's REST API (Confluent, Karapace, Apicurio <c>/apis/ccompat/v7</c>). Default <c>http://localhost:8081</c>.</summary>
    [Required]
    [Url]
    public string Url { get; set; } = "http://localhost:8081";

    /// <summary>How ids stand in front of records: <c>confluent</c> (4 bytes, default) or <c>apicurio</c> (8 bytes).</summary>
    public SchemaIdLayout IdLayout { get; set; } = SchemaIdLayout.Confluent;

    /// <summary>User for basic authentication; none by default.</summary>
    public string? Username { get; set; }

    /// <summary>Password for basic authentication; none by default. Never printed.</summary>
    public string? Password { get; set; }

    /// <summary>How long one request may take. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:02:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long "the registry has no such id" is believed before it is asked again. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MissLifetime { get; set; } = TimeSpan.FromSeconds(30);
}
