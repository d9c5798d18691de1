using GridFlow.Checkpoints;
using GridFlow.Detection;

namespace GridFlow.Pipeline.Tests.Detection;

/// <summary>When the meters of a snapshot are written, and into what.</summary>
public sealed class StateSnapshotTests
{
    private readonly DetectorRig _rig = new(new() { Window = TimeSpan.FromMinutes(5) });
    private readonly CapturedState _sink = new();

    [Fact]
    public void ContinueSnapshot_NoMeters_GivesAnEmptyDetectorBack()
    {
        var state = CapturedState.Of(_rig.Detector);
        Assert.Equal(32, state.Canonical().Length);
        Assert.Equal(0, PartitionDetector.Restore(new DetectorSettings(new()), state.Content).MeterCount);
    }

    [Fact]
    public void ContinueSnapshot_SinkIsBehind_CopiesOnlyWhatIsTouched()
    {
        Score(0, 100);
        _sink.Backlog = 17;
        _rig.Detector.BeginSnapshot(_sink);
        Assert.False(_rig.Detector.ContinueSnapshot(1_000));
        Score(0, 99);
        Assert.False(_rig.Detector.ContinueSnapshot(1_000));

        // The last of them: with nothing left to copy, the sink is told so even when it is behind.
        Score(99, 1);
        Assert.True(_rig.Detector.ContinueSnapshot(1_000));
        Assert.True(_sink.IsComplete);
    }

    [Fact]
    public void ContinueSnapshot_SoManyMeters_CopiesNoMore()
    {
        Score(0, 100);
        _rig.Detector.BeginSnapshot(_sink);
        Assert.False(_rig.Detector.ContinueSnapshot(99));
        Assert.True(_rig.Detector.ContinueSnapshot(1));
        Assert.Equal(101, _sink.Entries().Count);
    }

    [Fact]
    public void BeginSnapshot_MetersThatComeLater_AreNoPartOfIt()
    {
        Score(0, 10);
        _rig.Detector.BeginSnapshot(_sink);
        Score(10, 10_000);
        Assert.True(_rig.Detector.ContinueSnapshot(100));
        Assert.Equal(10, PartitionDetector.Restore(new DetectorSettings(new()), _sink.Content).MeterCount);
    }

    [Fact]
    public void BeginSnapshot_WhileOneRuns_Throws()
    {
        _rig.Detector.BeginSnapshot(_sink);
        Assert.Throws<InvalidOperationException>(() => _rig.Detector.BeginSnapshot(_sink));
    }

    [Fact]
    public void AbandonSnapshot_ThenBegin_WritesAllOfTheNewOne()
    {
        Score(0, 100);
        _rig.Detector.BeginSnapshot(_sink);
        Score(0, 50);
        _rig.Detector.AbandonSnapshot();
        Assert.True(_sink.IsAbandoned);
        Assert.Equal(101, CapturedState.Of(_rig.Detector).Entries().Count);
    }

    [Fact]
    public void Write_WindowLargerThanAChunk_GetsAChunkOfItsOwn()
    {
        for (var i = 0; i < 80_000; i += 1_000)
        {
            _rig.Score([.. Enumerable.Range(i, 1_000).Select(at => new StreamReading([1], 1_760_000_000_000 + at, 230, 5, 25, default))]);
        }

        Score(500, 3);
        var state = CapturedState.Of(_rig.Detector);
        Assert.InRange(state.Chunks.Max(chunk => chunk.Length), StateChunk.DefaultBytes, 2 * StateChunk.DefaultBytes);
        Assert.Equal(5, state.Entries().Count);
        Assert.Equal(state.Canonical(), CapturedState.Of(PartitionDetector.Restore(new DetectorSettings(new()), state.Content)).Canonical());
    }

    [Fact]
    public void Restore_AnyState_ReservesNoMoreMemoryThanItCameFrom()
    {
        for (var i = 0; i < 400; i++)
        {
            Score(0, 300, i * 1000);
        }

        var restored = PartitionDetector.Restore(new DetectorSettings(new()), CapturedState.Of(_rig.Detector).Content);
        Assert.InRange(restored.WindowBytes, 1, _rig.Detector.WindowBytes);
    }

    private void Score(int first, int meters, int timeMs = 0) =>
        _rig.Score([.. Enumerable.Range(first, meters).Select(m => new StreamReading(BitConverter.GetBytes(m), 1_760_000_000_000 + timeMs, 230, 5, 25, default))]);
}
