using GridFlow.Control.Topics;

namespace GridFlow.Control.Reconciliation;

/// <summary>Anomalies in Kafka against points in InfluxDB, record by record.</summary>
/// <param name="anomalies">The topic of anomalies.</param>
/// <param name="keys">Says which point a record must be.</param>
/// <param name="points">InfluxDB.</param>
/// <param name="queued">What became a dead letter.</param>
/// <param name="progress">Told how far it is.</param>
internal sealed class AnomalyCheck(TopicReader anomalies, AnomalyKeys keys, InfluxPoints points, QueuedSources queued, ReadProgress progress)
{
    // Some 60 MB. Records that follow each other have event times that do, so larger portions would save few questions.
    private const int MostHeld = 500_000;

    private readonly List<(PointKey Key, int Partition, long Offset)> _held = [];
    private Dictionary<int, AnomalyTally> _tallies = [];

    /// <summary>Compares.</summary>
    public async Task<IReadOnlyList<ReconciledRow>> RunAsync(IReadOnlyList<JudgedRange> ranges, CancellationToken stop)
    {
        _tallies = ranges.ToDictionary(range => range.Partition, range => new AnomalyTally($"{anomalies.Topic}/{range.Partition}", range));
        var (done, total) = (0L, ranges.Sum(range => range.Judged.Length));
        foreach (var record in anomalies.Read([.. ranges.Select(range => new TopicRange(range.Partition, range.Judged.From, range.Judged.To))], stop))
        {
            var (partition, offset) = (record.Partition.Value, record.Offset.Value);
            if (queued.Of(anomalies.Topic, partition).Contains(offset))
            {
                _tallies[partition].AddDeadLetter();
            }
            else if (await keys.OfAsync(record.Message.Value, stop) is { } key)
            {
                _held.Add((key, partition, offset));
            }
            else
            {
                _tallies[partition].AddMissing(offset, null);
            }

            if (_held.Count >= MostHeld)
            {
                await LookUpAsync(stop);
            }

            progress.Step(++done, total, () => anomalies.Topic);
        }

        await LookUpAsync(stop);
        return [.. ranges.Select(range => _tallies[range.Partition].Row())];
    }

    private async Task LookUpAsync(CancellationToken stop)
    {
        var wanted = _held.Select(record => record.Key).ToHashSet();
        var found = new HashSet<PointKey>();
        foreach (var window in EventWindow.Of(_held.Select(record => record.Key.TimeMs)))
        {
            await foreach (var point in points.ReadAsync(window, stop))
            {
                if (wanted.Contains(point))
                {
                    found.Add(point);
                }
            }
        }

        foreach (var (key, partition, offset) in _held)
        {
            if (found.Contains(key))
            {
                _tallies[partition].AddPoint();
            }
            else
            {
                _tallies[partition].AddMissing(offset, key.TimeMs);
            }
        }

        _held.Clear();
    }
}
