namespace GridFlow.Sinks.Kafka;

/// <summary>Tells one fence, as after a long freeze, from two instances that take the same transactional id from each other without end.</summary>
internal sealed class FenceCount(string transactionalId, TimeProvider time)
{
    /// <summary>Of two instances the one that was there first counts first, and ends; the other goes on.</summary>
    private const int Most = 3;
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(2);

    private readonly Queue<long> _fences = [];

    /// <exception cref="DeliveryException">Too many.</exception>
    public void Add()
    {
        _fences.Enqueue(time.GetTimestamp());
        while (time.GetElapsedTime(_fences.Peek()) > Within)
        {
            _fences.Dequeue();
        }

        if (_fences.Count >= Most)
        {
            throw new DeliveryException(
                $"transactional.id {transactionalId} is in use elsewhere: another producer has taken it {_fences.Count} times in {Within.TotalMinutes:F0} minutes. "
                + "Give each instance its own (Checkpoints:TransactionalId)");
        }
    }
}
