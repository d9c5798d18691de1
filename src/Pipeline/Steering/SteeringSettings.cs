using GridFlow.Detection;
using GridFlow.Readings;

namespace GridFlow.Steering;

/// <summary>The settings of one revision. Immutable.</summary>
internal sealed class SteeringSettings
{
    private readonly bool _allPaused;

    private SteeringSettings(
        long revision,
        double defaultSigma,
        IReadOnlyDictionary<ThresholdScope, ThresholdSetting> thresholds,
        IReadOnlyDictionary<PauseScope, PauseSetting> pauses,
        IReadOnlyDictionary<PauseScope, long> resumes)
    {
        (Revision, DefaultSigma, Thresholds, Pauses, Resumes) = (revision, defaultSigma, thresholds, pauses, resumes);
        _allPaused = pauses.ContainsKey(PauseScope.All);
        Claims = new Claims(
            GlobalSigma,
            thresholds.Values.Where(t => t.Scope.Channel is not null).ToDictionary(t => t.Scope.Channel!.Value, t => t.Sigma),
            thresholds.Values.Where(t => t.Scope.MeterId is not null).ToDictionary(t => t.Scope.MeterId!, t => t.Sigma),
            pauses.Keys.Where(scope => scope.FeederId is not null).Select(scope => scope.FeederId!));
    }

    /// <summary>Offset of the newest change; −1 before the first.</summary>
    public long Revision { get; }

    /// <summary>The configured threshold.</summary>
    public double DefaultSigma { get; }

    /// <summary>Thresholds that somebody has set.</summary>
    public IReadOnlyDictionary<ThresholdScope, ThresholdSetting> Thresholds { get; }

    /// <summary>Pauses in force.</summary>
    public IReadOnlyDictionary<PauseScope, PauseSetting> Pauses { get; }

    /// <summary>Revision of the last resume of everything that was ever resumed.</summary>
    public IReadOnlyDictionary<PauseScope, long> Resumes { get; }

    /// <summary>What is claimed about readings.</summary>
    public Claims Claims { get; }

    /// <summary>Threshold of what has no narrower one.</summary>
    public double GlobalSigma => Thresholds.TryGetValue(ThresholdScope.Global, out var set) ? set.Sigma : DefaultSigma;

    /// <summary>Whether everything is paused.</summary>
    public bool IsPaused => _allPaused;

    /// <summary>Before the first change.</summary>
    public static SteeringSettings Initial(double defaultSigma) =>
        new(-1, defaultSigma, new Dictionary<ThresholdScope, ThresholdSetting>(), new Dictionary<PauseScope, PauseSetting>(), new Dictionary<PauseScope, long>());

    /// <summary>Whether a partition must not be read.</summary>
    public bool IsPartitionPaused(int partition) => _allPaused || Pauses.ContainsKey(new PauseScope(partition, null));

    /// <summary>Threshold of a channel that meters without their own have.</summary>
    public double SigmaOf(Channel channel) => Thresholds.TryGetValue(new ThresholdScope(channel, null), out var set) ? set.Sigma : GlobalSigma;

    /// <summary>These and a threshold that was set, or taken away when it is null.</summary>
    public SteeringSettings With(ThresholdScope scope, double? sigma, SettingChange change)
    {
        var thresholds = new Dictionary<ThresholdScope, ThresholdSetting>(Thresholds);
        if (sigma is { } value)
        {
            thresholds[scope] = new ThresholdSetting(scope, value, change);
        }
        else
        {
            thresholds.Remove(scope);
        }

        return new SteeringSettings(change.Revision, DefaultSigma, thresholds, Pauses, Resumes);
    }

    /// <summary>These and a pause, or the end of one.</summary>
    public SteeringSettings With(PauseScope scope, bool paused, SettingChange change)
    {
        var pauses = new Dictionary<PauseScope, PauseSetting>(Pauses);
        var resumes = new Dictionary<PauseScope, long>(Resumes);
        if (paused)
        {
            pauses[scope] = new PauseSetting(scope, change);
        }
        else
        {
            pauses.Remove(scope);
            resumes[scope] = change.Revision;
        }

        return new SteeringSettings(change.Revision, DefaultSigma, Thresholds, pauses, resumes);
    }
}
