namespace GridFlow.Steering;

/// <summary>A threshold in force.</summary>
/// <param name="Scope">What it is for.</param>
/// <param name="Sigma">In standard deviations, 1.5 to 4.0.</param>
/// <param name="Change">Who set it; null for the configured default.</param>
public sealed record ThresholdSetting(ThresholdScope Scope, double Sigma, SettingChange? Change);
