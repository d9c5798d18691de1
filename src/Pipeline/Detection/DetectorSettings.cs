using System.Globalization;

namespace GridFlow.Detection;

/// <summary>An immutable snapshot of <see cref="DetectionOptions"/> in the detector's own units.</summary>
internal sealed class DetectorSettings(DetectionOptions options)
{
    public long WindowMs { get; } = (long)options.Window.TotalMilliseconds;

    public long IdleEvictionMs { get; } = (long)options.IdleEviction.TotalMilliseconds;

    public long SilentAfterMs { get; } = (long)options.SilentAfter.TotalMilliseconds;

    /// <summary>What is claimed about batches that bring nothing of their own.</summary>
    public Claims Claims { get; } = Claims.Uniform(options.ThresholdSigma);

    public int MinimumReadings { get; } = options.MinimumReadings;

    public ChannelScale Voltage { get; } = new(options.Voltage);

    public ChannelScale Current { get; } = new(options.Current);

    public ChannelScale Temperature { get; } = new(options.Temperature);

    public SeverityOptions Severity { get; } = options.Severity;

    /// <summary>
    /// The settings that the state's content depends on, and none that only say what is claimed about it. State of another fingerprint cannot be used.
    /// </summary>
    public string Fingerprint { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"window={(long)options.Window.TotalMilliseconds} idle={(long)options.IdleEviction.TotalMilliseconds} steps={options.Voltage.Resolution:R}/{options.Current.Resolution:R}/{options.Temperature.Resolution:R}");

    /// <summary>Severity of a deviation in standard deviations.</summary>
    public Severity SeverityOf(double deviationSigma) => Math.Abs(deviationSigma) switch
    {
        var d when d >= Severity.CriticalSigma => Detection.Severity.Critical,
        var d when d >= Severity.ErrorSigma => Detection.Severity.Error,
        var d when d >= Severity.WarningSigma => Detection.Severity.Warning,
        _ => Detection.Severity.Info,
    };
}
