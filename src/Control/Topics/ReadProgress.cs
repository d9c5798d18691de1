using System.Globalization;
using GridFlow.Control.Terminal;

namespace GridFlow.Control.Topics;

/// <summary>A line now and then about work that takes long, where it disturbs no output.</summary>
/// <param name="error">Standard error.</param>
/// <param name="time">The clock.</param>
internal sealed class ReadProgress(TextWriter error, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private long _last = time.GetTimestamp();

    /// <summary>Says how far it has come.</summary>
    /// <param name="done">Offsets that are done.</param>
    /// <param name="total">Offsets in all.</param>
    /// <param name="found">What has come of it.</param>
    public void Step(long done, long total, Func<string> found)
    {
        if (IsTime())
        {
            var share = total == 0 ? 1 : (double)done / total;
            error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{share:P0}, {Figures.Count(done)} of {Figures.Count(total)} offsets: {found()}"));
        }
    }

    /// <summary>Says what is waited for, when that takes long.</summary>
    public void Waiting(TimeSpan silence, string what)
    {
        if (silence >= Interval && IsTime())
        {
            error.WriteLine($"waiting: {what}");
        }
    }

    private bool IsTime()
    {
        if (time.GetElapsedTime(_last) < Interval)
        {
            return false;
        }

        _last = time.GetTimestamp();
        return true;
    }
}
