using System.ComponentModel.DataAnnotations;

namespace GridFlow.Sources.Flood;

/// <summary>Section <c>DeadLetters</c>: when a partition that yields little but dead letters is paused instead of drained into their topic.</summary>
public sealed class DeadLetterOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "DeadLetters";

    /// <summary>A partition is paused when more than this share of its records of the last <see cref="FloodWindow"/> were dead letters, 0 to 1. Not set (default): never.</summary>
    [Range(0.0, 1.0)]
    public double? FloodShare { get; set; }

    /// <summary>How far back the share is looked at, by this instance's clock. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan FloodWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Records the window must hold before a partition is judged. Default 1,000: three bad records of five are no flood.</summary>
    [Range(1, 1_000_000_000)]
    public int FloodMinRecords { get; set; } = 1000;

    /// <summary>After this time a paused partition is read again and judged anew. Default 5 min; 0 leaves it paused until the instance is started again.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan FloodRetry { get; set; } = TimeSpan.FromMinutes(5);
}
