using System.Buffers;
using GridFlow.Readings;
using Parquet;
using Parquet.Schema;

namespace GridFlow.Sinks.Archive.Format;

/// <summary>A Parquet file that row groups are written to.</summary>
internal sealed class ParquetFile : IDisposable
{
    private readonly ChecksumStream _stream;
    private readonly ParquetWriter _writer;

    private ParquetFile(ChecksumStream stream, ParquetWriter writer)
    {
        _stream = stream;
        _writer = writer;
    }

    /// <summary>Bytes written.</summary>
    public long Bytes => _stream.Written;

    /// <summary>Makes the file; one that stands there is replaced.</summary>
    public static async Task<ParquetFile> CreateAsync(string path, ParquetOptions options, CancellationToken cancellationToken)
    {
        var stream = new ChecksumStream(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0));
        try
        {
            return new ParquetFile(stream, await ParquetWriter.CreateAsync(ArchiveSchema.Columns, stream, options, cancellationToken: cancellationToken));
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes rows as one row group. Not to be cut short: half a row group spoils the file.</summary>
    public async Task WriteAsync(RowBuffer rows, int partition)
    {
        using var group = _writer.CreateRowGroup();
        var texts = ArrayPool<ReadOnlyMemory<char>>.Shared.Rent(rows.Count);
        var numbers = ArrayPool<int>.Shared.Rent(rows.Count);
        try
        {
            Fill(texts, rows.Meters, rows.MeterTexts);
            await group.WriteAsync<ReadOnlyMemory<char>>(ArchiveSchema.MeterId, texts.AsMemory(0, rows.Count));
            await group.WriteAsync(ArchiveSchema.Timestamp, rows.Timestamps);
            await group.WriteAsync(ArchiveSchema.Voltage, rows.Voltages);
            await group.WriteAsync(ArchiveSchema.Current, rows.Currents);
            await group.WriteAsync(ArchiveSchema.Temperature, rows.Temperatures);
            Fill(texts, rows.Statuses);
            await group.WriteAsync<ReadOnlyMemory<char>>(ArchiveSchema.Status, texts.AsMemory(0, rows.Count));
            rows.CopyFeeders(texts, numbers);
            await group.WriteAllPartsAsync<ReadOnlyMemory<char>>(
                ArchiveSchema.FeederId, texts.AsMemory(0, rows.FeederCount), numbers.AsMemory(0, rows.Count), repetitionLevels: null, CancellationToken.None);
            numbers.AsSpan(0, rows.Count).Fill(partition);
            await group.WriteAsync<int>(ArchiveSchema.Partition, numbers.AsMemory(0, rows.Count));
            await group.WriteAsync(ArchiveSchema.Offset, rows.Offsets);
            group.CompleteValidate();
            RemoveWrongBounds(group, rows.MeterTexts, ArchiveSchema.MeterId);
            RemoveWrongBounds(group, rows.FeederTexts, ArchiveSchema.FeederId);
        }
        finally
        {
            // Cleared: the pool must not keep the texts alive.
            ArrayPool<ReadOnlyMemory<char>>.Shared.Return(texts, clearArray: true);
            ArrayPool<int>.Shared.Return(numbers);
        }
    }

    /// <summary>Writes the footer and makes the file durable.</summary>
    /// <returns>SHA-256 of the content.</returns>
    public async Task<string> CompleteAsync(IReadOnlyDictionary<string, string> metadata)
    {
        _writer.CustomMetadata = metadata;
        await _writer.DisposeAsync();
        return _stream.Complete();
    }

    // The writer is not disposed of: it would write a footer, and a file without its end must not look whole.
    public void Dispose() => _stream.Dispose();

    private static void Fill(Span<ReadOnlyMemory<char>> texts, ReadOnlySpan<int> ids, TextDictionary dictionary)
    {
        for (var row = 0; row < ids.Length; row++)
        {
            texts[row] = dictionary[ids[row]];
        }
    }

    private static void Fill(Span<ReadOnlyMemory<char>> texts, ReadOnlySpan<MeterStatus> statuses)
    {
        for (var row = 0; row < statuses.Length; row++)
        {
            texts[row] = StatusTexts.Of(statuses[row]);
        }
    }

    private static void RemoveWrongBounds(ParquetRowGroupWriter group, TextDictionary texts, DataField field)
    {
        if (texts.HasSurrogates)
        {
            TextStatistics.RemoveBounds(group, field);
        }
    }
}
