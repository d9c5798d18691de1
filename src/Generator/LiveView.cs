using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GridFlow.Generator;

/// <summary>A table that stays in place on a terminal.</summary>
internal sealed class LiveView(IAnsiConsole console, string title) : IProgressView
{
    private const int WarningsShown = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private readonly Lock _gate = new();
    private readonly Queue<string> _warnings = new();
    private bool _live;

    public void Say(string line) => console.MarkupLineInterpolated($"{line}");

    public void Warn(string line)
    {
        lock (_gate)
        {
            if (!_live)
            {
                console.MarkupLineInterpolated($"[yellow]{line}[/]");
                return;
            }

            // Printing beside a live table would tear it: the last warnings stand in the table.
            _warnings.Enqueue(line);
            if (_warnings.Count > WarningsShown)
            {
                _warnings.Dequeue();
            }
        }
    }

    public async Task ShowAsync(Func<GeneratorProgress> read, TimeProvider time, CancellationToken stop)
    {
        SetLive(true);
        await console.Live(Render(read(), 0)).StartAsync(async context =>
        {
            var last = read();
            while (await Pause.UntilAsync(Interval, time, stop))
            {
                var now = read();
                context.UpdateTarget(Render(now, (now.Readings.Sent - last.Readings.Sent) / (now.Elapsed - last.Elapsed).TotalSeconds));
                last = now;
            }
        });
        SetLive(false);
    }

    public void Finish(GeneratorSummary summary) => console.WriteLine(ProgressText.Totals(summary));

    public IRenderable Render(in GeneratorProgress progress, double readingsPerSecond)
    {
        var table = new Table().RoundedBorder().Title(Markup.Escape(title)).AddColumn("").AddColumn(new TableColumn("").RightAligned()).HideHeaders();
        Row("time", ProgressText.Clock(progress.Elapsed));
        Row("readings/s", Number(readingsPerSecond));
        Row("sent", Number(progress.Readings.Sent));
        Row("acknowledged", Number(progress.Readings.Acknowledged));
        Row("in flight", Number(progress.Readings.InFlight));
        Row("failed", Number(progress.Readings.Failed));
        foreach (var (kind, count) in progress.Injected)
        {
            Row($"injected {kind}", Number(count));
        }

        if (progress.RowsSkipped > 0)
        {
            Row("rows skipped", Number(progress.RowsSkipped));
        }

        lock (_gate)
        {
            return new Rows([table, .. _warnings.Select(warning => new Markup($"[yellow]{Markup.Escape(warning)}[/]")), new Markup("[grey]Ctrl-C drains and ends[/]")]);
        }

        void Row(string name, string value) => table.AddRow(Markup.Escape(name), Markup.Escape(value));
    }

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private void SetLive(bool live)
    {
        lock (_gate)
        {
            _live = live;
        }
    }
}
