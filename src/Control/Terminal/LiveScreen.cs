using GridFlow.Sinks.Live;
using Spectre.Console;

namespace GridFlow.Control.Terminal;

/// <summary>The live view on a terminal.</summary>
internal sealed class LiveScreen(IAnsiConsole console, TimeProvider time) : IDemoScreen
{
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(500);

    public Task RunAsync(Func<DemoSnapshot> next, CancellationToken stop) =>
        console.Live(Frame(next())).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Bottom).StartAsync(async live =>
        {
            while (!stop.IsCancellationRequested)
            {
                live.UpdateTarget(Frame(next()));
                await Task.Delay(FrameTime, time, stop).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }

            live.UpdateTarget(Frame(next()));
        });

    public void Alarm(AnomalyNotice alarm)
    {
    }

    private Spectre.Console.Rendering.IRenderable Frame(DemoSnapshot snapshot) => LiveView.Render(snapshot, console.Profile.Width, console.Profile.Height);
}
