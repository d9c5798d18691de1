namespace GridFlow.Control.CommandLine;

/// <summary>What <c>gridflow dlq …</c> was told.</summary>
/// <param name="Task">Which of its commands.</param>
/// <param name="Json">JSON on stdout.</param>
public sealed record DeadLetterArguments(DeadLetterTask Task, bool Json)
{
    /// <summary>Which records are meant.</summary>
    public DeadLetterChoice Choice { get; init; } = new([], null, null, null);

    /// <summary>The record to show.</summary>
    public RecordPlace? Place { get; init; }

    /// <summary>Most records to list or to send; no limit when null.</summary>
    public int? Limit { get; init; }

    /// <summary>List every record, in the order of the queue.</summary>
    public bool All { get; init; }

    /// <summary>How to replay.</summary>
    public ReplayArguments Replay { get; init; } = new();
}

/// <summary>Commands below <c>gridflow dlq</c>.</summary>
public enum DeadLetterTask
{
    /// <summary>Shows which dead letters there are.</summary>
    List,

    /// <summary>Shows all about one.</summary>
    Show,

    /// <summary>Counts them.</summary>
    Stats,

    /// <summary>Sends them to their topic again.</summary>
    Replay,
}
