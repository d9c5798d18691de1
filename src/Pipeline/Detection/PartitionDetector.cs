using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using GridFlow.Readings;

namespace GridFlow.Detection;

/// <summary>Detector state of one partition. A pure function of the partition's readings in order: no clock, no locks, no I/O.</summary>
/// <remarks>
/// Meter state is scattered memory, and one reading at a time would wait for about four cache misses. So a run of readings goes through three passes,
/// each of which prefetches what the next one touches.
/// </remarks>
internal sealed unsafe class PartitionDetector(DetectorSettings settings)
{
    /// <summary>Readings in one run; what they touch (some 300 cache lines) fits the first-level cache.</summary>
    private const int RunLength = 64;

    private readonly MeterTable _meters = new();
    private readonly MeterWindows _windows = new(settings);
    private readonly IdleSweep _sweep = new(settings.IdleEvictionMs);
    private readonly int[] _slots = new int[RunLength];

    /// <summary>Meters with state.</summary>
    public int MeterCount => _meters.Count;

    /// <summary>Bytes reserved for windows.</summary>
    public long WindowBytes => _windows.ReservedBytes;

    /// <summary>Scores the batch's readings in order; fills its anomalies and counts.</summary>
    public void Score(ReadingBatch batch)
    {
        var readings = batch.Readings;
        var counts = default(ScoreCounts);
        for (var start = 0; start < readings.Length;)
        {
            // A run ends where the sweep is due, so that the sweep depends on the readings alone and not on how they were cut into batches.
            var length = Math.Min(readings.Length - start, Math.Min(RunLength, _sweep.ReadingsUntilDue));
            ScoreRun(batch, start, length, ref counts);
            _sweep.Advance(length, _meters, _windows);
            start += length;
        }

        batch.Counts = counts;
    }

    private void ScoreRun(ReadingBatch batch, int start, int length, ref ScoreCounts counts)
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
            ScoreOne(_meters[slots[i]], run[i], start + i, batch.Anomalies, ref counts);
        }
    }

    private void ScoreOne(MeterState* meter, in Reading reading, int index, List<Anomaly> anomalies, ref ScoreCounts counts)
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
            Test(meter->VoltageSum, meter->VoltageSquares, sample.Voltage, meter->Count, settings.Voltage, Channel.Voltage, index, anomalies);
            Test(meter->CurrentSum, meter->CurrentSquares, sample.Current, meter->Count, settings.Current, Channel.Current, index, anomalies);
            Test(meter->TemperatureSum, meter->TemperatureSquares, sample.Temperature, meter->Count, settings.Temperature, Channel.Temperature, index, anomalies);
        }

        if (reading.Status != MeterStatus.Ok && _windows.IsStatusChange(meter, place, reading))
        {
            anomalies.Add(new Anomaly(index, AnomalyType.EquipmentFailure, settings.Severity.Of(reading.Status), Channel.Status, 0, 0, 0, 0));
        }

        _windows.Insert(meter, place, reading, sample);
        _sweep.See(reading.EventTimeMs);
        meter->Touched = true;
        counts = counts with { Scored = counts.Scored + 1 };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Test(long sum, in UInt128 squares, int value, int n, in ChannelScale scale, Channel channel, int index, List<Anomaly> anomalies)
    {
        var scaledVariance = WindowStatistics.ScaledVariance(n, sum, squares);
        if (WindowStatistics.MayDeviate(value, n, sum, scaledVariance, scale.FloorSteps, settings.ThresholdSigma))
        {
            Report(sum, scaledVariance, value, n, scale, channel, index, anomalies);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Report(long sum, double scaledVariance, int value, int n, in ChannelScale scale, Channel channel, int index, List<Anomaly> anomalies)
    {
        var stdDevSteps = WindowStatistics.StdDevSteps(n, scaledVariance, scale.FloorSteps);
        var deviation = WindowStatistics.Deviation(value, n, sum, stdDevSteps);
        if (Math.Abs(deviation) > settings.ThresholdSigma)
        {
            anomalies.Add(new Anomaly(
                index,
                (AnomalyType)channel,
                settings.SeverityOf(deviation),
                channel,
                settings.ThresholdSigma,
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
