namespace GridFlow.Generator;

/// <summary>What the program says when it ends.</summary>
public static class ExitCodes
{
    /// <summary>Done, or stopped and drained.</summary>
    public const int Done = 0;

    /// <summary>A server could not be reached, or readings were not delivered.</summary>
    public const int Failed = 1;

    /// <summary>Arguments that cannot be meant.</summary>
    public const int BadArguments = 2;

    /// <summary>Interrupted before anything was sent, or for the second time.</summary>
    public const int Interrupted = 130;
}
