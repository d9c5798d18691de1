using System.Globalization;

namespace GridFlow.Load.Scenarios.Running;

/// <summary>A line that is written over on a terminal, and now and then a new one elsewhere. On standard error: what is on standard output is the report.</summary>
internal sealed class TerminalScreen(TextWriter output, bool isTerminal, TimeProvider time) : ILoadScreen
{
    private const string BeginLine = "\r\e[2K";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private long _shown = time.GetTimestamp();

    public void Say(string text)
    {
        lock (_lock)
        {
            output.WriteLine(isTerminal ? BeginLine + text : text);
        }
    }

    public void Show(Sample sample, TimeSpan length)
    {
        lock (_lock)
        {
            if (isTerminal)
            {
                output.Write(BeginLine + Line(sample, length));
            }
            else if (time.GetElapsedTime(_shown) >= Pause)
            {
                _shown = time.GetTimestamp();
                output.WriteLine(Line(sample, length));
            }
        }
    }

    private static string Line(Sample sample, TimeSpan length) => string.Create(
        CultureInfo.InvariantCulture,
        $"{sample.AtS,6:0} of {length.TotalSeconds:0} s  offered {sample.OfferedPerS:N0}/s  settled {sample.SettledPerS:N0}/s  anomalies {sample.AnomaliesPerS:N0}/s  p50 {sample.P50Ms:0.#} p99 {sample.P99Ms:0.#} ms  queues {(sample.QueueFill ?? 0) * 100:0} %  waiting {sample.Backlog:N0}  {(sample.MemoryMb is { } memory ? $"{memory:N0} MB" : "not running")}");
}
