using GridFlow.Readings;
using GridFlow.Sources;

namespace GridFlow.Detection;

/// <summary>Some partitions' detectors, on one thread.</summary>
internal sealed class DetectorLane(DetectorSettings settings, PartitionTable partitions, TimeProvider time)
{
    private const int BatchesBetweenPrunes = 1024;

    private readonly Dictionary<int, (long Epoch, PartitionDetector Detector)> _detectors = [];
    private int _batches;
    private long _meters;

    /// <summary>Meters with state. May be read by any thread.</summary>
    public long MeterCount => Volatile.Read(ref _meters);

    /// <summary>Scores one batch.</summary>
    public ReadingBatch Score(ReadingBatch batch)
    {
        if (!_detectors.TryGetValue(batch.Partition, out var own) || own.Epoch < batch.Epoch)
        {
            // What the partition was like under an older assignment is not known to be what it is like now.
            own = _detectors[batch.Partition] = (batch.Epoch, new PartitionDetector(settings));
        }

        var metersBefore = own.Detector.MeterCount;
        if (own.Epoch == batch.Epoch)
        {
            own.Detector.Score(batch);
        }

        if (++_batches % BatchesBetweenPrunes == 0)
        {
            Prune();
        }
        else if (own.Detector.MeterCount != metersBefore)
        {
            CountMeters();
        }

        batch.ScoredAt = time.GetTimestamp();
        return batch;
    }

    private void Prune()
    {
        foreach (var gone in _detectors.Where(d => partitions.EpochOf(d.Key) != d.Value.Epoch).Select(d => d.Key).ToList())
        {
            _detectors.Remove(gone);
        }

        CountMeters();
    }

    private void CountMeters() => Volatile.Write(ref _meters, _detectors.Values.Sum(d => (long)d.Detector.MeterCount));
}
