using GridFlow.Detection;
using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Detection;

/// <summary>One made-up life of a detector: a stream cut at random, snapshots begun, paced and given up at random, and an end at a random place. From a seed.</summary>
internal sealed class SnapshotCase
{
    private readonly Random _random;
    private readonly DetectionOptions _options;
    private readonly List<StreamReading> _stream;

    public SnapshotCase(int seed)
    {
        _random = new Random(seed);
        var window = TimeSpan.FromSeconds(_random.Next(1, 20));
        _options = OracleTests.Options((StreamShape)_random.Next(4), window, _random.Next(3, 8));
        _options.IdleEviction = window * (1 + _random.NextDouble());
        Settings = new DetectorSettings(_options);
        _stream = Silences(RandomStream.Make(seed, _options, (StreamShape)(seed % 4), _random.Next(2, 40), _random.Next(200, 2_500)));
    }

    public DetectorSettings Settings { get; }

    public IReadOnlyList<StreamReading> Stream => _stream;

    public long WindowMs => Settings.WindowMs;

    /// <summary>Whether the copy that must be made before a meter changes is left out: for the test of the test.</summary>
    public bool SkipCopyOnWrite { get; init; }

    /// <summary>Where the last complete snapshot was begun; −1 when the end came before any was complete.</summary>
    public int SnapshotAt { get; private set; } = -1;

    /// <summary>That snapshot.</summary>
    public CapturedState Snapshot { get; private set; } = new();

    public int Abandoned { get; private set; }

    public int WrittenDuringScoring { get; private set; }

    /// <summary>Feeds a part of the stream to a detector that nobody snapshots.</summary>
    public DetectorRig Feed(PartitionDetector detector, int from, int to)
    {
        var rig = new DetectorRig(detector, from);
        for (var at = from; at < to;)
        {
            at += ScoreNext(rig, at, to);
        }

        return rig;
    }

    /// <summary>Lives until it is killed, and leaves its last complete snapshot.</summary>
    public DetectorRig LiveAndDie()
    {
        var rig = new DetectorRig(new PartitionDetector(Settings), 0);
        var end = _random.Next(1, _stream.Count + 1);
        CapturedState? writing = null;
        var (begunAt, batches) = (0, 0);
        for (var at = 0; at < end;)
        {
            if (writing is null && _random.Next(4) == 0)
            {
                (writing, begunAt, batches) = (new CapturedState(), at, 0);
                rig.Detector.BeginSnapshot(writing);
            }

            at += ScoreNext(rig, at, end);
            batches++;
            if (writing is null)
            {
                continue;
            }

            writing.Backlog = _random.Next(4) == 0 ? 1_000 : 0;
            if (rig.Detector.ContinueSnapshot(_random.Next(5)))
            {
                (SnapshotAt, Snapshot, writing) = (begunAt, writing, null);
                WrittenDuringScoring += batches > 1 ? 1 : 0;
            }
            else if (_random.Next(12) == 0)
            {
                rig.Detector.AbandonSnapshot();
                Assert.True(writing.IsAbandoned);
                Abandoned++;
                writing = null;
            }
        }

        return rig;
    }

    private int ScoreNext(DetectorRig rig, int at, int end)
    {
        var length = Math.Min(end - at, _random.Next(3) == 0 ? _random.Next(1, 300) : _random.Next(1, 20));
        var snapshot = rig.Detector.Snapshot;
        if (SkipCopyOnWrite)
        {
            rig.Detector.Snapshot = null;
        }

        rig.Score([.. _stream[at..(at + length)]]);
        rig.Detector.Snapshot = snapshot;
        return length;
    }

    /// <summary>Leaves every meter out for a third of the time, by turns, so that meters become idle and others take their slots.</summary>
    private static List<StreamReading> Silences(List<StreamReading> stream) =>
        [.. stream.Where((reading, at) => at == 0 || (MeterHash.Of(reading.MeterId) + (ulong)(at / 500)) % 3 != 0)];
}
