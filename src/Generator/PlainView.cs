namespace GridFlow.Generator;

/// <summary>One line every few seconds.</summary>
/// <param name="lines">For people.</param>
/// <param name="warnings">For what is wrong.</param>
/// <param name="json">For the JSON object at the end; null when none is wanted.</param>
internal sealed class PlainView(TextWriter lines, TextWriter warnings, TextWriter? json) : IProgressView
{
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(5);

    public void Say(string line) => lines.WriteLine(line);

    public void Warn(string line) => warnings.WriteLine($"gridflow-generator: {line}");

    public async Task ShowAsync(Func<GeneratorProgress> read, TimeProvider time, CancellationToken stop)
    {
        var last = read();
        while (await Pause.UntilAsync(Interval, time, stop))
        {
            var now = read();
            lines.WriteLine(ProgressText.Line(now, (now.Readings.Sent - last.Readings.Sent) / (now.Elapsed - last.Elapsed).TotalSeconds));
            last = now;
        }
    }

    public void Finish(GeneratorSummary summary)
    {
        lines.WriteLine(ProgressText.Totals(summary));
        json?.WriteLine(summary.ToJson());
    }
}
