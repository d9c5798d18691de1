namespace GridFlow.Load.Scenarios.Running;

/// <summary>One scenario that has run.</summary>
internal sealed record ScenarioResult
{
    public required string Name { get; init; }

    public required string Summary { get; init; }

    /// <summary>How the load came, a line for each step.</summary>
    public required IReadOnlyList<string> Load { get; init; }

    /// <summary>From the first arrival to the last answer.</summary>
    public required double DurationS { get; init; }

    /// <summary>Ended by a signal before its time.</summary>
    public bool Interrupted { get; init; }

    public required Counts Counts { get; init; }

    public required IReadOnlyList<StepResult> Steps { get; init; }

    public required IReadOnlyList<ThresholdResult> Thresholds { get; init; }

    /// <summary>What a person should know: what was found, and what limits the figures.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    public required IReadOnlyList<RunEvent> Events { get; init; }

    public required IReadOnlyList<Sample> Samples { get; init; }

    /// <summary>Topics that were used: readings, anomalies, dead letters.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Whether every threshold held; never of a run that was interrupted, which is not judged.</summary>
    public bool Held => !Interrupted && Thresholds.All(threshold => threshold.Held);
}
