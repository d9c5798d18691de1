using GridFlow.Sinks.Archive.Format;

namespace GridFlow.Sinks.Archive.Verification;

/// <summary>Reads the offsets of a file's rows and nothing else of it.</summary>
internal static class OffsetColumn
{
    /// <summary>Reads one file.</summary>
    /// <param name="content">The file.</param>
    /// <param name="seen">Told every offset, in the order of the rows.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FileDamagedException">It cannot be read.</exception>
    public static async Task ReadAsync(Stream content, Action<long> seen, CancellationToken cancellationToken)
    {
        var (reader, _) = await FooterReader.OpenAsync(content, cancellationToken);
        await using (reader)
        {
            try
            {
                for (var index = 0; index < reader.RowGroupCount; index++)
                {
                    var group = reader.OpenRowGroupReader(index);
                    var offsets = new long[group.RowCount];
                    await group.ReadAsync<long>(ArchiveSchema.Offset, offsets, cancellationToken: cancellationToken);
                    Array.ForEach(offsets, seen);
                }
            }
            catch (Exception e) when (e is not (FileDamagedException or ArchiveTargetException or FileNotFoundException or OperationCanceledException or OutOfMemoryException))
            {
                throw new FileDamagedException($"its columns cannot be read ({e.Message.TrimEnd('.')})", e);
            }
        }
    }
}
