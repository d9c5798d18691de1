using GridFlow.Checkpoints;

namespace GridFlow.Load.Benchmarks;

/// <summary>A snapshot's state in memory.</summary>
internal sealed class KeptState : IStateSink
{
    public List<StateChunk> Chunks { get; } = [];

    public int Backlog => 0;

    public void Add(StateChunk chunk) => Chunks.Add(chunk);

    public void Complete()
    {
    }

    public void Abandon()
    {
    }
}
