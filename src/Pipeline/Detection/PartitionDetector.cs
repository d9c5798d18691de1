using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using GridFlow.Checkpoints;
using GridFlow.Readings;

namespace GridFlow.Detection;

/// <summary>Detector state of one partition. A pure function of the partition's readings in order: no clock, no locks, no I/O.</summary>
/// <remarks>
/// Meter state is scattered memory, and one reading at a time would wait for about four cache misses. So a run of readings goes through three passes,
/// each of which prefetches what the next one touches.
/// </remarks>
internal sealed unsafe class PartitionDetector(DetectorSettings settings, MeterTable meters, MeterWindows windows, IdleSweep sweep)
{
    /// <summary>Readings in one run; what they touch (some 300 cache lines) fits the first-level cache.</summary>
    private const int RunLength = 64;

    private readonly MeterTable _meters = meters;
    private readonly MeterWindows _windows = windows;
    private readonly IdleSweep _sweep = sweep;
    private readonly int[] _slots = new int[RunLength];

    /// <summary>A detector that has seen nothing.</summary>
    public PartitionDetector(DetectorSettings settings)
        : this(settings, new MeterTable(), new MeterWindows(settings), new IdleSweep(settings.IdleEvictionMs))
    {
    }

    /// <summary>Meters with state.</summary>
    public int MeterCount => _meters.Count;

    /// <summary>Meters that have gone quiet. It only looks, and may be moved on by the clock.</summary>
    public SilenceCount Silence { get; } = new(meters, sweep, settings.SilentAfterMs);

    /// <summary>Bytes reserved for windows.</summary>
    public long WindowBytes => _windows.ReservedBytes;

    /// <summary>The snapshot that is being written, which sees every meter before it changes; null when none is. Set from outside only by the test that takes it away.</summary>
    internal StateSnapshot? Snapshot { get; set; }

    /// <summary>Brings state back.</summary>
    /// <param name="settings">Settings with the fingerprint that the state was written under.</param>
    /// <param name="chunks">The state, in the order in which it was written, cut between entries.</param>
    /// <exception cref="StateFormatException">No detector has written that.</exception>
    public static PartitionDetector Restore(DetectorSettings settings, IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        var restore = new StateRestore(settings);
        foreach (var chunk in chunks)
        {
            restore.Add(chunk.Span);
        }

        return restore.Complete();
    }

    /// <summary>The barrier: from here on the sink gets the state as it is now. To be called between two batches.</summary>
    /// <exception cref="InvalidOperationException">A snapshot is being written.</exception>
    public void BeginSnapshot(IStateSink sink) => Snapshot = Snapshot is null
        ? new StateSnapshot(_meters, _sweep, sink)
        : throw new InvalidOperationException("A snapshot is being written already.");

    /// <summary>Writes so many more meters of the snapshot, or none when its sink is behind.</summary>
    /// <returns>True when the last of it has been written now.</returns>
    public bool ContinueSnapshot(int meters)
    {
        if (Snapshot?.Continue(meters) != true)
        {
            return false;
        }

        Snapshot = null;
        return true;
    }

    /// <summary>Gives the snapshot up that is being written, if one is.</summary>
    public void AbandonSnapshot()
    {
        Snapshot?.Abandon();
        Snapshot = null;
    }

    /// <summary>Scores the batch's readings in order; fills its anomalies and counts.</summary>
    public void Score(ReadingBatch batch)
    {
        var readings = batch.Readings;
        var counts = default(ScoreCounts);
        var claims = batch.Claims ?? settings.Claims;
        for (var start = 0; start < readings.Length;)
        {
            // A run ends where the sweep is due, so that the sweep depends on the readings alone and not on how they were cut into batches.
            var length = Math.Min(readings.Length - start, Math.Min(RunLength, _sweep.ReadingsUntilDue));
            ScoreRun(batch, claims, start, length, ref counts);
            _sweep.Advance(length, _meters, _windows, Snapshot);
            start += length;
        }

        batch.Counts = counts;
        claims.Mute(batch);
    }

