namespace GridFlow.Steering;

/// <summary>Who changed a setting, when and why.</summary>
/// <param name="Revision">Revision that the change made: the offset behind it in the control topic, so revisions rise, are the same for all instances, and 0 is none.</param>
/// <param name="At">When the instance that was asked took it.</param>
/// <param name="User">Who.</param>
/// <param name="Reason">Why; may be empty.</param>
public sealed record SettingChange(long Revision, DateTimeOffset At, string User, string Reason);
