using GridFlow.Load.Scenarios.Running;

namespace GridFlow.Load.Scenarios.Reporting;

/// <summary>A whole run of <c>gridflow-load run</c>.</summary>
internal sealed record LoadReport
{
    /// <summary>Version of the programs.</summary>
    public required string Version { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Arguments, secrets masked.</summary>
    public required string CommandLine { get; init; }

    /// <summary>Machine and place, name and value.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public bool Interrupted { get; init; }

    public required IReadOnlyList<ScenarioResult> Scenarios { get; init; }

    /// <summary>Scenarios that could not be run, or not to an end.</summary>
    public IReadOnlyList<ScenarioFailure> Failures { get; init; } = [];

    /// <summary>Whether every scenario has run to its end and every threshold held.</summary>
    public bool Held => !Interrupted && Failures.Count == 0 && Scenarios.All(scenario => scenario.Held);
}
