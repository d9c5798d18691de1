namespace GridFlow.Control.CommandLine;

/// <summary>What the process tells its caller (contract: exit codes).</summary>
public static class ExitCode
{
    /// <summary>Done, or stopped in order.</summary>
    public const int Done = 0;

    /// <summary>Failed while running.</summary>
    public const int Failed = 1;

    /// <summary>Bad arguments.</summary>
    public const int BadArguments = 2;

    /// <summary>Invalid configuration; every fault has been listed.</summary>
    public const int InvalidConfiguration = 78;

    /// <summary>Interrupted before it could finish in order.</summary>
    public const int Interrupted = 130;
}
