using System.ComponentModel.DataAnnotations;

namespace GridFlow.Detection;

/// <summary>One measured channel: its resolution, the smallest spread that is believed, and the values a sensor can have.</summary>
public sealed class ChannelOptions : IValidatableObject
{
    /// <summary>
    /// Most steps of <see cref="Resolution"/> a value may have from zero. A value is kept as a 32-bit number of steps, so 0.1 mV reaches ±214 kV.
    /// </summary>
    public const double MaxSteps = int.MaxValue;

    /// <summary>Width of one step in the channel's unit: values enter the window as a whole number of steps.</summary>
    [Range(1e-6, 1e6)]
    public double Resolution { get; set; }

    /// <summary>Least standard deviation in the channel's unit; the sensor's own resolution is the usual choice. Keeps a flat line from alarming at its first step; above 0, or that step would deviate infinitely.</summary>
    [Range(1e-9, 1e9)]
    public double StdDevFloor { get; set; }

    /// <summary>Least value a sensor can give, in the channel's unit. Below it a record is a dead letter (<c>out_of_range</c>).</summary>
    public double Minimum { get; set; }

    /// <summary>Greatest value a sensor can give, in the channel's unit. Above it a record is a dead letter (<c>out_of_range</c>).</summary>
    public double Maximum { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!(Minimum < Maximum))
        {
            yield return new ValidationResult($"Minimum ({Minimum}) must be below Maximum ({Maximum}).", [nameof(Minimum)]);
        }

        if (Math.Max(Math.Abs(Minimum), Math.Abs(Maximum)) / Resolution > MaxSteps)
        {
            yield return new ValidationResult(
                $"Minimum and Maximum must lie within ±{MaxSteps} steps of Resolution ({Resolution}): choose a coarser Resolution or narrower limits.",
                [nameof(Resolution)]);
        }
    }
}
