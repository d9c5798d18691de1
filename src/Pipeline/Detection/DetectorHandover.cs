using System.Collections.Concurrent;

namespace GridFlow.Detection;

/// <summary>Recovered detectors on their way from the recovery to the lane that takes the partition's next batch.</summary>
internal sealed class DetectorHandover
{
    private readonly ConcurrentDictionary<(int Partition, long Epoch), PartitionDetector> _waiting = new();

    /// <summary>Lays a detector ready for a partition under an assignment; what lay there for older ones goes.</summary>
    public void Offer(int partition, long epoch, PartitionDetector detector)
    {
        _waiting[(partition, epoch)] = detector;
        foreach (var key in _waiting.Keys.Where(key => key.Partition == partition && key.Epoch < epoch).ToList())
        {
            _waiting.TryRemove(key, out _);
        }
    }

    /// <summary>Takes the detector of a partition and assignment; null when none was laid ready.</summary>
    public PartitionDetector? Take(int partition, long epoch) => _waiting.TryRemove((partition, epoch), out var detector) ? detector : null;
}
