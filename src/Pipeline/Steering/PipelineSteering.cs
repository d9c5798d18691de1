using GridFlow.Checkpoints;
using GridFlow.Sources;

namespace GridFlow.Steering;

/// <summary>Steers one pipeline, and the group that it is part of.</summary>
internal sealed class PipelineSteering : ISteering, ISettingsFeed
{
    /// <summary>How long a call waits for all partitions to follow.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>How long a call waits for transactions of others to end before it writes what may be there already.</summary>
    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(1);

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

    private RunningControl Running => _running ?? throw NotRunning();

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
        return new SteeringView(revision, [global, .. narrower], [.. pauses], revision == 0 ? new Dictionary<int, long>() : EffectiveFrom(_journal.AppliedPartitions, revision));
    }

    /// <inheritdoc/>
    public Task<AppliedChange> PauseAsync(IReadOnlyList<PauseScope> scopes, ControlCaller caller, CancellationToken cancellationToken) =>
        ChangeAsync(known => scopes.Where(scope => known?.Pauses.ContainsKey(scope) != true).Select(scope => Pause(scope, true, caller)), cancellationToken);

    /// <inheritdoc/>
    public Task<AppliedChange> ResumeAsync(IReadOnlyList<PauseScope> scopes, ControlCaller caller, CancellationToken cancellationToken) => ChangeAsync(
        known =>
        {
            var settings = known ?? _journal.Settings;
            if (!scopes.Contains(PauseScope.All) && settings.IsPaused && scopes.Any(scope => scope.Partition is not null))
            {
                throw new SteeringRefusedException("everything is paused, so a single partition cannot be resumed: resume everything, then pause what is to stay paused");
            }

            // Also what nobody has paused: it may be held by an instance's flood guard, which only that instance knows.
            var ended = scopes.Contains(PauseScope.All) ? [PauseScope.All, .. settings.Pauses.Keys.Where(scope => !scope.IsAll)] : scopes;
            return ended.Where(scope => scope.FeederId is null || known?.Pauses.ContainsKey(scope) != false).Select(scope => Pause(scope, false, caller));
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
            known => known is not null && known.Thresholds.GetValueOrDefault(scope)?.Sigma == sigma ? [] : [ControlKeys.Message(_keys.Of(scope), new ThresholdRecord(_time.GetUtcNow(), caller.User, caller.Reason, sigma))],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PartitionSnapshot>> SnapshotNowAsync(CancellationToken cancellationToken) => Running.Snapshots.TakeAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredSnapshot>> ListSnapshotsAsync(int limit, CancellationToken cancellationToken) => Running.Snapshots.ListAsync(limit, cancellationToken);

    /// <inheritdoc/>
    public void Audit(AuditRecord record) => _running?.Audit.Add(record);

    /// <inheritdoc/>
    public IReadOnlyList<AuditRecord> ReadAudit(int limit) => _running is null ? throw NotRunning() : _journal.ReadAudit(limit);

    private static SteeringUnavailableException NotRunning() => new("the pipeline does not run yet, or no longer");

    private Confluent.Kafka.Message<byte[]?, byte[]?> Pause(PauseScope scope, bool paused, ControlCaller caller) =>
        ControlKeys.Message(_keys.Of(scope), new PauseRecord(paused, _time.GetUtcNow(), caller.User, caller.Reason));

    private async Task<AppliedChange> ChangeAsync(
        Func<SteeringSettings?, IEnumerable<Confluent.Kafka.Message<byte[]?, byte[]?>>> change, CancellationToken cancellationToken)
    {
        var topic = Running.Topic;
        using var patience = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        long revision;
        bool made;
        try
        {
            // What another instance has just changed decides whether there is anything to change. It may stand behind a transaction that is not at its end: then it
            // cannot be read, and everything that is asked for is written.
            var known = await SettledAsync(topic, either.Token) ? _journal.Settings : null;
            // Together: one after the other a thousand scopes would take longer than the call may.
            var offsets = await Task.WhenAll(change(known).Select(message => topic.WriteAsync(message, either.Token)).ToList());
            made = offsets.Length > 0;
            revision = made ? offsets.Max() + 1 : _journal.Settings.Revision;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SteeringUnavailableException($"topic {_keys.Target.Topic} (Kafka:ControlTopic) has not answered in {Patience.TotalSeconds:F0} s", e);
        }

        return await AppliedAsync(topic, revision, made, either.Token);
    }

    /// <summary>Reads all that was written; false when that takes long.</summary>
    private async Task<bool> SettledAsync(ControlTopic topic, CancellationToken cancellationToken)
    {
        await topic.CaughtUpAsync(cancellationToken);
        using var soon = new CancellationTokenSource(SettlePatience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, soon.Token);
        try
        {
            await topic.SettledAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Waits until all partitions have gone over. The change stands whatever happens here; what has not followed yet is named.</summary>
    private async Task<AppliedChange> AppliedAsync(ControlTopic topic, long revision, bool made, CancellationToken over)
    {
        // Noted when it is seen: of a partition only its last few words are kept, and others go on changing.
        var from = new Dictionary<int, long>();
        IReadOnlyList<int> partitions = [];
        if (revision > 0)
        {
            try
            {
                partitions = await topic.PartitionsOfAsync(_kafka.ReadingsTopic, over);
                await topic.UntilAsync(() => HaveFollowed(partitions, revision, from), over);
                // The word is read from the topic, maybe before this instance has booked the transaction that it came in.
                await (_running?.DrainedAsync(_journal.Settings.IsPartitionPaused, over) ?? Task.CompletedTask);
            }
            catch (Exception e) when (e is OperationCanceledException or SteeringUnavailableException)
            {
                partitions = partitions.Count > 0 ? partitions : [.. _journal.AppliedPartitions.Order()];
            }
        }

        return new AppliedChange(revision, made, from, [.. partitions.Where(partition => !from.ContainsKey(partition))]);
    }

    private bool HaveFollowed(IReadOnlyList<int> partitions, long revision, Dictionary<int, long> from)
    {
        foreach (var partition in partitions.Where(partition => !from.ContainsKey(partition)))
        {
            if (_journal.AppliedFrom(partition, revision) is { } applied)
            {
                from[partition] = applied.Offset;
            }
        }

        return _journal.Settings.Revision >= revision && from.Count == partitions.Count;
    }

    private Dictionary<int, long> EffectiveFrom(IEnumerable<int> partitions, long revision) => partitions
        .Select(partition => (partition, Applied: _journal.AppliedFrom(partition, revision)))
        .Where(pair => pair.Applied is not null)
        .ToDictionary(pair => pair.partition, pair => pair.Applied!.Offset);
}
