using System.Buffers;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Steering;
using GridFlow.Telemetry.Tracing;

namespace GridFlow.Readings;

/// <summary>The unit that travels: consecutive records of one partition, what was decoded from them, and what was found.</summary>
/// <remarks>
/// Pooled, and owned by one stage at a time: whoever holds it may write to it without a lock. Each stage fills its own part:
/// the source the records, decoding the readings and dead letters, detection the anomalies and counts.
/// </remarks>
public sealed class ReadingBatch
{
    private const int FirstCapacity = 64;
    private const int MaxKeptBytes = 1 << 20;

    private readonly int _capacity;
    private RawRecord[] _records;
    private Reading[] _readings;
    private byte[] _bytes;
    private int _byteCount;

    /// <summary>Makes an empty batch.</summary>
    /// <param name="capacity">Most records it may hold.</param>
    public ReadingBatch(int capacity)
    {
        // It grows with its work: at a low rate thousands of batches of a few readings are under way, and full-sized ones would take 200 KB each.
        _capacity = capacity;
        _records = new RawRecord[Math.Min(FirstCapacity, capacity)];
        _readings = new Reading[_records.Length];
        _bytes = ArrayPool<byte>.Shared.Rent(FirstCapacity * 128);
    }

    /// <summary>Partition of all its records.</summary>
    public int Partition { get; private set; }

    /// <summary>Which assignment of the partition it was read under; results of an older one are not committed.</summary>
    public long Epoch { get; private set; }

    /// <summary>
    /// True for records in front of the committed position: they are read again to bring a recovered detector up to it, and what they say has been said.
    /// </summary>
    public bool IsReplay { get; private set; }

    /// <summary>When the source took it, as <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long PolledAt { get; private set; }

    /// <summary>Records in it.</summary>
    public int RecordCount { get; private set; }

    /// <summary>True when no further record fits.</summary>
    public bool IsFull => RecordCount == _capacity;

    /// <summary>Offset behind the last record: where the partition goes on.</summary>
    public long NextOffset => RecordCount == 0 ? Switch?.Offset ?? 0 : _records[RecordCount - 1].Offset + 1;

    /// <summary>The records.</summary>
    public Span<RawRecord> Records => _records.AsSpan(0, RecordCount);

    /// <summary>Readings decoded from the records.</summary>
    public ReadOnlySpan<Reading> Readings => _readings.AsSpan(0, ReadingCount);

    /// <summary>Number of <see cref="Readings"/>.</summary>
    public int ReadingCount { get; private set; }

    /// <summary>Keys, values and headers of the records.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _byteCount);

    /// <summary>Records that could not become readings.</summary>
    public List<DeadLetter> DeadLetters { get; } = [];

    /// <summary>What detection found.</summary>
    public List<Anomaly> Anomalies { get; } = [];

    /// <summary>What became of the readings.</summary>
    public ScoreCounts Counts { get; set; }

    /// <summary>What is claimed about its readings; null for the configured threshold. Set by the source.</summary>
    internal Claims? Claims { get; set; }

    /// <summary>Set on a batch without records: everything of its partition behind it is treated by a new revision of the settings.</summary>
    internal SettingsSwitch? Switch { get; set; }

    /// <summary>Anomalies that are not said because their feeder is paused.</summary>
    public int Suppressed { get; internal set; }

    /// <summary>Whether something waits to be said, and not the position alone to be moved.</summary>
    internal bool HasSomethingToSay => Anomalies.Count + DeadLetters.Count > 0 || Switch is not null;

    /// <summary>What the stages note about a batch that is traced; null for nearly all.</summary>
    internal BatchTrace? Trace { get; set; }

    /// <summary>When detection finished, as <see cref="TimeProvider.GetTimestamp"/>; 0 before.</summary>
    public long ScoredAt { get; set; }

    /// <summary>Clears it for a new journey.</summary>
    public void Start(int partition, long epoch, long polledAt, bool isReplay = false)
    {
        Partition = partition;
        Epoch = epoch;
        PolledAt = polledAt;
        IsReplay = isReplay;
        RecordCount = 0;
        ReadingCount = 0;
        _byteCount = 0;
        DeadLetters.Clear();
        Anomalies.Clear();
        Counts = default;
        Claims = null;
        Switch = null;
        Suppressed = 0;
        Trace = null;
        ScoredAt = 0;
        if (_bytes.Length > MaxKeptBytes)
        {
            // One large record must not keep its memory for ever.
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = ArrayPool<byte>.Shared.Rent(FirstCapacity * 128);
        }
    }

    /// <summary>The bytes of a range; empty for null.</summary>
    public ReadOnlySpan<byte> Slice(ByteRange range) => range.IsNull ? [] : _bytes.AsSpan(range.Start, range.Length);

    /// <summary>The UTF-8 bytes of a reading's meter id.</summary>
    public ReadOnlySpan<byte> MeterId(in Reading reading) => _bytes.AsSpan(reading.MeterIdStart, reading.MeterIdLength);

    /// <summary>Copies bytes in and says where they are.</summary>
    public ByteRange Append(ReadOnlySpan<byte> bytes)
    {
        var start = _byteCount;
        bytes.CopyTo(Reserve(bytes.Length));
        return new ByteRange(start, bytes.Length);
    }

    /// <summary>The same for a source that makes up its own records.</summary>
    internal Span<byte> Writable(ByteRange range) => _bytes.AsSpan(range.Start, range.Length);

    /// <summary>Where the next appended byte will stand.</summary>
    internal int ByteCount => _byteCount;

    /// <summary>Makes room behind the bytes; valid until the next call.</summary>
    internal Span<byte> Reserve(int length)
    {
        var needed = checked(_byteCount + length);
        if (needed > _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * _bytes.Length));
            _bytes.AsSpan(0, _byteCount).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        var room = _bytes.AsSpan(_byteCount, length);
        _byteCount = needed;
        return room;
    }

    /// <summary>Adds a record whose bytes are in already.</summary>
    public void Add(in RawRecord record)
    {
        if (RecordCount == _records.Length)
        {
            Array.Resize(ref _records, Math.Min(2 * RecordCount, _capacity));
        }

        _records[RecordCount++] = record;
    }

    /// <summary>Adds a decoded reading.</summary>
    internal void Add(in Reading reading)
    {
        if (ReadingCount == _readings.Length)
        {
            Array.Resize(ref _readings, _records.Length);
        }

        _readings[ReadingCount++] = reading;
    }
}
