using Spectre.Console;

namespace GridFlow.Control.Operator.Watching;

/// <summary>Draws the board on a terminal again and again.</summary>
internal sealed class WatchScreen(IAnsiConsole console, TimeProvider time)
{
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs until cancelled, and leaves the last frame standing.</summary>
    public Task RunAsync(WatchBoard board, CancellationToken end) =>
        console.Live(Frame(board)).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Bottom).StartAsync(async live =>
        {
            while (!end.IsCancellationRequested)
            {
                live.UpdateTarget(Frame(board));
                await Task.Delay(FrameTime, time, end).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }

            live.UpdateTarget(Frame(board));
        });

    // The size is asked for each frame: a terminal may be resized.
    private Spectre.Console.Rendering.IRenderable Frame(WatchBoard board) => WatchView.Render(board.Frame(), console.Profile.Width, console.Profile.Height);
}
