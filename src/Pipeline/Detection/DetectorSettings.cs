namespace GridFlow.Detection;

/// <summary>An immutable snapshot of <see cref="DetectionOptions"/> in the detector's own units.</summary>
internal sealed class DetectorSettings(DetectionOptions options)
{
    public long WindowMs { get; } = (long)options.Window.TotalMilliseconds;

    public long IdleEvictionMs { get; } = (long)options.IdleEviction.TotalMilliseconds;

    public double ThresholdSigma { get; } = options.ThresholdSigma;

    public int MinimumReadings { get; } = options.MinimumReadings;

    public ChannelScale Voltage { get; } = new(options.Voltage);

    public ChannelScale Current { get; } = new(options.Current);

    public ChannelScale Temperature { get; } = new(options.Temperature);

    public SeverityOptions Severity { get; } = options.Severity;

    /// <summary>Severity of a deviation in standard deviations.</summary>
    public Severity SeverityOf(double deviationSigma) => Math.Abs(deviationSigma) switch
    {
        var d when d >= Severity.CriticalSigma => Detection.Severity.Critical,
        var d when d >= Severity.ErrorSigma => Detection.Severity.Error,
        var d when d >= Severity.WarningSigma => Detection.Severity.Warning,
        _ => Detection.Severity.Info,
    };
}
