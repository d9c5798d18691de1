using System.ComponentModel.DataAnnotations;

namespace GridFlow.Sinks.InfluxDb;

/// <summary>Section <c>InfluxDb</c>: every anomaly as a point in InfluxDB.</summary>
public sealed class InfluxDbOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string Section = "InfluxDb";

    /// <summary>Address of the server, for example <c>http://localhost:8086</c>. None by default: nothing is written. An empty one switches off what a file before has set.</summary>
    public string? Url { get; set; }

    /// <summary>Interface of the server: <c>v2</c> (default) or <c>v1</c>.</summary>
    public InfluxDbApi ApiVersion { get; set; } = InfluxDbApi.V2;

    /// <summary>Organisation, for v2.</summary>
    public string? Org { get; set; }

    /// <summary>Bucket, for v2. Default <c>anomalies</c>.</summary>
    public string Bucket { get; set; } = "anomalies";

    /// <summary>Token that may write to the bucket; best given as <c>GRIDFLOW_InfluxDb__Token</c>. Never printed.</summary>
    public string? Token { get; set; }

    /// <summary>Database, for v1. Default <c>anomalies</c>.</summary>
    public string Database { get; set; } = "anomalies";

    /// <summary>User, for v1; none by default.</summary>
    public string? Username { get; set; }

    /// <summary>Password, for v1; none by default. Never printed.</summary>
    public string? Password { get; set; }

    /// <summary>Most lines in one write. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int BatchLines { get; set; } = 1000;

    /// <summary>Most that a line waits for others while no write is under way; it waits as long as the last write took, if that is less. Default 100 ms; 0 writes at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan BatchInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long one try may take, its answer included. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Consumer group that reads the anomalies topic. Default <c>gridflow-influx</c>.</summary>
    [Required]
    public string GroupId { get; set; } = "gridflow-influx";

    /// <summary>Whether anything is written.</summary>
    internal bool IsOn => !string.IsNullOrEmpty(Url);

    /// <summary>Where it is written to, for people.</summary>
    internal string Target => ApiVersion == InfluxDbApi.V2 ? $"{Url}, organisation {Org}, bucket {Bucket}" : $"{Url}, database {Database}";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => IsOn ? ServerFaults().Concat(ApiVersion == InfluxDbApi.V2 ? V2Faults() : V1Faults()) : [];

    private IEnumerable<ValidationResult> ServerFaults()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            yield return new ValidationResult("must be an address such as http://host:8086", [nameof(Url)]);
        }
        else if (address.UserInfo.Length > 0)
        {
            // Without the member's name: the value would be shown, and it holds a password.
            yield return new ValidationResult("Url must not hold user and password: set InfluxDb:Token, or InfluxDb:Username and InfluxDb:Password");
        }
        else if (address.Query.Length > 0)
        {
            yield return new ValidationResult("Url must be the server's address without ?…: InfluxDb:Org, InfluxDb:Bucket and InfluxDb:Database say the rest");
        }
    }

    private IEnumerable<ValidationResult> V2Faults()
    {
        foreach (var (name, value) in new[] { (nameof(Org), Org), (nameof(Bucket), Bucket), (nameof(Token), Token) })
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                yield return new ValidationResult($"must not be empty with ApiVersion v2", [name]);
            }
        }
    }

    private IEnumerable<ValidationResult> V1Faults()
    {
        if (string.IsNullOrWhiteSpace(Database))
        {
            yield return new ValidationResult("must not be empty with ApiVersion v1", [nameof(Database)]);
        }

        if (string.IsNullOrEmpty(Username) != string.IsNullOrEmpty(Password))
        {
            yield return new ValidationResult("Username and Password belong together: give both or neither", [string.IsNullOrEmpty(Username) ? nameof(Username) : nameof(Password)]);
        }

        if (!string.IsNullOrEmpty(Token) && !string.IsNullOrEmpty(Username))
        {
            yield return new ValidationResult("give Token, or Username and Password, not both", [nameof(Username)]);
        }
    }
}
