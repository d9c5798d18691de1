using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using GridFlow.Control.Configuration;

namespace GridFlow.Control.Tests.Configuration;

/// <summary>Writes the configuration reference from the options themselves: keys and defaults from the types, words from their XML docs.</summary>
internal static partial class ConfigurationReference
{
    private const string Head = """
        # Configuration
        `appsettings.json` < `--config FILE` < files `Section__Key` in the folder that `GRIDFLOW_SECRETS` names < environment `GRIDFLOW_Section__Key` < command line `--Section:Key=value`. All faults are listed at once, and the exit code is 78.
        Times are `hh:mm:ss.fff`, with days in front (`1.00:00:00`). This page is written from the code; a test compares it (`GRIDFLOW_UPDATE_GOLDEN=1` rewrites it).

        """;

    public static string Render()
    {
        var text = new StringBuilder(Head);
        foreach (var section in typeof(GridFlowSettings).GetProperties())
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {section.Name}\n{Words(section.PropertyType)}\n\n| key | default | allowed | meaning |\n|---|---|---|---|\n");
            Rows(section.Name, Activator.CreateInstance(section.PropertyType)!, text);
        }

        return text.ToString();
    }

    private static void Rows(string prefix, object options, StringBuilder text)
    {
        foreach (var property in options.GetType().GetProperties().Where(p => p.CanWrite))
        {
            var key = $"{prefix}:{property.Name}";
            var value = property.GetValue(options);
            if (value is not null && value is not string && value is not IDictionary && property.PropertyType.IsClass)
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{key}` | | | {Words(property)} |\n");
                Rows(key, value, text);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{key}` | {Default(value)} | {Allowed(property)} | {Words(property)} |\n");
            }
        }
    }

    private static string Default(object? value) => value switch
    {
        null => "",
        IDictionary => "",
        Enum symbol => $"`{Kebab(symbol.ToString())}`",
        IFormattable formattable => $"`{formattable.ToString(null, CultureInfo.InvariantCulture)}`",
        _ => $"`{value}`",
    };

    private static string Allowed(PropertyInfo property)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}");
        }

        return property.PropertyType.IsEnum ? string.Join(", ", Enum.GetNames(property.PropertyType).Select(Kebab)) : "";
    }

    private static string Kebab(string name) => UpperCase().Replace(name, "-$1").TrimStart('-').ToLowerInvariant();

    private static string Words(MemberInfo member)
    {
        var owner = member as Type ?? member.DeclaringType!;
        var docs = XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{owner.Assembly.GetName().Name}.xml"));
        var id = member is Type ? $"T:{owner.FullName}" : $"P:{owner.FullName}.{member.Name}";
        var summary = docs.Descendants("member").Single(m => (string?)m.Attribute("name") == id).Element("summary")!;
        foreach (var see in summary.Descendants("see").ToList())
        {
            see.ReplaceWith($"`{((string?)see.Attribute("cref"))?.Split('.')[^1]}`");
        }

        foreach (var code in summary.Descendants("c").ToList())
        {
            code.ReplaceWith($"`{code.Value}`");
        }

        return Whitespace().Replace(summary.Value, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();

    [GeneratedRegex("([A-Z])")]
    private static partial Regex UpperCase();
}
