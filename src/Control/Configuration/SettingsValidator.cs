using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace GridFlow.Control.Configuration;

/// <summary>Checks bound options by their attributes, at every depth, and what no single section can see.</summary>
internal sealed class SettingsValidator(IConfigurationRoot configuration, List<ConfigurationFault> faults)
{
    public void Validate(GridFlowSettings settings)
    {
        foreach (var property in typeof(GridFlowSettings).GetProperties())
        {
            ValidateObject(property.Name, property.GetValue(settings)!);
        }

        ValidateTogether(settings);
    }

    /// <summary>What a property allows, in words.</summary>
    public static string Allowed(PropertyInfo property)
    {
        var kind = SettingText.Allowed(property.PropertyType);
        return property.GetCustomAttribute<RangeAttribute>() is { } range ? $"{kind}, from {Bound(range, range.Minimum)} to {Bound(range, range.Maximum)}" : kind;
    }

    private void ValidateObject(string path, object target)
    {
        var attributeFaults = faults.Count;
        foreach (var property in target.GetType().GetProperties().Where(p => p.CanWrite))
        {
            var key = $"{path}:{property.Name}";
            var value = property.GetValue(target);
            // A value that could not even be read has its fault already; what stands there is the default.
            if (!faults.Exists(f => f.Key == key) && BrokenRule(property, value, target) is { } problem)
            {
                Add(key, value, problem);
            }

            if (property.PropertyType.IsClass && value is not (null or string or Dictionary<string, string>))
            {
                ValidateObject(key, value);
            }
        }

        // Rules between values say nothing useful while one of them is broken by itself.
        if (faults.Count == attributeFaults && target is IValidatableObject rules)
        {
            foreach (var result in rules.Validate(new ValidationContext(target)))
            {
                var member = result.MemberNames.FirstOrDefault();
                Add(member is null ? path : $"{path}:{member}", member is null ? null : target.GetType().GetProperty(member)?.GetValue(target), result.ErrorMessage ?? "not valid");
            }
        }
    }

    private static string? BrokenRule(PropertyInfo property, object? value, object target)
    {
        foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
        {
            if (rule.GetValidationResult(value, new ValidationContext(target) { MemberName = property.Name }) is not null)
            {
                return rule switch
                {
                    RequiredAttribute => "must not be empty",
                    UrlAttribute => "must be an address such as http://host:8081",
                    RangeAttribute => $"must be {Allowed(property)}",
                    _ => rule.FormatErrorMessage(property.Name),
                };
            }
        }

        return null;
    }

    private void ValidateTogether(GridFlowSettings settings)
    {
        var metrics = settings.Telemetry.MetricsPort;
        if (metrics != 0 && (metrics == settings.Control.GrpcPort || metrics == settings.Control.HttpPort))
        {
            Add("Telemetry:MetricsPort", metrics, "must differ from Control:GrpcPort and Control:HttpPort");
        }
    }

    private void Add(string key, object? value, string problem) => faults.Add(new ConfigurationFault(
        key,
        value is null || Secrets.IsSecret(configuration, key) ? null : configuration[key] ?? SettingText.Format(value),
        ConfigurationSources.SourceOf(configuration, key),
        problem));

    private static string Bound(RangeAttribute range, object bound) =>
        range.OperandType == typeof(TimeSpan) && TimeSpan.TryParse(bound.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var time)
            ? DurationText.Format(time)
            : SettingText.Format(bound);
}
