namespace GridFlow.Control.CommandLine;

/// <summary>What the commands that look at an installation do.</summary>
internal sealed record CheckActions(
    Func<DoctorArguments, CommonArguments, Task<int>> Doctor,
    Func<ConfigArguments, CommonArguments, Task<int>> Config,
    Func<CompletionArguments, CommonArguments, Task<int>> Completion);
