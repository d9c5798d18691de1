namespace GridFlow.Control.CommandLine;

/// <summary>Arguments of <c>gridflow doctor</c>.</summary>
/// <param name="Json">One JSON object instead of lines.</param>
/// <param name="Timeout">How long each check may take.</param>
public sealed record DoctorArguments(bool Json, TimeSpan Timeout);
