namespace GridFlow.Load.Scenarios.Running;

/// <summary>What became of a SIGTERM.</summary>
/// <param name="ExitCode">0 when it has stopped in order.</param>
/// <param name="Took">From the signal to the end of the process; the whole patience when it had to be killed.</param>
internal readonly record struct PoliteStop(int ExitCode, TimeSpan Took);
