namespace GridFlow.Steering;

/// <summary>Who changed a setting, when and why.</summary>
/// <param name="Revision">Revision that the change made: its offset in the control topic, so revisions rise and are the same for all instances.</param>
/// <param name="At">When the instance that was asked took it.</param>
/// <param name="User">Who.</param>
/// <param name="Reason">Why; may be empty.</param>
public sealed record SettingChange(long Revision, DateTimeOffset At, string User, string Reason);
