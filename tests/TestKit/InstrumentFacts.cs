namespace GridFlow.TestKit;

/// <summary>What an instrument says of itself.</summary>
/// <param name="Kind">Counter, UpDownCounter, Gauge or Histogram.</param>
/// <param name="Unit">Its unit, in UCUM.</param>
/// <param name="Description">Its help text.</param>
public sealed record InstrumentFacts(string Kind, string? Unit, string? Description);
