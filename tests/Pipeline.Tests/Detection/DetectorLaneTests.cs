using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sources;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Detection;

public sealed class DetectorLaneTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly PartitionTable _partitions = new();
    private readonly DetectorLane _lane;

    public DetectorLaneTests() => _lane = new DetectorLane(new DetectorSettings(new DetectionOptions()), _partitions, _time, new DetectorHandover(), snapshots: null);

    [Fact]
    public void Score_TwoPartitions_KeepTheirMetersApart()
    {
        Score(0, _partitions.Assign(0), 1);
        Score(1, _partitions.Assign(1), 1);
        Assert.Equal(2, _lane.MeterCount);
    }

    [Fact]
    public void Score_NewEpoch_ForgetsWhatWasKnownUnderTheOld()
    {
        Score(0, _partitions.Assign(0), 1, 2, 3);
        Assert.Equal(3, _lane.MeterCount);
        Score(0, _partitions.Assign(0), 1);
        Assert.Equal(1, _lane.MeterCount);
    }

    [Fact]
    public void Score_OldEpochAfterTheNew_IsNotScored()
    {
        var over = _partitions.Assign(0);
        Score(0, _partitions.Assign(0), 1);
        Assert.Equal(0, Score(0, over, 1, 2, 3).Counts.Scored);
        Assert.Equal(1, _lane.MeterCount);
    }

    [Fact]
    public void MeterCount_PartitionMovedAway_CountsItNoMoreWithoutAnotherBatch()
    {
        Score(0, _partitions.Assign(0), 1, 2, 3);
        Score(1, _partitions.Assign(1), 4, 5);
        _partitions.Remove(0);
        Assert.Equal(2, _lane.MeterCount);
        _partitions.Remove(1);
        Assert.Equal(0, _lane.MeterCount);

        // It is back, and what was known under the old assignment does not count for the new one.
        _partitions.Assign(0);
        Assert.Equal(0, _lane.MeterCount);
    }

    [Fact]
    public void SilentMeterCount_PartitionMovedAway_CountsItNoMoreWithoutAnotherBatch()
    {
        var epoch = _partitions.Assign(0);
        Score(0, epoch, 1, 2);
        ScoreAt(0, epoch, 3_600_000, 3);
        _time.Advance(TimeSpan.FromMinutes(1));
        ScoreAt(0, epoch, 3_600_000, 3);
        Assert.Equal(2, _lane.SilentMeterCount);
        _partitions.Remove(0);
        Assert.Equal(0, _lane.SilentMeterCount);
    }

    [Fact]
    public void Score_PartitionThatHasGone_IsForgottenAfterAWhile()
    {
        var gone = _partitions.Assign(0);
        var kept = _partitions.Assign(1);
        Score(0, gone, 1);
        _partitions.Remove(0);
        for (var i = 0; i < 1024; i++)
        {
            Score(1, kept, 1);
        }

        Assert.Equal(1, _lane.MeterCount);
    }

    private ReadingBatch Score(int partition, long epoch, params byte[] meters) => ScoreAt(partition, epoch, 1, meters);

    private ReadingBatch ScoreAt(int partition, long epoch, long timestampMs, params byte[] meters)
    {
        var batch = new ReadingBatch(meters.Length);
        batch.Start(partition, epoch, 0);
        foreach (var meter in meters)
        {
            batch.Add(default(RawRecord));
            var id = batch.Append([meter]);
            batch.Add(new Reading(timestampMs, 230, 5, 25, MeterHash.Of([meter]), id.Start, 1, MeterStatus.Ok, 0));
        }

        return _lane.Score(batch);
    }
}
