using System.Collections.Concurrent;
using GridFlow.Sinks.Live;

namespace GridFlow.Control.Terminal;

/// <summary>The view as lines: one every two seconds, and one for each alarm of ERROR and above.</summary>
internal sealed class PlainScreen(TextWriter output, TimeProvider time) : IDemoScreen
{
    private const int MostAlarmsAtOnce = 8;

    private static readonly TimeSpan LineTime = TimeSpan.FromSeconds(2);

    private readonly ConcurrentQueue<AnomalyNotice> _alarms = new();

    public async Task RunAsync(Func<DemoSnapshot> next, CancellationToken stop)
    {
        foreach (var line in PlainView.Start(next()))
        {
            await output.WriteLineAsync(line);
        }

        while (!stop.IsCancellationRequested)
        {
            await WriteAsync(next());
            await Task.Delay(LineTime, time, stop).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        await WriteAsync(next());
    }

    public void Alarm(AnomalyNotice alarm)
    {
        if (PlainView.Shows(alarm))
        {
            _alarms.Enqueue(alarm);
        }
    }

    private async Task WriteAsync(DemoSnapshot snapshot)
    {
        // A flood would bury the rest; the number says how much of it is not shown.
        for (var shown = 0; shown < MostAlarmsAtOnce && _alarms.TryDequeue(out var alarm); shown++)
        {
            await output.WriteLineAsync(PlainView.Alarm(alarm));
        }

        if (!_alarms.IsEmpty)
        {
            await output.WriteLineAsync($"         … and {_alarms.Count} more of ERROR and above");
            _alarms.Clear();
        }

        await output.WriteLineAsync(PlainView.Progress(snapshot));
        await output.FlushAsync();
    }
}
