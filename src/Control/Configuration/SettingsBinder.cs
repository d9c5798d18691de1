using System.Reflection;

namespace GridFlow.Control.Configuration;

/// <summary>Copies the configuration into options, and lists what it cannot copy instead of throwing at the first.</summary>
/// <remarks>The framework's binder throws at the first value it cannot read and passes over keys that do not exist.</remarks>
internal sealed class SettingsBinder(IConfigurationRoot configuration, List<ConfigurationFault> faults)
{
    // Read by others: the logging of .NET, the hosting model.
    private static readonly string[] ForeignSections = ["Logging"];

    public void Bind(GridFlowSettings settings)
    {
        var sections = typeof(GridFlowSettings).GetProperties().Select(p => p.Name).ToList();
        foreach (var section in configuration.GetChildren())
        {
            // A root value is no section: GRIDFLOW_TEST_KAFKA and the like are not ours to judge. What lies in the folder of secrets is meant for us.
            var known = sections.Contains(section.Key, StringComparer.OrdinalIgnoreCase) || ForeignSections.Contains(section.Key, StringComparer.OrdinalIgnoreCase);
            if (!known && (section.GetChildren().Any() || SecretsFolder.Holds(configuration, section.Key)))
            {
                Unknown(section, sections);
            }
        }

        foreach (var property in typeof(GridFlowSettings).GetProperties())
        {
            BindObject(configuration.GetSection(property.Name), property.Name, property.GetValue(settings)!);
        }
    }

    private void BindObject(IConfigurationSection section, string path, object target)
    {
        var properties = target.GetType().GetProperties().Where(p => p.CanRead && p.CanWrite).ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (properties.TryGetValue(child.Key, out var property))
            {
                BindProperty(child, $"{path}:{property.Name}", target, property);
            }
            else
            {
                Unknown(child, properties.Keys);
            }
        }
    }

    private void BindProperty(IConfigurationSection section, string path, object target, PropertyInfo property)
    {
        var value = property.GetValue(target);
        if (value is Dictionary<string, string> free)
        {
            // Keys of the Kafka client contain dots, never colons: deeper levels cannot be meant.
            foreach (var (key, text) in section.AsEnumerable(makePathsRelative: true).Where(pair => pair.Value is not null && pair.Key.Length > 0))
            {
                free[key] = text!;
            }
        }
        else if (value is not (null or string) && property.PropertyType.IsClass)
        {
            BindObject(section, path, value);
        }
        else if (section.Value is not { } text)
        {
            faults.Add(Fault(path, null, $"is one value, not a section: {SettingText.Allowed(property.PropertyType)}"));
        }
        else if (SettingText.TryParse(text, property.PropertyType, out var parsed))
        {
            property.SetValue(target, parsed);
        }
        else
        {
            var nearest = Nearest.To(text.Trim(), SettingText.Words(property.PropertyType));
            faults.Add(Fault(path, text, $"must be {SettingsValidator.Allowed(property)}{(nearest is null ? "" : $"; did you mean {nearest}?")}"));
        }
    }

    private void Unknown(IConfigurationSection section, IEnumerable<string> names)
    {
        var path = section.Path;
        var parent = path[..(path.LastIndexOf(':') + 1)];
        var nearest = Nearest.To(section.Key, names);
        foreach (var leaf in Leaves(section))
        {
            var meant = nearest is null ? SettingKeys.ElsewhereCalled(leaf.Key) : SettingKeys.Corrected($"{parent}{nearest}{leaf.Path[path.Length..]}");
            var hint = meant is null ? $"known here: {string.Join(", ", names)}" : $"did you mean {meant}?";
            faults.Add(Fault(leaf.Path, null, $"no such setting; {hint}") with { Exists = false });
        }
    }

    private ConfigurationFault Fault(string path, string? value, string problem) =>
        new(path, Secrets.IsSecret(configuration, path) ? null : value, ConfigurationSources.SourceOf(configuration, path), problem);

    private static IEnumerable<IConfigurationSection> Leaves(IConfigurationSection section) =>
        section.GetChildren().Any() ? section.GetChildren().SelectMany(Leaves) : [section];
}
