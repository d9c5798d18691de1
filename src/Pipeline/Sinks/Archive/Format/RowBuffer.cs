using System.Buffers;
using System.IO.Hashing;
using GridFlow.Readings;

namespace GridFlow.Sinks.Archive.Format;

/// <summary>Rows that wait for their row group, column by column in pooled arrays: 49 bytes a row.</summary>
internal sealed class RowBuffer : IDisposable
{
    private const int FirstCapacity = 1_024;

    // Beyond this many texts they are forgotten between two row groups, so that a file of a year of meters that come and go stays small in memory.
    private const int MaxKeptTexts = 65_536;
    private const int NoFeeder = -1;

    private int[] _meters = ArrayPool<int>.Shared.Rent(FirstCapacity);
    private DateTime[] _timestamps = ArrayPool<DateTime>.Shared.Rent(FirstCapacity);
    private double[] _voltages = ArrayPool<double>.Shared.Rent(FirstCapacity);
    private double[] _currents = ArrayPool<double>.Shared.Rent(FirstCapacity);
    private double[] _temperatures = ArrayPool<double>.Shared.Rent(FirstCapacity);
    private MeterStatus[] _statuses = ArrayPool<MeterStatus>.Shared.Rent(FirstCapacity);
    private int[] _feeders = ArrayPool<int>.Shared.Rent(FirstCapacity);
    private long[] _offsets = ArrayPool<long>.Shared.Rent(FirstCapacity);
    private int _capacity = FirstCapacity;
    private int _feederCount;

    /// <summary>Rows in it.</summary>
    public int Count { get; private set; }

    /// <summary>Meter ids of the rows.</summary>
    public TextDictionary MeterTexts { get; } = new();

    /// <summary>Feeder ids of the rows.</summary>
    public TextDictionary FeederTexts { get; } = new();

    public ReadOnlySpan<int> Meters => _meters.AsSpan(0, Count);

    public ReadOnlyMemory<DateTime> Timestamps => _timestamps.AsMemory(0, Count);

    public ReadOnlyMemory<double> Voltages => _voltages.AsMemory(0, Count);

    public ReadOnlyMemory<double> Currents => _currents.AsMemory(0, Count);

    public ReadOnlyMemory<double> Temperatures => _temperatures.AsMemory(0, Count);

    public ReadOnlySpan<MeterStatus> Statuses => _statuses.AsSpan(0, Count);

    public ReadOnlyMemory<long> Offsets => _offsets.AsMemory(0, Count);

    /// <summary>Rows that have a feeder.</summary>
    public int FeederCount => _feederCount;

    /// <summary>Adds a row.</summary>
    public void Add(ReadingBatch batch, in Reading reading, in RawRecord record)
    {
        if (Count == _capacity)
        {
            Grow();
        }

        var row = Count;
        _meters[row] = MeterTexts.IdOf(reading.MeterHash, batch.MeterId(reading));
        _timestamps[row] = DateTime.UnixEpoch.AddTicks(reading.EventTimeMs * TimeSpan.TicksPerMillisecond);
        _voltages[row] = reading.VoltageV;
        _currents[row] = reading.CurrentA;
        _temperatures[row] = reading.TemperatureC;
        _statuses[row] = reading.Status;
        _offsets[row] = record.Offset;
        _feeders[row] = NoFeeder;
        if (FeederField.TryFind(batch, reading, record, out var feeder))
        {
            _feeders[row] = FeederTexts.IdOf(XxHash3.HashToUInt64(feeder), feeder);
            _feederCount++;
        }

        Count = row + 1;
    }

    /// <summary>Writes feeders without the nulls, and for each row whether it has one.</summary>
    public void CopyFeeders(Span<ReadOnlyMemory<char>> texts, Span<int> defined)
    {
        var next = 0;
        for (var row = 0; row < Count; row++)
        {
            var feeder = _feeders[row];
            defined[row] = feeder == NoFeeder ? 0 : 1;
            if (feeder != NoFeeder)
            {
                texts[next++] = FeederTexts[feeder];
            }
        }
    }

    /// <summary>Empties it for the next row group.</summary>
    public void Clear()
    {
        (Count, _feederCount) = (0, 0);
        foreach (var texts in new[] { MeterTexts, FeederTexts })
        {
            if (texts.Count > MaxKeptTexts)
            {
                texts.Clear();
            }
        }
    }

    public void Dispose()
    {
        Return(ref _meters);
        Return(ref _timestamps);
        Return(ref _voltages);
        Return(ref _currents);
        Return(ref _temperatures);
        Return(ref _statuses);
        Return(ref _feeders);
        Return(ref _offsets);
        (Count, _capacity) = (0, 0);
    }

    private void Grow()
    {
        ObjectDisposedException.ThrowIf(_capacity == 0, this);
        _capacity *= 2;
        Grow(ref _meters);
        Grow(ref _timestamps);
        Grow(ref _voltages);
        Grow(ref _currents);
        Grow(ref _temperatures);
        Grow(ref _statuses);
        Grow(ref _feeders);
        Grow(ref _offsets);
    }

    private void Grow<T>(ref T[] column)
    {
        var larger = ArrayPool<T>.Shared.Rent(_capacity);
        column.AsSpan(0, Count).CopyTo(larger);
        Return(ref column);
        column = larger;
    }

    private static void Return<T>(ref T[] column)
    {
        if (column.Length > 0)
        {
            ArrayPool<T>.Shared.Return(column);
            column = [];
        }
    }
}
