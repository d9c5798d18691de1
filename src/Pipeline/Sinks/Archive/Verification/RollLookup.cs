namespace GridFlow.Sinks.Archive.Verification;

/// <summary>Finds the files of one topic that hold a range of offsets, without reading the footers of all others.</summary>
/// <param name="target">The archive.</param>
/// <param name="topic">The topic.</param>
internal sealed class RollLookup(IArchiveTarget target, string topic)
{
    private const int ReadsAtOnce = 8;

    private readonly FileProbe _probe = new(target);
    private ILookup<int, StoredName>? _names;

    /// <summary>Lists what the target holds now; later calls speak of that.</summary>
    public async Task ListAsync(CancellationToken cancellationToken)
    {
        var names = new List<StoredName>();
        foreach (var file in await target.ListAsync(ArchiveName.Root, cancellationToken))
        {
            if (ArchiveName.TryParse(file.Name, out var name) && name.Topic == topic)
            {
                names.Add(new StoredName(name, file.Bytes));
            }
        }

        _names = names.OrderBy(file => file.Name.FirstOffset).ToLookup(file => file.Name.Partition);
    }

    /// <summary>Files of the rolls that reach into <c>[from, to)</c>, with their footers.</summary>
    /// <remarks>Rolls follow each other, so in the order of first offsets the files of one roll stand together, and those of the roll that <paramref name="from"/> lies in come
    /// right before the first file that begins behind it.</remarks>
    public async Task<IReadOnlyList<AuditedFile>> FilesAsync(int partition, long from, long to, CancellationToken cancellationToken)
    {
        var names = (_names ?? throw new InvalidOperationException("List first."))[partition].ToList();
        var within = names.Where(file => file.Name.FirstOffset >= from && file.Name.FirstOffset < to).ToList();
        var files = new AuditedFile[within.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, within.Count),
            new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken },
            async (index, stop) => files[index] = await FooterAsync(within[index], stop));
        var before = new List<AuditedFile>();
        foreach (var name in names.Where(file => file.Name.FirstOffset < from).Reverse())
        {
            var file = await FooterAsync(name, cancellationToken);
            before.Insert(0, file);
            if (file.Info is { } info && info.RollTo <= from)
            {
                break;
            }
        }

        // A file of the last roll may begin behind the range, and tells whether that roll is complete.
        var end = files.Concat(before).Max(file => file.Info?.RollTo) ?? to;
        var behind = new List<AuditedFile>();
        foreach (var name in names.Where(file => file.Name.FirstOffset >= to && file.Name.FirstOffset < end))
        {
            behind.Add(await FooterAsync(name, cancellationToken));
        }

        return [.. before, .. files, .. behind];
    }

    /// <summary>Reads the offsets of a file's rows; returns what is wrong with it, or null.</summary>
    public Task<string?> OffsetsAsync(AuditedFile file, Action<long> seen, CancellationToken cancellationToken) =>
        _probe.ProblemAsync(file.Name, file.Bytes, content => OffsetColumn.ReadAsync(content, seen, cancellationToken), cancellationToken);

    private Task<AuditedFile> FooterAsync(StoredName file, CancellationToken cancellationToken) => _probe.FooterAsync(file.Name, file.Bytes, inScope: true, cancellationToken);

    private readonly record struct StoredName(ArchiveName Name, long Bytes);
}
