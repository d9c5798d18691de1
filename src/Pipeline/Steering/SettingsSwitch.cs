namespace GridFlow.Steering;

/// <summary>From which offset on a partition is treated by a revision of the settings.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="Offset">First offset that is treated by it.</param>
internal sealed record SettingsSwitch(long Revision, long Offset);
