namespace GridFlow.Control.Archive;

/// <summary>Says how far a long work is, at most once in two seconds, from any thread.</summary>
/// <param name="output">Where to write.</param>
/// <param name="time">The clock.</param>
internal sealed class ProgressLine(TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private long _said = time.GetTimestamp();

    public void Show(int done, int total)
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_said) >= Pause)
            {
                _said = time.GetTimestamp();
                output.WriteLine($"{done}/{total} files");
            }
        }
    }
}
