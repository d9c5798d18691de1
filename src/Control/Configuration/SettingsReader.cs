namespace GridFlow.Control.Configuration;

/// <summary>Makes settings of a configuration, or says everything that is wrong with it.</summary>
public static class SettingsReader
{
    private static readonly string[] ClientKeys =
    [
        .. new[] { nameof(ControlOptions.Address), nameof(ControlOptions.CaPath), nameof(ControlOptions.Host), nameof(ControlOptions.GrpcPort) }.Select(name => $"{ControlOptions.Section}:{name}"),
    ];

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

    /// <summary>Reads only what a client of the control plane needs.</summary>
    /// <remarks>Nothing else is judged: a person on shift must be able to pause with a fault elsewhere, and without the right to read the service's key.</remarks>
    /// <exception cref="InvalidConfigurationException">At least one fault in it; all are listed.</exception>
    public static ControlOptions ReadClient(IConfigurationRoot configuration)
    {
        var faults = new List<ConfigurationFault>();
        var settings = new GridFlowSettings();
        new SettingsBinder(configuration, faults).Bind(settings);
        new SettingsValidator(configuration, faults).Validate(settings);
        var own = faults.Where(fault => ClientKeys.Contains(fault.Key) || (!fault.Exists && fault.Key.StartsWith($"{ControlOptions.Section}:", StringComparison.OrdinalIgnoreCase))).ToList();
        return own.Count == 0 ? settings.Control : throw new InvalidConfigurationException(own);
    }
}
