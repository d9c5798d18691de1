using System.Collections.Immutable;
using GridFlow.Detection;
using GridFlow.Readings;

namespace GridFlow.Steering;

/// <summary>The settings of one revision. Immutable.</summary>
internal sealed class SteeringSettings
{
    private readonly bool _allPaused;
    private readonly Lazy<Claims> _claims;
    private readonly ImmutableDictionary<ThresholdScope, ThresholdSetting> _thresholds;
    private readonly ImmutableDictionary<PauseScope, PauseSetting> _pauses;
    private readonly ImmutableDictionary<PauseScope, long> _resumes;

    private SteeringSettings(
        long revision,
        double defaultSigma,
        ImmutableDictionary<ThresholdScope, ThresholdSetting> thresholds,
        ImmutableDictionary<PauseScope, PauseSetting> pauses,
        ImmutableDictionary<PauseScope, long> resumes)
    {
        (Revision, DefaultSigma, _thresholds, _pauses, _resumes) = (revision, defaultSigma, thresholds, pauses, resumes);
        _allPaused = pauses.ContainsKey(PauseScope.All);
        // Only of the settings that are put in force: while the topic is read there is one for each record.
        _claims = new Lazy<Claims>(() => new Claims(
            GlobalSigma,
            thresholds.Values.Where(t => t.Scope.Channel is not null).ToDictionary(t => t.Scope.Channel!.Value, t => t.Sigma),
            thresholds.Values.Where(t => t.Scope.MeterId is not null).ToDictionary(t => t.Scope.MeterId!, t => t.Sigma),
            pauses.Keys.Where(scope => scope.FeederId is not null).Select(scope => scope.FeederId!)));
    }

    /// <summary>Offset behind the newest change; 0 before the first.</summary>
    public long Revision { get; }

    /// <summary>The configured threshold.</summary>
    public double DefaultSigma { get; }

    /// <summary>Thresholds that somebody has set.</summary>
    public IReadOnlyDictionary<ThresholdScope, ThresholdSetting> Thresholds => _thresholds;

    /// <summary>Pauses in force.</summary>
    public IReadOnlyDictionary<PauseScope, PauseSetting> Pauses => _pauses;

    /// <summary>Revision of the last resume of everything that was ever resumed.</summary>
    public IReadOnlyDictionary<PauseScope, long> Resumes => _resumes;

    /// <summary>What is claimed about readings.</summary>
    public Claims Claims => _claims.Value;

    /// <summary>Threshold of what has no narrower one.</summary>
    public double GlobalSigma => Thresholds.TryGetValue(ThresholdScope.Global, out var set) ? set.Sigma : DefaultSigma;

    /// <summary>Whether everything is paused.</summary>
    public bool IsPaused => _allPaused;

    /// <summary>Before the first change.</summary>
    public static SteeringSettings Initial(double defaultSigma) =>
        new(0, defaultSigma, ImmutableDictionary<ThresholdScope, ThresholdSetting>.Empty, ImmutableDictionary<PauseScope, PauseSetting>.Empty, ImmutableDictionary<PauseScope, long>.Empty);

    /// <summary>Whether a partition must not be read.</summary>
    public bool IsPartitionPaused(int partition) => _allPaused || Pauses.ContainsKey(new PauseScope(partition, null));

    /// <summary>Threshold of a channel that meters without their own have.</summary>
    public double SigmaOf(Channel channel) => Thresholds.TryGetValue(new ThresholdScope(channel, null), out var set) ? set.Sigma : GlobalSigma;

    /// <summary>These and a threshold that was set, or taken away when it is null.</summary>
    public SteeringSettings With(ThresholdScope scope, double? sigma, SettingChange change) => new(
        change.Revision,
        DefaultSigma,
        sigma is { } value ? _thresholds.SetItem(scope, new ThresholdSetting(scope, value, change)) : _thresholds.Remove(scope),
        _pauses,
        _resumes);

    /// <summary>These and a pause, or the end of one.</summary>
    public SteeringSettings With(PauseScope scope, bool paused, SettingChange change) => new(
        change.Revision,
        DefaultSigma,
        _thresholds,
        paused ? _pauses.SetItem(scope, new PauseSetting(scope, change)) : _pauses.Remove(scope),
        paused ? _resumes : _resumes.SetItem(scope, change.Revision));
}
