using System.Globalization;

namespace GridFlow.Control.Terminal;

/// <summary>Numbers and words as the terminal shows them.</summary>
internal static class Figures
{
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Rate(double perSecond) => perSecond.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A large number in at most six characters, for narrow places.</summary>
    public static string Compact(long value) => value switch
    {
        < 100_000 => Count(value),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e3:F0} k"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:F1} M"),
    };

    public static string Milliseconds(double value) =>
        value < 100 ? string.Create(CultureInfo.InvariantCulture, $"{value:F1} ms") : string.Create(CultureInfo.InvariantCulture, $"{value:F0} ms");

    public static string Clock(TimeSpan value) => value.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture);

    /// <summary>A size in the unit that gives it one to three digits.</summary>
    public static string Bytes(long value) => value switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{value} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e3:F1} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:F1} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value / 1e9:F1} GB"),
    };

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
