using GridFlow.Checkpoints;
using GridFlow.Pipeline.Tests.Detection;

namespace GridFlow.Pipeline.Tests.Checkpoints;

/// <summary>A target that keeps snapshots in memory, and makes them durable or fail when the test says so.</summary>
internal sealed class MemoryTarget : ISnapshotTarget
{
    public List<(SnapshotHeader Header, CapturedState State, Action<SnapshotResult> Done)> Begun { get; } = [];

    public IStateSink Begin(SnapshotHeader header, Action<SnapshotResult> done)
    {
        Begun.Add((header, new CapturedState(), done));
        return Begun[^1].State;
    }

    public void Store() => Begun[^1].Done(new SnapshotResult(true, 1_000, 100, null));

    public void Fail(string why) => Begun[^1].Done(new SnapshotResult(false, 0, 0, why));
}
