using GridFlow.Sinks.Archive.Format;
using Parquet;

namespace GridFlow.Sinks.Archive.Verification;

/// <summary>Reads offsets and times of all rows: whether they are as many as the footer says, in order, there once, and of the file's day.</summary>
internal static class DeepCheck
{
    /// <summary>Reads one file.</summary>
    /// <param name="content">The file.</param>
    /// <param name="name">Its name.</param>
    /// <param name="seen">Offsets seen in other files of its roll.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FileDamagedException">It is not as it should be.</exception>
    public static async Task ReadAsync(Stream content, ArchiveName name, OffsetSet seen, CancellationToken cancellationToken)
    {
        var (reader, info) = await FooterReader.OpenAsync(content, cancellationToken);
        await using (reader)
        {
            var last = -1L;
            try
            {
                for (var group = 0; group < reader.RowGroupCount; group++)
                {
                    last = await ReadGroupAsync(reader.OpenRowGroupReader(group), name, seen, last, cancellationToken);
                }
            }
            catch (Exception e) when (e is not (FileDamagedException or ArchiveTargetException or FileNotFoundException or OperationCanceledException or OutOfMemoryException))
            {
                throw new FileDamagedException($"its columns cannot be read ({e.Message.TrimEnd('.')})", e);
            }

            if (last != info.LastOffset)
            {
                throw new FileDamagedException($"its last offset is {last}, and its footer says {info.LastOffset}");
            }
        }
    }

    private static async Task<long> ReadGroupAsync(ParquetRowGroupReader group, ArchiveName name, OffsetSet seen, long last, CancellationToken cancellationToken)
    {
        var offsets = new long[group.RowCount];
        await group.ReadAsync<long>(ArchiveSchema.Offset, offsets, cancellationToken: cancellationToken);
        var times = new DateTime[group.RowCount];
        await group.ReadAsync<DateTime>(ArchiveSchema.Timestamp, times, cancellationToken: cancellationToken);
        for (var row = 0; row < offsets.Length; row++)
        {
            if (last < 0 && offsets[row] != name.FirstOffset)
            {
                throw new FileDamagedException($"its first offset is {offsets[row]}");
            }

            if (offsets[row] <= last || !seen.Add(offsets[row]))
            {
                throw new FileDamagedException($"offset {offsets[row]} stands behind {last}: twice, not in order, or outside of the roll");
            }

            if (DateOnly.FromDateTime(times[row]) != name.Day)
            {
                throw new FileDamagedException($"offset {offsets[row]} is of {times[row]:yyyy-MM-dd}");
            }

            last = offsets[row];
        }

        return last;
    }
}
