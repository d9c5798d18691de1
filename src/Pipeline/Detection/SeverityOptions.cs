using System.ComponentModel.DataAnnotations;
using GridFlow.Readings;

namespace GridFlow.Detection;

/// <summary>How bad a deviation or a status is.</summary>
public sealed class SeverityOptions : IValidatableObject
{
    /// <summary>|deviation| from which an anomaly is WARNING, in standard deviations. Default 4.</summary>
    [Range(1.5, 1000)]
    public double WarningSigma { get; set; } = 4;

    /// <summary>|deviation| from which an anomaly is ERROR, in standard deviations. Default 6.</summary>
    [Range(1.5, 1000)]
    public double ErrorSigma { get; set; } = 6;

    /// <summary>|deviation| from which an anomaly is CRITICAL, in standard deviations. Default 10.</summary>
    [Range(1.5, 1000)]
    public double CriticalSigma { get; set; } = 10;

    /// <summary>Severity of status DEGRADED. Default WARNING.</summary>
    public Severity Degraded { get; set; } = Severity.Warning;

    /// <summary>Severity of status FAULT. Default CRITICAL.</summary>
    public Severity Fault { get; set; } = Severity.Critical;

    /// <summary>Severity of status OFFLINE. Default ERROR.</summary>
    public Severity Offline { get; set; } = Severity.Error;

    /// <summary>Severity of status TAMPER. Default CRITICAL.</summary>
    public Severity Tamper { get; set; } = Severity.Critical;

    /// <summary>Severity of status UNKNOWN. Default INFO.</summary>
    public Severity Unknown { get; set; } = Severity.Info;

    /// <summary>Severity of a status other than OK.</summary>
    public Severity Of(MeterStatus status) => status switch
    {
        MeterStatus.Degraded => Degraded,
        MeterStatus.Fault => Fault,
        MeterStatus.Offline => Offline,
        MeterStatus.Tamper => Tamper,
        _ => Unknown,
    };

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!(WarningSigma <= ErrorSigma && ErrorSigma <= CriticalSigma))
        {
            yield return new ValidationResult(
                $"WarningSigma ({WarningSigma}), ErrorSigma ({ErrorSigma}) and CriticalSigma ({CriticalSigma}) must rise.", [nameof(WarningSigma)]);
        }
    }
}
