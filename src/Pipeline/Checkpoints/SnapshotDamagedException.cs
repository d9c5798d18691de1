namespace GridFlow.Checkpoints;

/// <summary>A snapshot is torn or has changed since it was written; the one before it may be whole.</summary>
/// <param name="name">Which.</param>
/// <param name="position">Byte at which that shows.</param>
/// <param name="problem">What is wrong there.</param>
public sealed class SnapshotDamagedException(string name, long position, string problem)
    : Exception($"{name} is damaged at byte {position}: {problem}")
{
    /// <summary>Name of the snapshot.</summary>
    public string Name { get; } = name;

    /// <summary>Byte at which the damage shows: the beginning of the part whose checksum is wrong, or the end of a torn file.</summary>
    public long Position { get; } = position;

    /// <summary>What is wrong there.</summary>
    public string Problem { get; } = problem;
}
