namespace GridFlow.Control.Metrics;

/// <summary>What the page says of an instrument beyond what the instrument says of itself.</summary>
/// <param name="Instrument">Its name in the code.</param>
/// <param name="Advice">What to do with it.</param>
/// <param name="Labels">Every label it may have, with all values or where they come from: none may be unbounded.</param>
internal sealed record MetricNote(string Instrument, string Advice, params (string Key, string Values)[] Labels);
