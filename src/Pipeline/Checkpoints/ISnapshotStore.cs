namespace GridFlow.Checkpoints;

/// <summary>Where snapshots are kept. Names are relative, with slashes; a name is either there with all of its content or not at all.</summary>
/// <remarks>Errors that another try may mend (a server that is away, a full disk) come as <see cref="SnapshotStoreException"/>.</remarks>
internal interface ISnapshotStore : IDisposable
{
    /// <summary>Where it is, for people.</summary>
    string Description { get; }

    /// <summary>Everything whose name starts with the prefix, in the order of names.</summary>
    Task<IReadOnlyList<StoredSnapshot>> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Stores content under a name, durably and all at once; what stood there before is replaced.</summary>
    Task WriteAsync(string name, IReadOnlyList<ReadOnlyMemory<byte>> content, CancellationToken cancellationToken);

    /// <summary>Opens one to be read.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">First byte: 0 for all of it, or a place in front of its end.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FileNotFoundException">There is none of that name.</exception>
    Task<Stream> OpenAsync(string name, long from, CancellationToken cancellationToken);

    /// <summary>Removes one; it need not be there.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);
}

/// <summary>One entry of a store.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its size.</param>
internal readonly record struct StoredSnapshot(string Name, long Bytes);

/// <summary>The store cannot be used now.</summary>
public sealed class SnapshotStoreException(string message, Exception? inner = null) : Exception(message, inner);
