using GridFlow.Checkpoints;

namespace GridFlow.Load.Benchmarks;

/// <summary>The quickest target there can be: it counts the bytes and gives the memory back, so that what is left is the lane's own part.</summary>
internal sealed class CountingTarget : ISnapshotTarget
{
    public IStateSink Begin(SnapshotHeader header, Action<SnapshotResult> done) => new Sink(done);

    private sealed class Sink(Action<SnapshotResult> done) : IStateSink
    {
        private long _bytes;

        public int Backlog => 0;

        public void Add(StateChunk chunk)
        {
            _bytes += chunk.Length;
            chunk.Return();
        }

        public void Complete() => done(new SnapshotResult(true, _bytes, _bytes, null));

        public void Abandon() => done(default);
    }
}
