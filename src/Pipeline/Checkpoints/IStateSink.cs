namespace GridFlow.Checkpoints;

/// <summary>Where the lane puts the state of one partition, chunk by chunk, while it goes on scoring. Nothing here blocks the lane.</summary>
internal interface IStateSink
{
    /// <summary>Chunks that were added and are not yet written. A lane that sees many does no more than it must.</summary>
    int Backlog { get; }

    /// <summary>Takes a full chunk; the sink gives its memory back.</summary>
    void Add(StateChunk chunk);

    /// <summary>Says that all of the state has been added; it is compressed, written and made durable behind the lane's back.</summary>
    void Complete();

    /// <summary>Gives the snapshot up; nothing of it is kept.</summary>
    void Abandon();
}
