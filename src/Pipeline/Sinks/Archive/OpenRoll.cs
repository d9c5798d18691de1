using GridFlow.Readings;

namespace GridFlow.Sinks.Archive;

/// <summary>A roll while readings are added: one open file for each day. Not thread-safe.</summary>
/// <param name="folder">Where its files lie.</param>
/// <param name="topic">Topic of the readings.</param>
/// <param name="partition">Partition.</param>
/// <param name="from">First offset that it covers.</param>
/// <param name="beganAt">When it began, as <see cref="TimeProvider.GetTimestamp"/>.</param>
/// <param name="options">Sizes of files.</param>
/// <param name="layout">How a schema id stands in a value.</param>
internal sealed class OpenRoll(string folder, string topic, int partition, long from, long beganAt, ArchiveOptions options, SchemaIdLayout layout) : IDisposable
{
    private const long DayMs = 86_400_000;

    private readonly SortedDictionary<long, ArchiveFileWriter> _days = [];
    private (long Day, ArchiveFileWriter? Writer) _last = (long.MinValue, null);
    private long _rejected;
    private long _schemaId;

    /// <summary>First offset that it covers.</summary>
    public long From { get; } = from;

    /// <summary>Offset behind the last record that was added or rejected.</summary>
    public long Next { get; private set; } = from;

    /// <summary>When it began, as <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long BeganAt => beganAt;

    /// <summary>Where its files lie.</summary>
    public string Folder => folder;

    /// <summary>Readings in it.</summary>
    public long Rows { get; private set; }

    /// <summary>Its size on the disk, which grows with each row group.</summary>
    public long Bytes => _days.Values.Sum(writer => writer.Bytes);

    /// <summary>Whether one of its files is as large as files may become.</summary>
    public bool IsLarge => _days.Values.Any(writer => writer.Bytes >= options.RollBytes);

    /// <summary>Whether a reading would need one more day than may be open.</summary>
    public bool HasNoRoomFor(in Reading reading) => reading.EventTimeMs / DayMs is var day && day != _last.Day && _days.Count >= options.MaxOpenDays && !_days.ContainsKey(day);

    /// <summary>Adds a reading to the file of its day.</summary>
    public void Add(ReadingBatch batch, in Reading reading)
    {
        var day = reading.EventTimeMs / DayMs;
        if (day != _last.Day)
        {
            _last = (day, WriterOf(day));
        }

        _last.Writer!.Add(batch, reading);
        Rows++;
    }

    /// <summary>Says that all records in front of an offset have been added or rejected.</summary>
    /// <param name="next">The offset.</param>
    /// <param name="rejected">How many of them since the last call were no readings.</param>
    /// <param name="value">Value of one of the readings, for the id of its schema; empty when there was none.</param>
    public void Advance(long next, int rejected, ReadOnlySpan<byte> value)
    {
        Next = next;
        _rejected += rejected;
        if (value.Length > 0)
        {
            _schemaId = RegistryFraming.ReadSchemaId(value, layout);
        }
    }

    /// <summary>Writes row groups until no more readings are held in memory than may be: the fullest first, so that late days get no tiny ones.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        while (_days.Values.Sum(writer => writer.BufferedRows) >= options.RowGroupRows)
        {
            await _days.Values.MaxBy(writer => writer.BufferedRows)!.FlushAsync(cancellationToken);
        }
    }

    /// <summary>Finishes the files.</summary>
    /// <param name="to">Offset behind the last that it covers.</param>
    /// <param name="version">Version of the program.</param>
    /// <param name="cancellationToken">Ends it; the roll is lost then, and built again.</param>
    public async Task<IReadOnlyList<ArchiveFile>> FinishAsync(long to, string version, CancellationToken cancellationToken)
    {
        var files = new List<ArchiveFile>();
        foreach (var writer in _days.Values)
        {
            var info = new ArchiveFileInfo(
                topic, partition, writer.FirstOffset, writer.LastOffset, writer.Rows, _schemaId, version, From, to, _rejected, _days.Count);
            files.Add(await writer.FinishAsync(info, cancellationToken));
        }

        return files;
    }

    public void Dispose()
    {
        foreach (var writer in _days.Values)
        {
            writer.Dispose();
        }
    }

    private ArchiveFileWriter WriterOf(long day)
    {
        if (!_days.TryGetValue(day, out var writer))
        {
            var date = DateOnly.FromDayNumber(DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + (int)day);
            _days[day] = writer = new ArchiveFileWriter(Path.Combine(folder, $"{date:yyyy-MM-dd}.parquet"), partition);
        }

        return writer;
    }
}
