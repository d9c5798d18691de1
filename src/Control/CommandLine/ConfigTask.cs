namespace GridFlow.Control.CommandLine;

/// <summary>What <c>gridflow config</c> is to do.</summary>
public enum ConfigTask
{
    /// <summary>Print the configuration that is in force.</summary>
    Show,

    /// <summary>List what is wrong with it.</summary>
    Check,
}
