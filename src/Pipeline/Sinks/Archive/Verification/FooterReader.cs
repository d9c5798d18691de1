using System.Buffers.Binary;
using GridFlow.Sinks.Archive.Format;
using Parquet;

namespace GridFlow.Sinks.Archive.Verification;

/// <summary>Reads the end of an archive file and nothing else of it.</summary>
internal static class FooterReader
{
    private const int TailBytes = 8;
    private const int HeadBytes = 4;
    private const int MaxFooterBytes = 1 << 26;

    /// <summary>Opens a file for reading and takes its footer apart.</summary>
    /// <exception cref="FileDamagedException">It is no archive file, or not a whole one.</exception>
    public static async Task<(ParquetReader Reader, ArchiveFileInfo Info)> OpenAsync(Stream content, CancellationToken cancellationToken)
    {
        try
        {
            var footerBytes = await FooterBytesAsync(content, cancellationToken);
            var reader = await ParquetReader.CreateAsync(content, leaveStreamOpen: true, cancellationToken: cancellationToken);
            var info = ArchiveFileInfo.Parse(reader.CustomMetadata);
            Check(reader, info, content.Length - TailBytes - footerBytes);
            return (reader, info);
        }
        catch (FormatException e)
        {
            throw new FileDamagedException(e.Message, e);
        }
        catch (Exception e) when (e is not (FileDamagedException or ArchiveTargetException or FileNotFoundException or OperationCanceledException or OutOfMemoryException))
        {
            // Parquet.Net tells of bad bytes by whatever its reading runs into.
            throw new FileDamagedException($"its footer cannot be read ({e.Message.TrimEnd('.')})", e);
        }
    }

    /// <summary>What stands in the footer of a file.</summary>
    public static async Task<ArchiveFileInfo> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        var (reader, info) = await OpenAsync(content, cancellationToken);
        await reader.DisposeAsync();
        return info;
    }

    // Before the library, which believes the length that it finds.
    private static async Task<int> FooterBytesAsync(Stream content, CancellationToken cancellationToken)
    {
        if (content.Length < HeadBytes + TailBytes)
        {
            throw new FileDamagedException($"it has {content.Length} bytes, too few for a Parquet file");
        }

        var tail = new byte[TailBytes];
        content.Position = content.Length - TailBytes;
        await content.ReadExactlyAsync(tail, cancellationToken);
        var length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (!tail.AsSpan(sizeof(int)).SequenceEqual("PAR1"u8))
        {
            throw new FileDamagedException("it has no end: the last bytes of a Parquet file are missing");
        }

        return length > 0 && length <= Math.Min(MaxFooterBytes, content.Length - HeadBytes - TailBytes)
            ? length
            : throw new FileDamagedException($"it says that its footer has {length} bytes");
    }

    private static void Check(ParquetReader reader, ArchiveFileInfo info, long dataEnd)
    {
        var names = string.Join(", ", reader.Schema.Fields.Select(field => field.Name));
        var wanted = string.Join(", ", ArchiveSchema.Columns.Fields.Select(field => field.Name));
        if (names != wanted)
        {
            throw new FileDamagedException($"its columns are {names}, not {wanted}");
        }

        var groups = reader.Metadata!.RowGroups;
        if (groups.Sum(group => group.NumRows) is var rows && rows != info.Rows)
        {
            throw new FileDamagedException($"it has {rows} rows, and its footer says {info.Rows}");
        }

        var end = groups.SelectMany(group => group.Columns).Max(column => (column.MetaData!.DictionaryPageOffset ?? column.MetaData.DataPageOffset) + column.MetaData.TotalCompressedSize);
        if (end > dataEnd)
        {
            throw new FileDamagedException($"its columns end at byte {end}, its data ends at byte {dataEnd}");
        }
    }
}
