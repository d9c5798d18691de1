using System.Globalization;
using GridFlow.Checkpoints;
using GridFlow.Control.CommandLine;
using GridFlow.Control.Startup;

namespace GridFlow.Control.Checkpoints;

/// <summary>Looks at the snapshots in a store without changing any.</summary>
internal sealed class CheckpointShelf(SnapshotCatalog catalog, TimeProvider time)
{
    private const int ReadsAtOnce = 8;

    /// <summary>Those that the arguments mean, in the order of their names.</summary>
    public async Task<IReadOnlyList<SnapshotEntry>> FindAsync(CheckpointArguments arguments, CancellationToken stop) =>
    [
        .. (await catalog.ListAllAsync(stop)).Where(entry =>
            (arguments.Group is null || entry.Name.Group == arguments.Group)
            && (arguments.Topic is null || entry.Name.Topic == arguments.Topic)
            && (arguments.Partition is null || entry.Name.Partition == arguments.Partition)),
    ];

    /// <summary>The one that a name means.</summary>
    /// <exception cref="StartupFailedException">There is none, or more than one.</exception>
    public async Task<SnapshotEntry> FindOneAsync(CheckpointArguments arguments, CancellationToken stop)
    {
        var name = arguments.Name!;
        var fits = (await FindAsync(arguments, stop)).Where(entry => name == entry.Name.ToString() || name == Short(entry.Name) || IsPlace(name, entry.Name)).ToList();
        return fits switch
        {
            [var one] => one,
            [] => throw new StartupFailedException($"There is no snapshot {name} in {catalog.Description}.\nSee gridflow checkpoint list"),
            _ => throw new StartupFailedException($"{name} can mean {string.Join(" or ", fits.Select(entry => Short(entry.Name)))}.\nWrite it whole, or add --group and --topic."),
        };
    }

    // As a person writes it, or as the file is called.
    private static bool IsPlace(string text, SnapshotName name) =>
        text.Split('/') is [var partition, var offset]
        && int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out var p) && p == name.Partition
        && long.TryParse(Path.GetFileNameWithoutExtension(offset), NumberStyles.None, CultureInfo.InvariantCulture, out var o) && o == name.Offset;

    /// <summary>Reads both ends of each, and puts the newest first.</summary>
    public async Task<IReadOnlyList<CheckpointRow>> ListAsync(CheckpointArguments arguments, CancellationToken stop)
    {
        var entries = await FindAsync(arguments, stop);
        var rows = new CheckpointRow?[entries.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, rows.Length), new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = stop }, async (i, cancel) =>
            rows[i] = await RowAsync(entries[i], cancel));
        return [.. rows.OfType<CheckpointRow>().OrderByDescending(row => row.TakenAt ?? DateTimeOffset.MinValue)];
    }

    /// <summary>Reads every byte of one.</summary>
    public async Task<CheckpointInspection> InspectAsync(SnapshotEntry entry, CancellationToken stop)
    {
        var name = entry.Name.ToString();
        try
        {
            await using var reader = await catalog.OpenAsync(entry.Name, stop);
            string? problem = null;
            try
            {
                await reader.SkipToEndAsync(stop);
            }
            catch (SnapshotDamagedException e)
            {
                problem = e.Message;
            }

            double? ratio = reader.StateBytes == 0 ? null : Math.Round((double)reader.StateBytes / reader.StoredBytes, 2);
            return new CheckpointInspection(name, problem is null, problem, reader.FormatVersion, reader.Header, reader.Frames, reader.StateBytes, entry.Bytes, ratio);
        }
        catch (SnapshotDamagedException e)
        {
            return new CheckpointInspection(name, false, e.Message, null, null, 0, 0, entry.Bytes, null);
        }
    }

    /// <summary>Reads every byte of one and says only what it is.</summary>
    public async Task<CheckpointCheck> CheckAsync(SnapshotEntry entry, CancellationToken stop)
    {
        try
        {
            var inspection = await InspectAsync(entry, stop);
            return new CheckpointCheck(inspection.Name, inspection.Ok ? CheckOutcome.Ok : CheckOutcome.Damaged, inspection.Problem, entry.Bytes);
        }
        catch (SnapshotTooNewException e)
        {
            return new CheckpointCheck(entry.Name.ToString(), CheckOutcome.TooNew, e.Message, entry.Bytes);
        }
        catch (FileNotFoundException)
        {
            return new CheckpointCheck(entry.Name.ToString(), CheckOutcome.Gone, $"{entry.Name} was removed meanwhile", entry.Bytes);
        }
    }

    private static string Short(SnapshotName name) => $"{name.Group}/{name.Topic}/{name.Partition}/{name.Offset}";

    // Null: a running gridflow removes old ones at any time.
    private async Task<CheckpointRow?> RowAsync(SnapshotEntry entry, CancellationToken stop)
    {
        var (group, topic, partition, offset) = entry.Name;
        var row = new CheckpointRow(entry.Name.ToString(), group, topic, partition, offset, null, null, entry.Bytes, null, null, null, null, null);
        try
        {
            await using var reader = await catalog.OpenAsync(entry.Name, stop);
            var header = reader.Header;
            var stateBytes = await catalog.StateBytesAsync(entry, stop);
            return row with
            {
                Meters = header.Meters,
                StateBytes = stateBytes,
                TakenAt = header.TakenAt,
                AgeSeconds = Math.Round((time.GetUtcNow() - header.TakenAt).TotalSeconds, 1),
                Writer = header.Writer,
                Version = header.Version,
                Problem = stateBytes is null ? $"{entry.Name} is damaged at byte {entry.Bytes}: it has no end" : null,
            };
        }
        catch (Exception e) when (e is SnapshotDamagedException or SnapshotTooNewException)
        {
            return row with { Problem = e.Message };
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
