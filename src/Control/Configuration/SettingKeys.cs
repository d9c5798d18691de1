using System.Reflection;

namespace GridFlow.Control.Configuration;

/// <summary>The names of all settings.</summary>
internal static class SettingKeys
{
    /// <summary>Every setting that has one value, in the order of the sections.</summary>
    public static IReadOnlyList<SettingKey> All { get; } = [.. typeof(GridFlowSettings).GetProperties().SelectMany(section => Of(section.Name, section.GetValue(new GridFlowSettings())!))];

    /// <summary>Sections below which any key may stand, as the Kafka client names it.</summary>
    public static IReadOnlyList<string> Free { get; } = ["Kafka:Properties", "Kafka:Consumer", "Kafka:Producer"];

    /// <summary>The setting that somebody probably meant, or null.</summary>
    public static string? Nearest(string key) => Configuration.Nearest.To(key, All.Select(setting => setting.Key));

    /// <summary>A key of which one part has been put right: itself when it exists now, else the nearest, for another part may be misspelt too.</summary>
    public static string Corrected(string key) =>
        All.Any(setting => setting.Key.Equals(key, StringComparison.OrdinalIgnoreCase)) ? key : Nearest(key) ?? key;

    /// <summary>The setting of this name in whatever section; null when there is none or more than one.</summary>
    public static string? ElsewhereCalled(string name) =>
        All.Where(setting => setting.Key[(setting.Key.LastIndexOf(':') + 1)..].Equals(name, StringComparison.OrdinalIgnoreCase)).ToList() is [var one] ? one.Key : null;

    private static IEnumerable<SettingKey> Of(string path, object options)
    {
        foreach (var property in options.GetType().GetProperties().Where(p => p.CanRead && p.CanWrite))
        {
            var (key, value) = ($"{path}:{property.Name}", property.GetValue(options));
            if (value is Dictionary<string, string>)
            {
                continue;
            }

            foreach (var setting in IsGroup(property, value) ? Of(key, value!) : [new SettingKey(key, property)])
            {
                yield return setting;
            }
        }
    }

    private static bool IsGroup(PropertyInfo property, object? value) => property.PropertyType.IsClass && value is not (null or string);
}
