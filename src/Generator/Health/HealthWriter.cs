namespace GridFlow.Generator;

/// <summary>Keeps the file that <c>gridflow-generator health</c> reads.</summary>
/// <param name="path">The file; its folder must be there.</param>
/// <param name="view">Told when it cannot be written.</param>
/// <param name="time">Clock of what is written.</param>
internal sealed class HealthWriter(string path, IProgressView view, TimeProvider time)
{
    private DeliveryHealth _last = new() { StartedAt = time.GetUtcNow(), Acknowledged = 0 };
    private bool _failing;

    /// <summary>Least time between two writes.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Says that nothing is delivered yet, in place of what an earlier run has left.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Begin() => Write(_last);

    /// <summary>Writes while readings are acknowledged, until told to stop, and then what came in the meantime.</summary>
    public async Task KeepAsync(Func<long> acknowledged, CancellationToken stop)
    {
        while (await Pause.UntilAsync(Interval, time, stop))
        {
            Note(acknowledged());
        }

        Note(acknowledged());
    }

    private void Note(long acknowledged)
    {
        // Not a heartbeat: a run that delivers nothing lets the file grow old.
        if (acknowledged == _last.Acknowledged)
        {
            return;
        }

        var health = _last with { Acknowledged = acknowledged, AcknowledgedAt = time.GetUtcNow() };
        try
        {
            Write(health);
            _last = health;
            _failing = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Readings go on; whoever asks for health hears that the file is old.
            if (!_failing)
            {
                view.Warn($"--health-file: {e.Message}");
            }

            _failing = true;
        }
    }

    private void Write(DeliveryHealth health)
    {
        // Moved into place, so that nobody reads half of it.
        var unfinished = path + ".new";
        File.WriteAllText(unfinished, health.ToJson() + "\n");
        File.Move(unfinished, path, overwrite: true);
    }
}
