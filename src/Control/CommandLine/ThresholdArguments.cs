using GridFlow.V1;

namespace GridFlow.Control.CommandLine;

/// <summary>What <c>gridflow threshold …</c> was told.</summary>
/// <param name="Connection">Whom it asks and how.</param>
/// <param name="Task">Which of its commands.</param>
public sealed record ThresholdArguments(ConnectionArguments Connection, ThresholdTask Task) : OperatorArguments(Connection)
{
    /// <summary>Standard deviations, 1.5 to 4.0.</summary>
    public double Sigma { get; init; }

    /// <summary>Only this channel; unspecified for all.</summary>
    public Channel Channel { get; init; }

    /// <summary>Only this meter; null for all.</summary>
    public string? MeterId { get; init; }

    /// <summary>Why, for the audit line.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>Commands below <c>gridflow threshold</c>.</summary>
public enum ThresholdTask
{
    /// <summary>Shows those in force.</summary>
    Get,

    /// <summary>Sets one.</summary>
    Set,

    /// <summary>Takes one away.</summary>
    Reset,
}
