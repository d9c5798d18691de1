using System.Globalization;
using System.Text;

namespace GridFlow.Control.Configuration;

/// <summary>Turns the text of one setting into its value.</summary>
internal static class SettingText
{
    /// <summary>Reads <paramref name="text"/> as <paramref name="type"/>; false when it is none.</summary>
    public static bool TryParse(string text, Type type, out object? value)
    {
        var wanted = Nullable.GetUnderlyingType(type) ?? type;
        if (wanted == typeof(string))
        {
            value = text;
            return true;
        }

        text = text.Trim();
        if (wanted.IsEnum)
        {
            // Numbers are refused: they would bind silently to whatever stands there.
            var name = text.Replace("-", "", StringComparison.Ordinal);
            var found = Enum.GetNames(wanted).FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
            value = found is null ? null : Enum.Parse(wanted, found);
            return found is not null;
        }

        var (success, parsed) = Number(text, wanted);
        value = parsed;
        return success;
    }

    /// <summary>What <paramref name="type"/> allows, in words.</summary>
    public static string Allowed(Type type)
    {
        var wanted = Nullable.GetUnderlyingType(type) ?? type;
        return wanted switch
        {
            { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(wanted).Select(Kebab))}",
            _ when wanted == typeof(TimeSpan) => DurationText.Allowed,
            _ when wanted == typeof(bool) => "true or false",
            _ when wanted == typeof(double) => "a number, with a point for decimals",
            _ when wanted == typeof(string) => "text",
            _ => "a whole number",
        };
    }

    /// <summary>The words that <paramref name="type"/> allows; none when it is no choice of words.</summary>
    public static IReadOnlyList<string> Words(Type type)
    {
        var wanted = Nullable.GetUnderlyingType(type) ?? type;
        return wanted.IsEnum ? [.. Enum.GetNames(wanted).Select(Kebab)] : wanted == typeof(bool) ? ["true", "false"] : [];
    }

    /// <summary>A value as one would type it.</summary>
    public static string Format(object value) => value switch
    {
        TimeSpan time => DurationText.Format(time),
        Enum word => Kebab(word.ToString()),
        double number => number.ToString("0.#########", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary><c>AtLeastOnce</c> as <c>at-least-once</c>.</summary>
    public static string Kebab(string name)
    {
        var kebab = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && kebab.Length > 0)
            {
                kebab.Append('-');
            }

            kebab.Append(char.ToLowerInvariant(c));
        }

        return kebab.ToString();
    }

    private static (bool Success, object? Value) Number(string text, Type type)
    {
        var culture = CultureInfo.InvariantCulture;
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Int16 => (short.TryParse(text, NumberStyles.Integer, culture, out var s), s),
            TypeCode.Int32 => (int.TryParse(text, NumberStyles.Integer, culture, out var i), i),
            TypeCode.Int64 => (long.TryParse(text, NumberStyles.Integer, culture, out var l), l),
            TypeCode.Double => (double.TryParse(text, NumberStyles.Float, culture, out var d) && double.IsFinite(d), d),
            TypeCode.Boolean => (bool.TryParse(text, out var b), b),
            _ when type == typeof(TimeSpan) => (DurationText.TryParse(text, out var t), t),
            _ => throw new NotSupportedException($"An option has the type {type}, which no text can be read as."),
        };
    }
}
