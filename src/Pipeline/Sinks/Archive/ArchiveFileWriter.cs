using GridFlow.Readings;

namespace GridFlow.Sinks.Archive;

/// <summary>One Parquet file of one day of one partition while rows are added.</summary>
internal sealed class ArchiveFileWriter(string path, int partition) : IDisposable
{
    /// <summary>Rows added.</summary>
    public long Rows { get; private set; }

    /// <summary>Of these, rows that are not in a row group yet.</summary>
    public int BufferedRows { get; private set; }

    /// <summary>Bytes on disk so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Offset of the first row; −1 before.</summary>
    public long FirstOffset { get; private set; } = -1;

    /// <summary>Offset of the last row; −1 before.</summary>
    public long LastOffset { get; private set; } = -1;

    /// <summary>Adds a row.</summary>
    public void Add(ReadingBatch batch, in Reading reading) => throw new NotImplementedException($"{path} {partition} {BufferedRows++} {Rows++} {Bytes++} {FirstOffset = LastOffset = 0}");

    /// <summary>Makes a row group of the rows that are in none yet.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Flushes what is left, writes the footer, syncs and closes.</summary>
    public Task<ArchiveFile> FinishAsync(ArchiveFileInfo info, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Closes the file and leaves it where it is.</summary>
    public void Dispose()
    {
    }
}
