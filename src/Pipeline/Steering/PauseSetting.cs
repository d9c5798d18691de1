namespace GridFlow.Steering;

/// <summary>A pause in force.</summary>
/// <param name="Scope">What it is of.</param>
/// <param name="Change">Who paused it.</param>
public sealed record PauseSetting(PauseScope Scope, SettingChange Change);
