namespace GridFlow.Topology;

/// <summary>One block seen from outside.</summary>
internal sealed class BlockProbe(string name, int capacity)
{
    private long _processed;
    private long _begun;
    private long _ended;

    public string Name => name;

    /// <summary>Items that wait for the block.</summary>
    public Func<int> InputLength { get; set; } = () => 0;

    /// <summary>Items that it is done with and that wait for the next block.</summary>
    public Func<int> OutputLength { get; set; } = () => 0;

    public BlockStatus Status => new(name, InputLength() + OutputLength(), capacity, Interlocked.Read(ref _processed));

    /// <summary>Whether an item is being worked on.</summary>
    public bool IsAtWork => Interlocked.Read(ref _begun) > Interlocked.Read(ref _ended);

    /// <summary>Whether it is its turn: at work, or with an input that nothing behind it holds back.</summary>
    public bool HasWork => IsAtWork || (InputLength() > 0 && OutputLength() == 0);

    /// <summary>Items that were begun and ended, looks at the clock included.</summary>
    public long Ended => Interlocked.Read(ref _ended);

    public void Begin() => Interlocked.Increment(ref _begun);

    /// <summary>An item is done; one that is none (a look at the clock) is not counted as work.</summary>
    public void End(bool isWork)
    {
        if (isWork)
        {
            Interlocked.Increment(ref _processed);
        }

        Interlocked.Increment(ref _ended);
    }
}
