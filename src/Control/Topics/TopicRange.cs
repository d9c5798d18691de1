namespace GridFlow.Control.Topics;

/// <summary>A piece of one partition of a topic.</summary>
/// <param name="Partition">Partition.</param>
/// <param name="Begin">First offset.</param>
/// <param name="End">Offset behind the last.</param>
internal readonly record struct TopicRange(int Partition, long Begin, long End)
{
    /// <summary>Offsets in it; not all of them are records.</summary>
    public long Length => Math.Max(0, End - Begin);
}
