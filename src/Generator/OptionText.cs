using System.Globalization;
using GridFlow.Simulation;

namespace GridFlow.Generator;

/// <summary>Reads the values of options.</summary>
internal static class OptionText
{
    public const string DurationExpected = "a duration such as 500ms, 30s, 5m, 1.5h or 00:05:00, above 0";
    public const string SpeedExpected = "a factor above 0, such as 1 (real time) or 60, or max";
    public const string NumberExpected = "a number";
    public const string WholeNumberExpected = "a whole number within range";
    public const string PropertyExpected = "key=value";

    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400)];

    /// <summary>Every kind as the command line spells it: <c>level-shift</c>.</summary>
    public static IReadOnlyList<string> KindNames { get; } = [.. Enum.GetValues<AnomalyKind>().Select(Spell)];

    public static string KindExpected => $"a kind of anomaly ({string.Join(", ", KindNames)})";

    public static bool TryDuration(string text, out TimeSpan duration)
    {
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return TimeSpan.TryParseExact(text, ["c", @"h\:mm\:ss"], CultureInfo.InvariantCulture, out duration) && duration > TimeSpan.Zero;
        }

        duration = TimeSpan.Zero;
        foreach (var (suffix, seconds) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number * seconds < TimeSpan.MaxValue.TotalSeconds)
            {
                duration = TimeSpan.FromSeconds(number * seconds);
                return duration > TimeSpan.Zero;
            }
        }

        return false;
    }

    public static bool TryNumber(string text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    public static bool TrySpeed(string text, out double speed)
    {
        if (text.Equals("max", StringComparison.OrdinalIgnoreCase))
        {
            speed = double.PositiveInfinity;
            return true;
        }

        return double.TryParse(text.TrimEnd('x'), NumberStyles.Float, CultureInfo.InvariantCulture, out speed) && speed > 0 && double.IsFinite(speed);
    }

    public static bool TryKind(string text, out AnomalyKind kind)
    {
        var index = KindNames.ToList().FindIndex(name => Plain(name) == Plain(text));
        kind = (AnomalyKind)Math.Max(0, index);
        return index >= 0;

        static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();
    }

    public static bool TryProperty(string text, out KeyValuePair<string, string> property)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        property = equals > 0 ? new(text[..equals].Trim(), text[(equals + 1)..]) : default;
        return equals > 0;
    }

    private static string Spell(AnomalyKind kind) =>
        string.Concat(kind.ToString().Select((letter, index) => char.IsUpper(letter) && index > 0 ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
