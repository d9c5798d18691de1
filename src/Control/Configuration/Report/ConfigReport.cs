namespace GridFlow.Control.Configuration.Report;

/// <summary>The configuration in force and what is wrong with it.</summary>
/// <param name="Settings">In the order of the sections.</param>
/// <param name="Faults">All of them.</param>
internal sealed record ConfigReport(IReadOnlyList<EffectiveSetting> Settings, IReadOnlyList<ConfigurationFault> Faults)
{
    private const string Mask = "***";

    /// <summary>Whether it can be used.</summary>
    public bool Ok => Faults.Count == 0;

    /// <summary>Reads everything; a setting that cannot be read shows the text that stands there.</summary>
    /// <param name="configuration">All sources.</param>
    /// <param name="configFile">File of <c>--config</c>; null when none.</param>
    public static ConfigReport Of(IConfigurationRoot configuration, string? configFile)
    {
        var faults = new List<ConfigurationFault>();
        var settings = new GridFlowSettings();
        new SettingsBinder(configuration, faults).Bind(settings);
        new SettingsValidator(configuration, faults).Validate(settings);
        var bound = SettingKeys.All.Select(setting => Setting(setting.Key, configuration[setting.Key] ?? Default(setting, settings)));
        var others = SettingKeys.Free.Append("Logging").SelectMany(section => configuration.GetSection(section).AsEnumerable())
            .Where(pair => pair.Value is not null)
            .Select(pair => Setting(pair.Key, pair.Value))
            .OrderBy(setting => setting.Key, StringComparer.Ordinal);
        return new ConfigReport([.. bound.Concat(others)], faults);

        EffectiveSetting Setting(string key, string? value) => new(key, SecretsFolder.Holds(configuration, key) && !string.IsNullOrEmpty(value) ? Mask : Shown(key, value), ConfigurationSources.OriginOf(configuration, key, configFile));
    }

    /// <summary>A value without what must not be seen: secrets, and passwords inside addresses.</summary>
    internal static string? Shown(string key, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return value;
        }

        if (Secrets.IsSecret(key))
        {
            return Mask;
        }

        return Uri.TryCreate(value, UriKind.Absolute, out var address) && address.UserInfo.Length > 0 ? value.Replace($"{address.UserInfo}@", $"{Mask}@", StringComparison.Ordinal) : value;
    }

    private static string? Default(SettingKey setting, GridFlowSettings settings)
    {
        object? value = settings;
        foreach (var name in setting.Key.Split(':'))
        {
            value = value!.GetType().GetProperty(name)!.GetValue(value);
        }

        return value is null ? null : SettingText.Format(value);
    }
}
