namespace GridFlow.Control.CommandLine;

/// <summary>Arguments of <c>gridflow config</c>.</summary>
/// <param name="Task">What to do.</param>
/// <param name="All">Also settings that nobody has set.</param>
/// <param name="Json">One JSON object.</param>
public sealed record ConfigArguments(ConfigTask Task, bool All, bool Json);
