namespace GridFlow.Control.CommandLine;

/// <summary>What every command understands.</summary>
/// <param name="ConfigFile">File of <c>--config</c>; null when none.</param>
/// <param name="Settings">Settings that short options stand for, as <c>--Section:Key=value</c>.</param>
public sealed record CommonArguments(string? ConfigFile, IReadOnlyList<string> Settings);
