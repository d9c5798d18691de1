namespace GridFlow.Control.CommandLine;

/// <summary>What <c>gridflow dlq replay</c> was told beside its choice.</summary>
public sealed record ReplayArguments
{
    /// <summary>How often a record may be replayed when nothing else is said.</summary>
    public const int DefaultMaxReplays = 3;

    /// <summary>Records a second when nothing else is said.</summary>
    public const int DefaultRate = 1000;

    /// <summary>Say what would be sent and write nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Topic to send to; where each record came from when null.</summary>
    public string? To { get; init; }

    /// <summary>A record that has been replayed so often is left where it is.</summary>
    public int MaxReplays { get; init; } = DefaultMaxReplays;

    /// <summary>Records a second; 0 as fast as it goes.</summary>
    public int Rate { get; init; } = DefaultRate;

    /// <summary>Name of the position that it goes on from; one of the choice's own when null.</summary>
    public string? Name { get; init; }

    /// <summary>Begin at the oldest record, whatever has been seen.</summary>
    public bool FromStart { get; init; }

    /// <summary>The key says which partition, and not the record's old place.</summary>
    public bool ByKey { get; init; }
}
