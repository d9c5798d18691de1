namespace GridFlow.Sinks.Archive.Targets;

/// <summary>Cancels when nothing has moved for a while, however long the whole takes: an upload over a slow line is no fault, a silent one is.</summary>
internal sealed class IdleLimit : IDisposable
{
    private readonly TimeSpan _span;
    private readonly CancellationTokenSource _idle;
    private readonly CancellationTokenSource _either;

    public IdleLimit(TimeSpan span, TimeProvider time, CancellationToken cancellationToken)
    {
        _span = span;
        _idle = new CancellationTokenSource(span, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_idle.Token, cancellationToken);
    }

    /// <summary>Cancelled by the caller, or when nothing has moved.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Something has moved.</summary>
    public void Touch() => _idle.CancelAfter(_span);

    public void Dispose()
    {
        _either.Dispose();
        _idle.Dispose();
    }
}
