using GridFlow.Checkpoints;
using GridFlow.Detection;
using GridFlow.Pipeline.Tests.Detection;

namespace GridFlow.Pipeline.Tests.Checkpoints;

/// <summary>Snapshots that are asked for, and recovered detectors that come into a lane.</summary>
public sealed class SnapshotRequestTests
{
    private readonly LaneRig _rig = new();

    [Fact]
    public async Task RequestSnapshot_PartitionHasMoved_IsTakenAtOnceWhateverTheCadence()
    {
        _rig.Score(0, 3);
        var request = _rig.Lanes[0].RequestSnapshot(0);
        Assert.True(_rig.Lanes[0].HasSnapshotWork);
        _rig.Tick();
        _rig.Tick();
        Assert.True(_rig.Target.Begun[0].State.IsComplete);
        Assert.False(request.IsCompleted);
        _rig.Target.Store();
        Assert.Equal(new SnapshotResult(true, 1_000, 100, null), await request);
        Assert.Equal(3, _rig.Journal.Read().Last?.Offset);
    }

    [Fact]
    public async Task RequestSnapshot_StoredAlreadyOrUnknown_IsNull()
    {
        await RequestSnapshot_PartitionHasMoved_IsTakenAtOnceWhateverTheCadence();
        var (known, unknown) = (_rig.Lanes[0].RequestSnapshot(0), _rig.Lanes[0].RequestSnapshot(8));
        _rig.Tick();
        Assert.Equal((null, null), (await known, await unknown));
        Assert.Equal(1, _rig.Begun);
    }

    [Fact]
    public async Task RequestSnapshot_WhileTheSameStateIsWritten_WaitsForThatOne()
    {
        _rig.Score(0, 10_000);
        Assert.Equal(1, _rig.Begun);
        var request = _rig.Lanes[0].RequestSnapshot(0);
        for (var i = 0; i < 20; i++)
        {
            _rig.Tick();
        }

        _rig.Target.Fail("gone");
        Assert.Equal("gone", (await request)?.Failure);
        Assert.Equal(1, _rig.Begun);
    }

    [Fact]
    public async Task RequestSnapshot_WhileAnotherIsWritten_ComesBeforeAllThatIsDue()
    {
        _rig.Score(0, 10_000);
        _rig.Score(2, 10_000);
        _rig.Score(1);
        var request = _rig.Lanes[1].RequestSnapshot(1);
        for (var i = 0; i < 20; i++)
        {
            _rig.Tick();
        }

        Assert.Equal(1, _rig.Begun);
        _rig.Target.Store();
        _rig.Tick();
        _rig.Tick();
        Assert.Equal([0, 1], _rig.Target.Begun.Select(b => b.Header.Partition));
        _rig.Target.Store();
        Assert.True((await request)?.Stored);
        _rig.Tick();
        Assert.Equal(2, _rig.Target.Begun[2].Header.Partition);
    }

    [Fact]
    public async Task RequestSnapshot_LaneHasEnded_IsNullAndNothingIsKept()
    {
        _rig.Score(0, 10_000);
        var before = _rig.Lanes[0].RequestSnapshot(0);
        _rig.Lanes[0].EndSnapshots();
        Assert.True(_rig.Target.Begun[0].State.IsAbandoned);
        Assert.Equal((null, null), (await before, await _rig.Lanes[0].RequestSnapshot(0)));
    }

    [Fact]
    public void Score_RecoveredDetectorLiesReady_GoesOnWithIt()
    {
        _rig.Score(0, 50);
        var state = CapturedState.Of(Recovered());
        var epoch = _rig.Partitions.Assign(0);
        _rig.Handover.Offer(0, epoch, PartitionDetector.Restore(new DetectorSettings(new()), state.Content));
        _rig.Score(0);
        Assert.Equal(8, _rig.Lanes[0].MeterCount);
    }

    private static PartitionDetector Recovered()
    {
        var rig = new DetectorRig(new());
        rig.Score([.. Enumerable.Range(100, 7).Select(m => new StreamReading(BitConverter.GetBytes(m), 1_760_000_000_000, 230, 5, 25, default))]);
        return rig.Detector;
    }
}
