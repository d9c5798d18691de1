using GridFlow.V1;

namespace GridFlow.Control.CommandLine;

/// <summary>What <c>gridflow anomalies</c> was told.</summary>
public sealed record AnomaliesArguments(ConnectionArguments Connection) : OperatorArguments(Connection)
{
    /// <summary>Goes on with what comes.</summary>
    public bool Follow { get; init; }

    /// <summary>First moment that counts.</summary>
    public TimeBound? Since { get; init; }

    /// <summary>Only this severity and above.</summary>
    public Severity MinSeverity { get; init; } = Severity.Warning;

    /// <summary>Only these types; all when empty.</summary>
    public IReadOnlyList<AnomalyType> Types { get; init; } = [];

    /// <summary>Only these meters; all when empty.</summary>
    public IReadOnlyList<string> Meters { get; init; } = [];

    /// <summary>Only these feeders; all when empty.</summary>
    public IReadOnlyList<string> Feeders { get; init; } = [];

    /// <summary>Ends after so many; null without a limit.</summary>
    public int? Limit { get; init; }

    /// <summary>Goes on behind this token.</summary>
    public string? ResumeToken { get; init; }
}