    private void ScoreRun(ReadingBatch batch, Claims claims, int start, int length, ref ScoreCounts counts)
    {
        var run = batch.Readings.Slice(start, length);
        var slots = _slots.AsSpan(0, length);
        foreach (ref readonly var reading in run)
        {
            Prefetch(_meters.Home(reading.MeterHash));
        }

        for (var i = 0; i < run.Length; i++)
        {
            ref readonly var reading = ref run[i];
            slots[i] = _meters.FindOrAdd(reading.MeterHash, batch.MeterId(reading));
            Prefetch((byte*)_meters[slots[i]] + 64);
        }

        if (Snapshot is { } snapshot)
        {
            foreach (var slot in slots)
            {
                snapshot.BeforeTouch(slot);
            }
        }

        foreach (var slot in slots)
        {
            var meter = _meters[slot];
            if (meter->Count > 0)
            {
                Prefetch(meter->At(0));
                Prefetch(meter->At(meter->Count - 1) + 1);
            }
        }

        for (var i = 0; i < run.Length; i++)
        {
            ScoreOne(_meters[slots[i]], run[i], start + i, batch, claims, ref counts);
        }
    }

    private void ScoreOne(MeterState* meter, in Reading reading, int index, ReadingBatch batch, Claims claims, ref ScoreCounts counts)
    {
        var sample = new WindowSample(
            reading.EventTimeMs,
            reading.Status,
            settings.Voltage.Steps(reading.VoltageV),
            settings.Current.Steps(reading.CurrentA),
            settings.Temperature.Steps(reading.TemperatureC));
        var place = _windows.Open(meter, reading.EventTimeMs);
        if (place < 0)
        {
            counts = place == MeterWindows.Late ? counts with { Late = counts.Late + 1 } : counts with { Duplicate = counts.Duplicate + 1 };
            return;
        }

        if (meter->Count >= settings.MinimumReadings)
        {
            Test(meter->VoltageSum, meter->VoltageSquares, sample.Voltage, meter->Count, settings.Voltage, claims.LowestVoltage, Channel.Voltage, index, batch, claims);
            Test(meter->CurrentSum, meter->CurrentSquares, sample.Current, meter->Count, settings.Current, claims.LowestCurrent, Channel.Current, index, batch, claims);
            Test(meter->TemperatureSum, meter->TemperatureSquares, sample.Temperature, meter->Count, settings.Temperature, claims.LowestTemperature, Channel.Temperature, index, batch, claims);
        }

        if (reading.Status != MeterStatus.Ok && _windows.IsStatusChange(meter, place, reading))
        {
            batch.Anomalies.Add(new Anomaly(index, AnomalyType.EquipmentFailure, settings.Severity.Of(reading.Status), Channel.Status, 0, 0, 0, 0));
        }

        _windows.Insert(meter, place, reading, sample);
        _sweep.See(reading.EventTimeMs);
        meter->Touched = true;
        counts = counts with { Scored = counts.Scored + 1 };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Test(long sum, in UInt128 squares, int value, int n, in ChannelScale scale, double lowest, Channel channel, int index, ReadingBatch batch, Claims claims)
    {
        var scaledVariance = WindowStatistics.ScaledVariance(n, sum, squares);
        if (WindowStatistics.MayDeviate(value, n, sum, scaledVariance, scale.FloorSteps, lowest))
        {
            Report(sum, scaledVariance, value, n, scale, channel, index, batch, claims);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Report(long sum, double scaledVariance, int value, int n, in ChannelScale scale, Channel channel, int index, ReadingBatch batch, Claims claims)
    {
        var stdDevSteps = WindowStatistics.StdDevSteps(n, scaledVariance, scale.FloorSteps);
        var deviation = WindowStatistics.Deviation(value, n, sum, stdDevSteps);
        ref readonly var reading = ref batch.Readings[index];
        var threshold = claims.ThresholdOf(channel, reading.MeterHash, batch.MeterId(reading));
        if (Math.Abs(deviation) > threshold)
        {
            batch.Anomalies.Add(new Anomaly(
                index,
                (AnomalyType)channel,
                settings.SeverityOf(deviation),
                channel,
                threshold,
                deviation,
                (double)sum / n * scale.Resolution,
                stdDevSteps * scale.Resolution));
        }
    }

    private static void Prefetch(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }
}
