namespace GridFlow.Sinks.Archive;

/// <summary>Where finished files go. Names are relative, with slashes; a name is either there with all of its content or not at all.</summary>
/// <remarks>What another try may mend (a server that is away, a full disk, wrong credentials) comes as <see cref="ArchiveTargetException"/>.</remarks>
internal interface IArchiveTarget : IDisposable
{
    /// <summary>Where it is, for people.</summary>
    string Description { get; }

    /// <summary>Stores a file under its name in one go and makes sure that the target has every byte of it; what stood there before is replaced.</summary>
    Task PutAsync(ArchiveFile file, CancellationToken cancellationToken);

    /// <summary>Everything whose name starts with the prefix, in the order of names.</summary>
    Task<IReadOnlyList<StoredFile>> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Opens a file to be read here and there: the stream can seek, and fetches only what is asked for.</summary>
    /// <exception cref="FileNotFoundException">There is none of that name.</exception>
    Task<Stream> OpenAsync(string name, long bytes, CancellationToken cancellationToken);

    /// <summary>Makes sure that the target is there and that it may be written.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
