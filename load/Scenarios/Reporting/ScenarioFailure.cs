namespace GridFlow.Load.Scenarios.Reporting;

/// <summary>A scenario that has no result.</summary>
/// <param name="Name">The scenario.</param>
/// <param name="Message">Why, secrets masked.</param>
internal sealed record ScenarioFailure(string Name, string Message);
