namespace GridFlow.Control.CommandLine;

/// <summary>What <c>gridflow demo</c> was told.</summary>
/// <param name="Duration">How long live readings flow; until Ctrl-C when null.</param>
/// <param name="EventRate">Readings per second.</param>
/// <param name="Meters">Simulated meters.</param>
/// <param name="AnomalyRate">Share of readings at which an injected anomaly begins; the simulator's default when null.</param>
/// <param name="Seed">The same seed gives the same readings.</param>
/// <param name="Json">The last line of stdout is one JSON object, and nothing else is there.</param>
/// <param name="NoConsole">Plain lines instead of the live view.</param>
/// <param name="DataDirectory">Where <c>labels.jsonl</c>, the list of what was injected, goes; nowhere when null.</param>
public sealed record DemoArguments(
    TimeSpan? Duration,
    int EventRate,
    int Meters,
    double? AnomalyRate,
    int Seed,
    bool Json,
    bool NoConsole,
    string? DataDirectory);
