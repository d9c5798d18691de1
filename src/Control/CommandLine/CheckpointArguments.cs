namespace GridFlow.Control.CommandLine;

/// <summary>What <c>gridflow checkpoint …</c> was told.</summary>
/// <param name="Task">Which of its commands.</param>
/// <param name="Name">Snapshot to inspect.</param>
/// <param name="Group">Only this consumer group; all when null.</param>
/// <param name="Topic">Only this topic; all when null.</param>
/// <param name="Partition">Only this partition; all when null.</param>
/// <param name="Json">One JSON object on stdout.</param>
public sealed record CheckpointArguments(CheckpointTask Task, string? Name, string? Group, string? Topic, int? Partition, bool Json);

/// <summary>Commands below <c>gridflow checkpoint</c>.</summary>
public enum CheckpointTask
{
    /// <summary>Shows which snapshots there are.</summary>
    List,

    /// <summary>Shows all about one.</summary>
    Inspect,

    /// <summary>Reads every byte and says what is damaged.</summary>
    Verify,
}
