using GridFlow.Checkpoints;
using GridFlow.Pipeline.Tests.Detection;

namespace GridFlow.Pipeline.Tests.Checkpoints;

/// <summary>When a lane begins a snapshot.</summary>
public sealed class SnapshotCadenceTests
{
    private readonly LaneRig _rig = new(new CheckpointsOptions { SnapshotReadings = 1_000 });

    [Fact]
    public void Score_PartitionHasMoved_IsSnapshottedAfterTheInterval()
    {
        _rig.Score(0);
        _rig.Pass(9.9);
        _rig.Score(0);
        Assert.Equal(0, _rig.Begun);
        _rig.Pass(0.1);
        Assert.Equal(1, _rig.Begun);
        var header = _rig.Target.Begun[0].Header;
        Assert.Equal(new SnapshotHeader("group", "readings", "topic-id", 0, 2, 1, header.Settings, _rig.Time.GetUtcNow(), "writer", "1.2.3"), header);
    }

    [Fact]
    public void Score_GoesOnWhileOneIsWritten_WritesTheStateOfItsOffset()
    {
        var live = _rig.Hand(0);
        _rig.Score(0, 5_000);
        for (var i = 0; i < 30; i++)
        {
            _rig.Score(0, 700);
        }

        var (header, state, _) = Assert.Single(_rig.Target.Begun);
        Assert.True(state.IsComplete);
        Assert.Equal((5_000, 5_000), (header.Offset, header.Meters));
        Assert.NotEqual(CapturedState.Of(live).Canonical(), state.Canonical());
        var other = new LaneRig();
        var then = other.Hand(0);
        other.Score(0, 5_000);
        Assert.Equal(CapturedState.Of(then).Canonical(), state.Canonical());
    }

    [Fact]
    public void Tick_PartitionHasNotMovedSince_BeginsNothing()
    {
        _rig.Score(0);
        _rig.Pass(10);
        _rig.Tick();
        _rig.Target.Store();
        _rig.Pass(1_000);
        Assert.Equal(1, _rig.Begun);
        Assert.All(_rig.Lanes, lane => Assert.False(lane.HasSnapshotWork));
    }

    [Fact]
    public void Score_LastSnapshotIsAheadOfWhatIsCommitted_TakesNoOtherUntilTheCommitHasCaughtUp()
    {
        // With commits that hang, three new ones would push out the only one that a recovery can use.
        _rig.Commits = false;
        _rig.Score(0, 1_000);
        _rig.Tick();
        _rig.Target.Store();
        _rig.Score(0, 2_000);
        _rig.Pass(1_000);
        _rig.Score(0, 2_000);
        Assert.Equal(1, _rig.Begun);
        _rig.Commits = true;
        _rig.Score(0);
        Assert.Equal(2, _rig.Begun);
    }

    [Fact]
    public void Score_ManyReadings_IsSnapshottedBeforeTheIntervalButNotWithinTheMinimumPause()
    {
        _rig.Score(0, 999);
        Assert.Equal(0, _rig.Begun);
        _rig.Score(0);
        Assert.Equal(1, _rig.Begun);
        _rig.Tick();
        _rig.Target.Store();
        _rig.Score(0, 1_000);
        _rig.Pass(1.9);
        Assert.Equal(1, _rig.Begun);
        _rig.Pass(0.1);
        Assert.Equal(2, _rig.Begun);
    }

    [Fact]
    public void Score_ReplayedBatches_CountForNothing()
    {
        _rig.Score(0, 5_000, isReplay: true);
        _rig.Pass(60);
        _rig.Score(0, 5_000, isReplay: true);
        Assert.Equal(0, _rig.Begun);
        _rig.Score(0);
        Assert.Equal(1, _rig.Begun);
        Assert.Equal(10_001, _rig.Target.Begun[0].Header.Offset);
    }

    [Fact]
    public void Score_OtherLaneWritesOne_WaitsForItsEnd()
    {
        _rig.Score(0, 1_000);
        _rig.Score(1, 1_000);
        _rig.Tick();
        _rig.Score(1);
        Assert.Equal(1, _rig.Begun);
        _rig.Target.Store();
        _rig.Tick();
        Assert.Equal([0, 1], _rig.Target.Begun.Select(b => b.Header.Partition));
    }

    [Fact]
    public void Score_SeveralWait_TheLongestDueIsFirst()
    {
        _rig.Score(0, 1_000);
        _rig.Tick();
        _rig.Pass(1);
        _rig.Score(3, 1_000);
        _rig.Pass(1);
        _rig.Score(2, 1_000);
        _rig.Target.Store();
        _rig.Pass(18);

        // Lane 0 comes first, but its partition has waited less.
        Assert.Equal([0, 3], _rig.Target.Begun.Select(b => b.Header.Partition));
    }

    [Fact]
    public void Score_LastOneTookLong_RestsNineTimesAsLong()
    {
        _rig.Score(0, 1_000);
        _rig.Tick();
        _rig.Time.Advance(TimeSpan.FromSeconds(3));
        _rig.Target.Store();
        Assert.Equal(TimeSpan.FromSeconds(27), _rig.Cadence.Pause);
        _rig.Score(0, 1_000);
        _rig.Pass(26.9);
        _rig.Score(1, 1_000);
        Assert.Equal(1, _rig.Begun);
        Assert.All(_rig.Lanes, lane => Assert.False(lane.HasSnapshotWork));
        _rig.Pass(0.1);
        Assert.Equal(2, _rig.Begun);
    }

    [Fact]
    public void Score_StoreFails_IsTriedAgainAfterTheInterval()
    {
        _rig.Score(0);
        _rig.Pass(10);
        _rig.Target.Fail("disk full");
        Assert.Equal("disk full", _rig.Journal.Read().LastFailure);
        _rig.Score(0);
        Assert.True(_rig.Target.Begun[0].State.IsAbandoned);
        _rig.Pass(10);
        Assert.Equal(2, _rig.Begun);
        Assert.Equal((0, 1, 0), Outcomes());
    }

    [Fact]
    public void Score_EpochIsOver_AbandonsWhatIsBeingWritten()
    {
        _rig.Score(0, 1_000);
        _rig.Score(2, 5);
        Assert.True(_rig.Lanes[0].HasSnapshotWork);
        _rig.Partitions.Remove(0);
        _rig.Tick();
        Assert.True(_rig.Target.Begun[0].State.IsAbandoned);
        Assert.Equal((0, 0, 1), Outcomes());
        _rig.Pass(10);

        // The turn is free again.
        Assert.Equal(2, _rig.Target.Begun[1].Header.Partition);
    }

    [Fact]
    public void Score_NewEpochOfThePartition_AbandonsThatOfTheOld()
    {
        _rig.Score(0, 1_000);
        _rig.Partitions.Assign(0);
        _rig.Score(0);
        Assert.True(_rig.Target.Begun[0].State.IsAbandoned);
        Assert.Equal(1, _rig.Lanes[0].MeterCount);
    }

    private (long Stored, long Failed, long Abandoned) Outcomes() =>
        _rig.Journal.Read() is var read ? (read.Stored, read.Failed, read.Abandoned) : default;
}
