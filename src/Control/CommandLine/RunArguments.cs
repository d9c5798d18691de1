namespace GridFlow.Control.CommandLine;

/// <summary>What <c>gridflow run</c> was told.</summary>
/// <param name="CreateTopics">Make topics that are missing.</param>
/// <param name="JsonLogs">One JSON object per log line.</param>
public sealed record RunArguments(bool CreateTopics, bool JsonLogs);
