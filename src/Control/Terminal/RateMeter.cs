namespace GridFlow.Control.Terminal;

/// <summary>Rate of a counter over the last seconds.</summary>
internal sealed class RateMeter(TimeProvider time)
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(3);

    private readonly Queue<(long Timestamp, long Count)> _samples = new();

    /// <summary>Takes the counter's value and answers its rate per second.</summary>
    public double Next(long count)
    {
        var now = time.GetTimestamp();
        _samples.Enqueue((now, count));
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.Peek().Timestamp, now) > Span)
        {
            _samples.Dequeue();
        }

        var (first, firstCount) = _samples.Peek();
        var elapsed = time.GetElapsedTime(first, now).TotalSeconds;
        return elapsed > 0 ? (count - firstCount) / elapsed : 0;
    }
}
