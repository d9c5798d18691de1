using GridFlow.Checkpoints.Format;

namespace GridFlow.Checkpoints;

/// <summary>The snapshots in a store.</summary>
internal sealed class SnapshotCatalog(ISnapshotStore store)
{
    /// <summary>Where they are, for people.</summary>
    public string Description => store.Description;

    /// <summary>The snapshots of one partition, newest offset first, by their names alone.</summary>
    /// <exception cref="SnapshotStoreException">The store is away.</exception>
    public Task<IReadOnlyList<SnapshotEntry>> ListAsync(string group, string topic, int partition, CancellationToken cancellationToken) =>
        ListAsync(SnapshotName.Prefix(group, topic, partition), cancellationToken);

    /// <summary>Every snapshot in the store: by group, topic and partition, newest offset first.</summary>
    /// <exception cref="SnapshotStoreException">The store is away.</exception>
    public Task<IReadOnlyList<SnapshotEntry>> ListAllAsync(CancellationToken cancellationToken) => ListAsync("", cancellationToken);

    /// <summary>Opens one and reads its header; the state follows when it is asked for.</summary>
    /// <exception cref="FileNotFoundException">It is not there, or no longer.</exception>
    /// <exception cref="SnapshotDamagedException">Its beginning is damaged, or it is another one than its name says.</exception>
    /// <exception cref="SnapshotTooNewException">A later GridFlow wrote it.</exception>
    /// <exception cref="SnapshotStoreException">The store is away.</exception>
    public async Task<SnapshotReader> OpenAsync(SnapshotName name, CancellationToken cancellationToken)
    {
        var text = name.ToString();
        var reader = await SnapshotReader.OpenAsync(text, await store.OpenAsync(text, 0, cancellationToken), cancellationToken);
        var header = reader.Header;
        var said = new SnapshotName(header.Group, header.Topic, header.Partition, header.Offset);
        if (said != name)
        {
            await reader.DisposeAsync();
            throw new SnapshotDamagedException(text, SnapshotFormat.PreludeBytes, $"its header says that it is {said}");
        }

        return reader;
    }

    /// <summary>Size of the state in a snapshot as its end says, without reading the state; null when it has no end.</summary>
    /// <exception cref="FileNotFoundException">It is not there, or no longer.</exception>
    /// <exception cref="SnapshotStoreException">The store is away.</exception>
    public async Task<long?> StateBytesAsync(SnapshotEntry entry, CancellationToken cancellationToken)
    {
        var end = new byte[SnapshotFormat.FrameHeadBytes];
        if (entry.Bytes < end.Length)
        {
            return null;
        }

        await using var stream = await store.OpenAsync(entry.Name.ToString(), entry.Bytes - end.Length, cancellationToken);
        var read = await stream.ReadAtLeastAsync(end, end.Length, throwOnEndOfStream: false, cancellationToken);
        return read == end.Length && SnapshotFormat.ReadFrameHead(end) is { IsEnd: true } head ? head.StateBytes : null;
    }

    /// <summary>Removes old snapshots of a partition after one has been written.</summary>
    /// <remarks>
    /// What is ahead of the one just written does not count: a topic made anew begins at offset 0 again, and what is left of the old one must not push out the new.
    /// Of those the newest are kept too, since a partition that went back to a committed offset will reach them again.
    /// </remarks>
    /// <exception cref="SnapshotStoreException">The store is away.</exception>
    public async Task PruneAsync(SnapshotName written, int kept, CancellationToken cancellationToken)
    {
        var entries = await ListAsync(written.Group, written.Topic, written.Partition, cancellationToken);
        var ahead = entries.Where(entry => entry.Name.Offset > written.Offset).Skip(kept);
        var behind = entries.Where(entry => entry.Name.Offset <= written.Offset).Skip(kept);
        foreach (var entry in ahead.Concat(behind))
        {
            await store.DeleteAsync(entry.Name.ToString(), cancellationToken);
        }
    }

    private async Task<IReadOnlyList<SnapshotEntry>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var entries = new List<SnapshotEntry>();
        foreach (var stored in await store.ListAsync(prefix, cancellationToken))
        {
            if (SnapshotName.TryParse(stored.Name, out var name))
            {
                entries.Add(new SnapshotEntry(name, stored.Bytes));
            }
        }

        return
        [
            .. entries.OrderBy(entry => entry.Name.Group, StringComparer.Ordinal).ThenBy(entry => entry.Name.Topic, StringComparer.Ordinal)
                .ThenBy(entry => entry.Name.Partition).ThenByDescending(entry => entry.Name.Offset),
        ];
    }
}
