using GridFlow.Checkpoints;
using GridFlow.Readings;
using GridFlow.Sources;

namespace GridFlow.Detection;

/// <summary>Some partitions' detectors, on one thread, and the snapshots of them.</summary>
internal sealed class DetectorLane
{
    private const int BatchesBetweenPrunes = 1024;

    /// <summary>Meters of a running snapshot that are written with every batch: 1.2 MB of full windows, a fraction of a millisecond.</summary>
    private const int MetersPerBatch = 256;

    /// <summary>The same when no batch waits.</summary>
    private const int MetersPerTick = 2048;

    private readonly DetectorSettings _settings;
    private readonly PartitionTable _partitions;
    private readonly TimeProvider _time;
    private readonly DetectorHandover _handover;
    private readonly LaneSnapshots? _snapshots;
    private readonly Dictionary<int, Own> _detectors = [];
    private int _batches;
    // Rebuilt when partitions come and go, never for a batch. What has moved away counts from that moment no more, whenever this lane finds the time to drop it.
    private volatile Own[] _counted = [];

    /// <summary>Makes a lane.</summary>
    /// <param name="settings">What its detectors work by.</param>
    /// <param name="partitions">Which assignment of a partition is in force.</param>
    /// <param name="time">The clock; it tells nothing to the detectors.</param>
    /// <param name="handover">Where recovered detectors lie ready.</param>
    /// <param name="snapshots">Writes snapshots; null when there are none.</param>
    public DetectorLane(DetectorSettings settings, PartitionTable partitions, TimeProvider time, DetectorHandover handover, SnapshotTaker? snapshots)
    {
        _settings = settings;
        _partitions = partitions;
        _time = time;
        _handover = handover;
        _snapshots = snapshots is null ? null : new LaneSnapshots(snapshots, partitions);
    }

    /// <summary>Meters with state. May be read by any thread.</summary>
    public long MeterCount => Count(own => own.Meters);

    /// <summary>Meters with state that have gone quiet. May be read by any thread.</summary>
    public long SilentMeterCount => Count(own => own.SilentMeters);

    /// <summary>Whether <see cref="Tick"/> is worth while when no batch comes. May be read by any thread.</summary>
    public bool HasSnapshotWork => _snapshots?.HasWork == true;

    /// <summary>Scores one batch.</summary>
    public ReadingBatch Score(ReadingBatch batch)
    {
        if (!_detectors.TryGetValue(batch.Partition, out var own) || own.Epoch < batch.Epoch)
        {
            own = _detectors[batch.Partition] = Take(batch.Partition, batch.Epoch);
            _counted = [.. _detectors.Values];
        }

        if (own.Epoch == batch.Epoch)
        {
            own.Detector.Score(batch);
            Note(own, batch);
        }

        _snapshots?.Advance(MetersPerBatch);
        batch.ScoredAt = _time.GetTimestamp();
        own.Detector.Silence.Advance(_time.GetElapsedTime(own.LookedAt, batch.ScoredAt));
        own.LookedAt = batch.ScoredAt;
        own.NoteCounts();
        if (++_batches % BatchesBetweenPrunes == 0)
        {
            Prune();
        }

        return batch;
    }

    /// <summary>Goes on with snapshots when no batch comes. On the lane's thread.</summary>
    public void Tick() => _snapshots?.Advance(MetersPerTick);

    /// <summary>
    /// Asks for a snapshot of a partition as it is now, whatever the cadence; it begins in the next <see cref="Score"/> or <see cref="Tick"/> in which no other
    /// snapshot of this process runs. Any thread.
    /// </summary>
    /// <returns>What became of it, when it is durable, has failed or was given up; null when the lane has nothing of the partition that is not stored already.</returns>
    public Task<SnapshotResult?> RequestSnapshot(int partition) => _snapshots?.Request(partition) ?? Task.FromResult<SnapshotResult?>(null);

    /// <summary>Gives up the snapshot that is being written and what was asked for. To be called when no thread is in the lane any more, nor will be.</summary>
    public void EndSnapshots() => _snapshots?.End();

    private Own Take(int partition, long epoch)
    {
        // Without a recovered one: what the partition was like under an older assignment is not known to be what it is like now.
        var detector = _handover.Take(partition, epoch) ?? new PartitionDetector(_settings);
        return new Own(partition, epoch, detector, _snapshots?.Own(partition, epoch, detector)) { LookedAt = _time.GetTimestamp() };
    }

    private void Note(Own own, ReadingBatch batch)
    {
        if (own.Progress is { } progress && batch.RecordCount > 0)
        {
            progress.Advance(batch.NextOffset, batch.RecordCount, batch.IsReplay);
            _snapshots!.Scored(progress);
        }
    }

    private void Prune()
    {
        foreach (var gone in _detectors.Where(d => _partitions.EpochOf(d.Key) != d.Value.Epoch).Select(d => d.Key).ToList())
        {
            _detectors.Remove(gone);
            _snapshots?.Forget(gone);
        }

        _counted = [.. _detectors.Values];
    }

    private long Count(Func<Own, long> meters) => _counted.Where(own => _partitions.EpochOf(own.Partition) == own.Epoch).Sum(meters);

    private sealed class Own(int partition, long epoch, PartitionDetector detector, SnapshotProgress? progress)
    {
        private long _meters;
        private long _silentMeters;

        public int Partition => partition;

        public long Epoch => epoch;

        public PartitionDetector Detector => detector;

        public SnapshotProgress? Progress => progress;

        /// <summary>Meters with state, as of the last batch. May be read by any thread.</summary>
        public long Meters => Volatile.Read(ref _meters);

        /// <summary>The silent ones of them.</summary>
        public long SilentMeters => Volatile.Read(ref _silentMeters);

        /// <summary>When the silent meters were counted last.</summary>
        public long LookedAt { get; set; }

        public void NoteCounts()
        {
            Volatile.Write(ref _meters, detector.MeterCount);
            Volatile.Write(ref _silentMeters, detector.Silence.Count);
        }
    }
}
