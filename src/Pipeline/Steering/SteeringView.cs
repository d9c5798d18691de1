namespace GridFlow.Steering;

/// <summary>The settings that hold for all instances of a group, as this instance knows them.</summary>
/// <param name="Revision">Offset behind the newest change in the control topic; 0 when there was none yet.</param>
/// <param name="Thresholds">The global one first, then channels, then meters by id. The global one is always there.</param>
/// <param name="Pauses">Everything first, then partitions, then feeders.</param>
/// <param name="EffectiveFrom">First offset per partition that is treated by <paramref name="Revision"/>; of every partition whose instance has said so.</param>
public sealed record SteeringView(
    long Revision,
    IReadOnlyList<ThresholdSetting> Thresholds,
    IReadOnlyList<PauseSetting> Pauses,
    IReadOnlyDictionary<int, long> EffectiveFrom)
{
    /// <summary>Whether everything is paused.</summary>
    public bool IsPaused => Pauses.Any(pause => pause.Scope.IsAll);
}
