using GridFlow.Checkpoints.Format;

namespace GridFlow.Checkpoints;

/// <summary>What became of the search for a snapshot to start from.</summary>
/// <typeparam name="T">What is made of the state.</typeparam>
/// <param name="Header">The snapshot that was used; null when none could be.</param>
/// <param name="State">What was made of its state.</param>
/// <param name="StateBytes">Size of its state.</param>
/// <param name="StoredBytes">Its size in the store.</param>
/// <param name="Skipped">Newer ones that could not be used, in the order in which they were tried.</param>
internal sealed record SnapshotSelection<T>(SnapshotHeader? Header, T? State, long StateBytes, long StoredBytes, IReadOnlyList<SkippedSnapshot> Skipped);

/// <summary>Finds the newest snapshot that a partition can start from.</summary>
internal static class SnapshotSelection
{
    /// <summary>Tries the snapshots at or behind the committed offset, newest first, until one is intact to its end.</summary>
    /// <param name="catalog">The store.</param>
    /// <param name="query">What is wanted.</param>
    /// <param name="restore">
    /// Makes something of a snapshot's chunks, and returns each of them. What it has made is thrown away when the snapshot turns out to be damaged, also behind the
    /// last chunk that it read. It may throw <see cref="InvalidDataException"/> for state that it cannot read: that counts as damage.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SnapshotTooNewException">A later GridFlow has written the newest.</exception>
    /// <exception cref="SnapshotStoreException">The store is away: try again.</exception>
    public static async Task<SnapshotSelection<T>> RestoreAsync<T>(
        SnapshotCatalog catalog, SnapshotQuery query, Func<SnapshotReader, CancellationToken, Task<T>> restore, CancellationToken cancellationToken)
    {
        var skipped = new List<SkippedSnapshot>();
        foreach (var (name, _) in await catalog.ListAsync(query.Group, query.Topic, query.Partition, cancellationToken))
        {
            if (name.Offset > query.Committed)
            {
                continue;
            }

            try
            {
                await using var reader = await catalog.OpenAsync(name, cancellationToken);
                if (Unusable(reader.Header, query) is var (reason, detail))
                {
                    skipped.Add(new SkippedSnapshot(name, reason, detail));
                    continue;
                }

                var state = await restore(reader, cancellationToken);
                await reader.SkipToEndAsync(cancellationToken);
                return new SnapshotSelection<T>(reader.Header, state, reader.StateBytes, reader.StoredBytes, skipped);
            }
            catch (Exception e) when (e is SnapshotDamagedException or InvalidDataException)
            {
                skipped.Add(new SkippedSnapshot(name, SkipReason.Damaged, e is SnapshotDamagedException ? e.Message : $"{name} holds state that cannot be read: {e.Message}"));
            }
            catch (FileNotFoundException)
            {
                skipped.Add(new SkippedSnapshot(name, SkipReason.Gone, $"{name} was removed meanwhile"));
            }
        }

        return new SnapshotSelection<T>(null, default, 0, 0, skipped);
    }

    private static (SkipReason Reason, string Detail)? Unusable(SnapshotHeader header, SnapshotQuery query)
    {
        var name = new SnapshotName(header.Group, header.Topic, header.Partition, header.Offset);
        if (header.TopicId != query.TopicId && header.TopicId.Length > 0 && query.TopicId.Length > 0)
        {
            return (SkipReason.OtherTopic, $"{name} is of another topic of this name ({header.TopicId}; now {query.TopicId})");
        }

        return header.Settings == query.Settings
            ? null
            : (SkipReason.OtherSettings, $"{name} was taken under other detection settings ({header.Settings}; now {query.Settings})");
    }
}
