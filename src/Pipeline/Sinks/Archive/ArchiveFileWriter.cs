using GridFlow.Readings;
using GridFlow.Sinks.Archive.Format;
using GridFlow.Storage;
using Parquet;

namespace GridFlow.Sinks.Archive;

/// <summary>One Parquet file of one day of one partition while rows are added. Not thread-safe.</summary>
/// <remarks>
/// It is written under its path and <see cref="UnfinishedEnding"/>, and gets its own name when it is complete and synced: a file without that ending is whole.
/// After an exception of <see cref="FlushAsync"/> or <see cref="FinishAsync"/> it takes no more; what it had has to be read again.
/// </remarks>
internal sealed class ArchiveFileWriter : IDisposable
{
    /// <summary>What the name of a file ends with that is not complete.</summary>
    public const string UnfinishedEnding = ".part";

    private const long DayMs = 86_400_000;

    private readonly string _path;
    private readonly int _partition;
    private readonly ParquetOptions _options;
    private readonly RowBuffer _buffer = new();
    private ParquetFile? _file;
    private long _day = -1;
    private bool _closed;

    /// <param name="path">Where the finished file will be; nothing is there before the first row group.</param>
    /// <param name="partition">Partition of all rows.</param>
    public ArchiveFileWriter(string path, int partition)
        : this(path, partition, ArchiveSchema.Shipped())
    {
    }

    /// <param name="path">Where the finished file will be.</param>
    /// <param name="partition">Partition of all rows.</param>
    /// <param name="options">Another way to write it, for measuring.</param>
    internal ArchiveFileWriter(string path, int partition, ParquetOptions options)
    {
        _path = path;
        _partition = partition;
        _options = options;
    }

    /// <summary>Rows added.</summary>
    public long Rows { get; private set; }

    /// <summary>Of these, rows that are in no row group yet.</summary>
    public int BufferedRows => _buffer.Count;

    /// <summary>Bytes on disk so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Offset of the first row; −1 before.</summary>
    public long FirstOffset { get; private set; } = -1;

    /// <summary>Offset of the last row; −1 before.</summary>
    public long LastOffset { get; private set; } = -1;

    /// <summary>Adds a row; allocates nothing for meters and feeders that have been in it before.</summary>
    /// <exception cref="InvalidOperationException">It is of another day or partition, or does not follow the last one.</exception>
    public void Add(ReadingBatch batch, in Reading reading)
    {
        ref readonly var record = ref batch.Records[reading.Record];
        var day = reading.EventTimeMs / DayMs;
        if (_closed || batch.Partition != _partition || record.Offset <= LastOffset || (day != _day && _day >= 0))
        {
            throw Unfit(batch, record.Offset);
        }

        _buffer.Add(batch, reading, record);
        _day = day;
        FirstOffset = Rows == 0 ? record.Offset : FirstOffset;
        LastOffset = record.Offset;
        Rows++;
    }

    /// <summary>Makes a row group of the rows that are in none yet.</summary>
    /// <param name="cancellationToken">Ends it before it begins; a row group that is begun is written whole.</param>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_closed, this);
        if (BufferedRows > 0)
        {
            await GuardAsync(WriteRowGroupAsync);
        }
    }

    /// <summary>Flushes what is left, writes the footer, syncs, and gives the file its name.</summary>
    /// <param name="info">What the footer says; rows and offsets must be those of this file.</param>
    /// <param name="cancellationToken">Ends it before it begins.</param>
    public async Task<ArchiveFile> FinishAsync(ArchiveFileInfo info, CancellationToken cancellationToken)
    {
        if (Rows == 0 || (info.Partition, info.FirstOffset, info.LastOffset, info.Rows) != (_partition, FirstOffset, LastOffset, Rows))
        {
            throw new ArgumentException($"{info} is not about partition {_partition}, offsets {FirstOffset} to {LastOffset}, {Rows} rows.", nameof(info));
        }

        await FlushAsync(cancellationToken);
        var checksum = "";
        await GuardAsync(async () =>
        {
            checksum = await _file!.CompleteAsync(info.ToMetadata());
            Bytes = _file.Bytes;
            Dispose();
            File.Move(_path + UnfinishedEnding, _path, overwrite: true);
            DurableFolder.Sync(Path.GetDirectoryName(Path.GetFullPath(_path))!);
        });
        var day = DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(_day));
        return new ArchiveFile(_path, new ArchiveName(info.Topic, _partition, day, FirstOffset).ToString(), Bytes, checksum, info);
    }

    /// <summary>Closes the file and leaves what there is of it where it is.</summary>
    public void Dispose()
    {
        _closed = true;
        _file?.Dispose();
        _buffer.Dispose();
    }

    private async Task WriteRowGroupAsync()
    {
        _file ??= await ParquetFile.CreateAsync(_path + UnfinishedEnding, _options, CancellationToken.None);
        await _file.WriteAsync(_buffer, _partition);
        Bytes = _file.Bytes;
        _buffer.Clear();
    }

    // A half-written row group cannot be taken back.
    private async Task GuardAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private InvalidOperationException Unfit(ReadingBatch batch, long offset) => new(_closed
        ? $"{_path} is closed."
        : $"Offset {offset} of partition {batch.Partition} does not belong behind offset {LastOffset} of partition {_partition} in {_path}: another partition or day, or not in order.");
}
