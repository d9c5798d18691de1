namespace GridFlow.Control.CommandLine;

/// <summary>What the commands do; each answers with an exit code.</summary>
internal sealed record CommandActions(
    Func<DemoArguments, CommonArguments, Task<int>> Demo,
    Func<RunArguments, CommonArguments, Task<int>> Run,
    Func<CheckpointArguments, CommonArguments, Task<int>> Checkpoint,
    Func<ArchiveArguments, CommonArguments, Task<int>> Archive,
    Func<DeadLetterArguments, CommonArguments, Task<int>> DeadLetters,
    Func<ReconcileArguments, CommonArguments, Task<int>> Reconcile,
    CheckActions Checks,
    Func<OperatorArguments, CommonArguments, Task<int>> Operator);
