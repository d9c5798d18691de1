namespace GridFlow.Control.Configuration;

/// <summary>Makes settings of a configuration, or says everything that is wrong with it.</summary>
public static class SettingsReader
{
    /// <summary>Binds and validates.</summary>
    /// <exception cref="InvalidConfigurationException">At least one fault; all are listed.</exception>
    public static GridFlowSettings Read(IConfigurationRoot configuration)
    {
        var faults = new List<ConfigurationFault>();
        var settings = new GridFlowSettings();
        new SettingsBinder(configuration, faults).Bind(settings);
        new SettingsValidator(configuration, faults).Validate(settings);
        return faults.Count == 0 ? settings : throw new InvalidConfigurationException(faults);
    }
}
