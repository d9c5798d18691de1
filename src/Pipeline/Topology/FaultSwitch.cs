namespace GridFlow.Topology;

/// <summary>The first failure of any stage stops all of them: it is remembered, and the token that everything waits with is cancelled.</summary>
internal sealed class FaultSwitch : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private Exception? _first;

    /// <summary>Cancelled by the first failure, and by <see cref="Abort"/>.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The first failure; null when there was none.</summary>
    public Exception? First => Volatile.Read(ref _first);

    /// <summary>Notes a failure and stops everything before it returns.</summary>
    /// <remarks>
    /// Before, because an ordered block goes on with the next item as soon as one has failed, and the publisher must not commit past it.
    /// </remarks>
    /// <returns>What the stage has to throw.</returns>
    public Exception Trip(Exception failure)
    {
        if (failure is OperationCanceledException)
        {
            if (Token.IsCancellationRequested)
            {
                return failure;
            }

            // Dataflow takes a cancellation for "leave this item out" and goes on, which would lose the batch without a word.
            failure = new InvalidOperationException($"A stage was cancelled while the graph was running: {failure.Message}", failure);
        }

        Interlocked.CompareExchange(ref _first, failure, null);
        _source.Cancel();
        return failure;
    }

    /// <summary>Stops everything without a failure.</summary>
    public void Abort() => _source.Cancel();

    public void Dispose() => _source.Dispose();
}
