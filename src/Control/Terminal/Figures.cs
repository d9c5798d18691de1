using System.Globalization;

namespace GridFlow.Control.Terminal;

/// <summary>Numbers and words as the terminal shows them.</summary>
internal static class Figures
{
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Rate(double perSecond) => perSecond.ToString("N0", CultureInfo.InvariantCulture);

    public static string Milliseconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:F1} ms");

    public static string Clock(TimeSpan value) => value.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture);

    /// <summary>Ten cells that show how full a queue is; anything in it shows at least one.</summary>
    public static string Bar(int length, int capacity, int cells)
    {
        var full = capacity <= 0 ? 0 : (int)Math.Ceiling((double)length / capacity * cells);
        full = Math.Clamp(full, 0, cells);
        return new string('█', full) + new string('░', cells - full);
    }

    /// <summary>Cuts a line that is too long; the end shows that something is missing.</summary>
    public static string Fit(string text, int width) => text.Length <= width ? text : width <= 1 ? "" : text[..(width - 1)] + "…";
}
