namespace GridFlow.Control.CommandLine;

/// <summary>Arguments of <c>gridflow completion</c>.</summary>
/// <param name="Shell">Whose script.</param>
public sealed record CompletionArguments(string Shell);
