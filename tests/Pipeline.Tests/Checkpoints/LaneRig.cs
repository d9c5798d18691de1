using GridFlow.Checkpoints;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sources;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Checkpoints;

/// <summary>Two lanes that share a cadence and a target, and a clock that the test moves.</summary>
internal sealed class LaneRig
{
    private readonly Dictionary<int, long> _next = [];

    public LaneRig(CheckpointsOptions? options = null)
    {
        var settings = new DetectorSettings(new DetectionOptions());
        Cadence = new SnapshotCadence(options ?? new CheckpointsOptions(), Time);
        var origin = new SnapshotOrigin("group", "readings", () => "topic-id", settings.Fingerprint, "writer", "1.2.3");
        var writer = new SnapshotTaker(Target, origin, Cadence, Journal, Time);
        Lanes = [.. Enumerable.Range(0, 2).Select(_ => new DetectorLane(settings, Partitions, Time, Handover, writer))];
    }

    public FakeTimeProvider Time { get; } = new();

    public PartitionTable Partitions { get; } = new();

    public MemoryTarget Target { get; } = new();

    public SnapshotJournal Journal { get; } = new();

    public SnapshotCadence Cadence { get; }

    public DetectorHandover Handover { get; } = new();

    public DetectorLane[] Lanes { get; }

    /// <summary>Whether what is scored is committed at once.</summary>
    public bool Commits { get; set; } = true;

    public int Begun => Target.Begun.Count;

    /// <summary>The partition goes on by one batch with a reading of each of so many meters.</summary>
    public ReadingBatch Score(int partition, int readings = 1, bool isReplay = false)
    {
        var batch = new ReadingBatch(readings);
        batch.Start(partition, Partitions.EpochOf(partition) ?? Partitions.Assign(partition), 0, isReplay);
        for (var i = 0; i < readings; i++)
        {
            var offset = _next.GetValueOrDefault(partition);
            _next[partition] = offset + 1;
            batch.Add(new RawRecord { Offset = offset });
            var id = BitConverter.GetBytes(i);
            batch.Add(new Reading(1_760_000_000_000 + offset, 230, 5, 25, MeterHash.Of(id), batch.Append(id).Start, 4, MeterStatus.Ok, i));
        }

        if (Commits)
        {
            Partitions.SetCommitted(partition, batch.Epoch, batch.NextOffset);
        }

        return Lanes[partition % 2].Score(batch);
    }

    /// <summary>Assigns a partition anew and lays a detector ready for it, so that the test can look into it.</summary>
    public PartitionDetector Hand(int partition)
    {
        var detector = new PartitionDetector(new DetectorSettings(new DetectionOptions()));
        Handover.Offer(partition, Partitions.Assign(partition), detector);
        return detector;
    }

    /// <summary>Lets time pass, with a look of both lanes at the end.</summary>
    public void Pass(double seconds)
    {
        Time.Advance(TimeSpan.FromSeconds(seconds));
        Tick();
    }

    public void Tick()
    {
        foreach (var lane in Lanes.Where(lane => lane.HasSnapshotWork))
        {
            lane.Tick();
        }
    }
}
