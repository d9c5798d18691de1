namespace GridFlow.Control.Hosting;

/// <summary>One port of an instance, as it was found.</summary>
/// <param name="Use">What it is for.</param>
/// <param name="Number">As configured; 0 for any.</param>
/// <param name="Problem">Why it cannot be opened, and how to choose another; null when it can.</param>
public sealed record ListenerPort(string Use, int Number, string? Problem);
