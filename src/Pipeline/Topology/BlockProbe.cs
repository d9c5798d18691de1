namespace GridFlow.Topology;

/// <summary>One block seen from outside.</summary>
internal sealed class BlockProbe(string name, int capacity)
{
    private long _processed;

    public string Name => name;

    public Func<int> QueueLength { get; set; } = () => 0;

    public BlockStatus Status => new(name, QueueLength(), capacity, Interlocked.Read(ref _processed));

    public void Count() => Interlocked.Increment(ref _processed);
}
