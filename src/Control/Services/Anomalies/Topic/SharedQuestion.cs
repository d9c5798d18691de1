namespace GridFlow.Control.Services.Anomalies.Topic;

/// <summary>A question that many have at the same moment, as when all clients come back to an instance: whoever asks while it waits for its turn gets the same answer.</summary>
/// <remarks>Who asks after it has begun does not: no answer is older than the question, so a token of a topic made anew just now is never judged by the one before.</remarks>
/// <param name="ask">Asks it, and calls the action in front of it when its turn has come.</param>
internal sealed class SharedQuestion<TAbout, TAnswer>(Func<TAbout, Action, Task<TAnswer>> ask)
    where TAbout : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TAbout, Task<TAnswer>> _waiting = [];

    /// <summary>The answer. Who gives up takes it from nobody else.</summary>
    public Task<TAnswer> AskAsync(TAbout about, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(about, out var answer))
            {
                // Not on this thread: its turn may come at once, and end the waiting before it is noted.
                _waiting[about] = answer = Task.Run(() => ask(about, () => Begin(about)), CancellationToken.None);
            }

            return answer.WaitAsync(cancellationToken);
        }
    }

    private void Begin(TAbout about)
    {
        lock (_lock)
        {
            _waiting.Remove(about);
        }
    }
}
