namespace GridFlow.Checkpoints;

/// <summary>A snapshot is whole, and of a later GridFlow. Going on without it would silently lose the state that it holds.</summary>
/// <param name="name">Which.</param>
/// <param name="version">Its format.</param>
/// <param name="newest">Newest format that this GridFlow reads.</param>
/// <param name="writer">GridFlow's version that wrote it; null when it does not say.</param>
public sealed class SnapshotTooNewException(string name, int version, int newest, string? writer)
    : Exception(
        $"{name} has format {version}{(writer is null ? "" : $", written by GridFlow {writer}")}; this GridFlow reads formats up to {newest}. "
        + "Upgrade this instance, or remove these snapshots, or name another Checkpoints:Store.")
{
    /// <summary>Name of the snapshot.</summary>
    public string Name { get; } = name;

    /// <summary>Its format.</summary>
    public int Version { get; } = version;
}
