using GridFlow.Checkpoints;
using GridFlow.Sources;

namespace GridFlow.Steering;

/// <summary>Steers one pipeline, and the group that it is part of.</summary>
internal sealed class PipelineSteering : ISteering, ISettingsFeed
{
    /// <summary>How long a call waits for all partitions to follow.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly KafkaOptions _kafka;
    private readonly ControlKeys _keys;
    private readonly ControlJournal _journal;
    private readonly TimeProvider _time;
    private volatile RunningControl? _running;

    public PipelineSteering(KafkaOptions kafka, double defaultSigma, TimeProvider time)
    {
        _kafka = kafka;
        _keys = new ControlKeys(kafka);
        _journal = new ControlJournal(_keys, defaultSigma);
        _time = time;
    }

    /// <summary>What has been read of the control topic.</summary>
    public ControlJournal Journal => _journal;

    /// <summary>How the topic's records are named.</summary>
    public ControlKeys Keys => _keys;

    /// <inheritdoc/>
    public SteeringSettings Latest => _journal.Settings;

    /// <summary>Audit records that are durable, and that could not be kept, since the start of the run.</summary>
    public (long Kept, long Failed) AuditCounts => _running is { } running ? (running.Audit.Kept, running.Audit.Failed) : (0, 0);

    private RunningControl Running => _running ?? throw new SteeringUnavailableException("the pipeline does not run yet, or no longer");

    /// <summary>Sets what carries changes out while the pipeline runs; null when it has ended.</summary>
    public void Attach(RunningControl? running) => _running = running;

    /// <inheritdoc/>
    public SettingsSwitch? Applied(int partition) => _journal.Applied(partition);

    /// <inheritdoc/>
    public Task CaughtUpAsync(CancellationToken cancellationToken) => _running?.Topic.SettledAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public SteeringView Read()
    {
        var settings = _journal.Settings;
        var revision = settings.Revision;
        var global = settings.Thresholds.GetValueOrDefault(ThresholdScope.Global) ?? new ThresholdSetting(ThresholdScope.Global, settings.DefaultSigma, null);
        var narrower = settings.Thresholds.Values.Where(threshold => threshold.Scope != ThresholdScope.Global)
            .OrderBy(threshold => threshold.Scope.MeterId, StringComparer.Ordinal).ThenBy(threshold => threshold.Scope.Channel);
        var pauses = settings.Pauses.Values.OrderBy(pause => pause.Scope.FeederId, StringComparer.Ordinal).ThenBy(pause => pause.Scope.Partition);
        return new SteeringView(revision, [global, .. narrower], [.. pauses], revision < 0 ? new Dictionary<int, long>() : EffectiveFrom(_journal.AppliedPartitions, revision));
    }

    /// <inheritdoc/>
    public Task<AppliedChange> PauseAsync(IReadOnlyList<PauseScope> scopes, ControlCaller caller, CancellationToken cancellationToken) =>
        ChangeAsync(settings => scopes.Where(scope => !settings.Pauses.ContainsKey(scope)).Select(scope => Pause(scope, true, caller)), cancellationToken);

    /// <inheritdoc/>
    public Task<AppliedChange> ResumeAsync(IReadOnlyList<PauseScope> scopes, ControlCaller caller, CancellationToken cancellationToken) => ChangeAsync(
        settings =>
        {
            if (!scopes.Contains(PauseScope.All) && settings.IsPaused && scopes.Any(scope => scope.Partition is not null))
            {
                throw new SteeringRefusedException("everything is paused, so a single partition cannot be resumed: resume everything, then pause what is to stay paused");
            }

            // Also what nobody has paused: it may be held by an instance's flood guard, which only that instance knows.
            var ended = scopes.Contains(PauseScope.All) ? [PauseScope.All, .. settings.Pauses.Keys.Where(scope => !scope.IsAll)] : scopes;
            return ended.Where(scope => scope.FeederId is null || settings.Pauses.ContainsKey(scope)).Select(scope => Pause(scope, false, caller));
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<AppliedChange> SetThresholdAsync(ThresholdScope scope, double? sigma, ControlCaller caller, CancellationToken cancellationToken)
    {
        if (sigma is not null and not (>= 1.5 and <= 4.0))
        {
            throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "1.5 to 4.0 inclusive");
        }

        return ChangeAsync(
            settings => settings.Thresholds.GetValueOrDefault(scope)?.Sigma == sigma ? [] : [ControlKeys.Message(_keys.Of(scope), new ThresholdRecord(sigma, _time.GetUtcNow(), caller.User, caller.Reason))],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PartitionSnapshot>> SnapshotNowAsync(CancellationToken cancellationToken) => Running.Snapshots.TakeAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredSnapshot>> ListSnapshotsAsync(int limit, CancellationToken cancellationToken) => Running.Snapshots.ListAsync(limit, cancellationToken);

    /// <inheritdoc/>
    public void Audit(AuditRecord record) => _running?.Audit.Add(record);

    /// <inheritdoc/>
    public IReadOnlyList<AuditRecord> ReadAudit(int limit) => _journal.ReadAudit(limit);

    private Confluent.Kafka.Message<byte[]?, byte[]?> Pause(PauseScope scope, bool paused, ControlCaller caller) =>
        ControlKeys.Message(_keys.Of(scope), new PauseRecord(paused, _time.GetUtcNow(), caller.User, caller.Reason));

    private async Task<AppliedChange> ChangeAsync(
        Func<SteeringSettings, IEnumerable<Confluent.Kafka.Message<byte[]?, byte[]?>>> change, CancellationToken cancellationToken)
    {
        var topic = Running.Topic;
        using var patience = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        long revision;
        try
        {
            // What another instance has just changed decides whether there is anything to change.
            await topic.CaughtUpAsync(either.Token);
            revision = _journal.Settings.Revision;
            foreach (var message in change(_journal.Settings))
            {
                revision = await topic.WriteAsync(message, either.Token);
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SteeringUnavailableException($"topic {_keys.Target.Topic} (Kafka:ControlTopic) has not answered in {Patience.TotalSeconds:F0} s", e);
        }

        var applied = await AppliedAsync(topic, revision, either.Token);
        // The word is read from the topic, maybe before this instance has booked the transaction that it came in.
        await Running.DrainedAsync(partition => _journal.Settings.IsPartitionPaused(partition), either.Token);
        return applied;
    }

    private async Task<AppliedChange> AppliedAsync(ControlTopic topic, long revision, CancellationToken over)
    {
        if (revision < 0)
        {
            return new AppliedChange(revision, new Dictionary<int, long>(), []);
        }

        var partitions = await topic.PartitionsOfAsync(_kafka.ReadingsTopic, CancellationToken.None);
        try
        {
            await topic.UntilAsync(() => _journal.Settings.Revision >= revision && partitions.All(partition => _journal.AppliedFrom(partition, revision) is not null), over);
        }
        catch (OperationCanceledException)
        {
            // The change stands whoever waits; what has not followed yet is named.
        }

        var from = EffectiveFrom(partitions, revision);
        return new AppliedChange(revision, from, [.. partitions.Where(partition => !from.ContainsKey(partition))]);
    }

    private Dictionary<int, long> EffectiveFrom(IEnumerable<int> partitions, long revision) => partitions
        .Select(partition => (partition, Applied: _journal.AppliedFrom(partition, revision)))
        .Where(pair => pair.Applied is not null)
        .ToDictionary(pair => pair.partition, pair => pair.Applied!.Offset);
}
