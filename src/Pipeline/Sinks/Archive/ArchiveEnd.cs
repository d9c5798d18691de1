using GridFlow.Sinks.Archive.Verification;

namespace GridFlow.Sinks.Archive;

/// <summary>Where a partition's archive ends, as its files say: for when the group's position is gone, or says less than they do.</summary>
internal sealed class ArchiveEnd(IArchiveTarget target)
{
    /// <summary>The last roll of a partition; null when nothing of it is there. Lists the whole target.</summary>
    /// <exception cref="ArchiveTargetException">The target is away: try again.</exception>
    public async Task<LastRoll?> FindAsync(string topic, int partition, CancellationToken cancellationToken)
    {
        var files = new List<(ArchiveName Name, StoredFile File)>();
        foreach (var file in await target.ListAsync("", cancellationToken))
        {
            if (ArchiveName.TryParse(file.Name, out var name) && name.Topic == topic && name.Partition == partition)
            {
                files.Add((name, file));
            }
        }

        if (files.Count == 0)
        {
            return null;
        }

        var last = files.MaxBy(file => file.Name.FirstOffset).File;
        await using var content = await target.OpenAsync(last.Name, last.Bytes, cancellationToken);
        var info = await FooterReader.ReadAsync(content, cancellationToken);
        var found = files.Count(file => file.Name.FirstOffset >= info.RollFrom && file.Name.FirstOffset < info.RollTo);
        return new LastRoll(info.RollFrom, info.RollTo, found == info.RollFiles);
    }
}

/// <summary>The last roll of a partition in the target.</summary>
/// <param name="From">First offset that it covers.</param>
/// <param name="To">Offset behind the last.</param>
/// <param name="IsComplete">Whether all of its files are there.</param>
internal readonly record struct LastRoll(long From, long To, bool IsComplete)
{
    /// <summary>The position that says the same.</summary>
    public Sources.CommittedPosition Position => IsComplete ? new(To, ArchiveNote.None) : new(From, ArchiveNote.Of(To));
}
