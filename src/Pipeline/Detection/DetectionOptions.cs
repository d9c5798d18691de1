using System.ComponentModel.DataAnnotations;

namespace GridFlow.Detection;

/// <summary>Section <c>Detection</c>: the window, the threshold and its guards.</summary>
public sealed class DetectionOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Detection";

    /// <summary>Length of the sliding window in event time. Default 5 min; at most 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A reading is an anomaly when |deviation| is greater than this, in standard deviations. 1.5 to 4.0 inclusive, default 2.5.</summary>
    [Range(1.5, 4.0)]
    public double ThresholdSigma { get; set; } = 2.5;

    /// <summary>Readings the window must hold before anything is claimed. Default 30: below it 2.5 σ is crossed by chance twice as often and more.</summary>
    [Range(3, 100_000)]
    public int MinimumReadings { get; set; } = 30;

    /// <summary>How far a reading's clock may be ahead of its broker timestamp; further ahead it is a dead letter (<c>clock_ahead</c>). Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ClockLead { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>A meter whose newest reading is so much older than the newest of its partition is forgotten. Default 1 h; never less than <see cref="Window"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan IdleEviction { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// A meter whose newest reading is so much older than the newest of its partition counts as silent (<c>gridflow_meters_silent</c>), until it speaks or is forgotten. Default 5 min; from
    /// <see cref="IdleEviction"/> on hardly any meter is.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan SilentAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Voltage, V. Steps of 0.1 mV, floor 0.1 V, −1 kV to 100 kV.</summary>
    public ChannelOptions Voltage { get; set; } = new() { Resolution = 0.0001, StdDevFloor = 0.1, Minimum = -1_000, Maximum = 100_000 };

    /// <summary>Current, A. Steps of 0.1 mA, floor 0.01 A, ±100 kA (negative: power flows back).</summary>
    public ChannelOptions Current { get; set; } = new() { Resolution = 0.0001, StdDevFloor = 0.01, Minimum = -100_000, Maximum = 100_000 };

    /// <summary>Temperature, °C. Steps of 0.001 °C, floor 0.1 °C, −100 °C to 1,000 °C.</summary>
    public ChannelOptions Temperature { get; set; } = new() { Resolution = 0.001, StdDevFloor = 0.1, Minimum = -100, Maximum = 1_000 };

    /// <summary>How bad a deviation or a status is.</summary>
    public SeverityOptions Severity { get; set; } = new();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IdleEviction < Window)
        {
            yield return new ValidationResult($"IdleEviction ({IdleEviction}) must not be less than Window ({Window}).", [nameof(IdleEviction)]);
        }
    }
}
