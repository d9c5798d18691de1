using Confluent.Kafka;
using GridFlow.Checkpoints;
using GridFlow.Detection;
using GridFlow.Sources;
using GridFlow.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Checkpoints;

/// <summary>Where a partition is read from, and from where on it speaks. Offsets 100 to 1,000 are in Kafka, a record each second.</summary>
public sealed class PartitionRecoveryTests : IOffsetLookup, IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecoveryLog _log = new();
    private readonly ConditionBoard _conditions = new(NullLogger.Instance);
    private readonly KafkaOptions _kafka = new();
    private readonly CheckpointsOptions _options = new();
    private long? _committed = 600;
    private long _low = 100;
    private int _failures;
    private TaskCompletionSource _settled = new();

    public PartitionRecoveryTests() => _settled.SetResult();

    [Theory]
    [InlineData(null, 100)]
    [InlineData("earliest", 100)]
    [InlineData("latest", 1000)]
    public async Task Recover_NothingCommitted_BeginsWhereTheUserSaid(string? policy, long expected)
    {
        _committed = null;
        if (policy is not null)
        {
            _kafka.Consumer["auto.offset.reset"] = policy;
        }

        var recovered = await RecoverAsync(new Store(500));
        Assert.Equal((expected, expected), Places(recovered));
        Assert.True(recovered.IsNewPlace);
    }

    [Fact]
    public async Task Recover_NothingCommittedAndNoChoiceAllowed_Refuses()
    {
        _committed = null;
        _kafka.Properties["auto.offset.reset"] = "error";
        await Assert.ThrowsAsync<PartitionUnrecoverableException>(() => RecoverAsync(null));
    }

    [Fact]
    public async Task Recover_DeliveryNotSettledYet_AsksForNothing()
    {
        // An open transaction of a producer that was given up may still move the committed offset.
        _settled = new TaskCompletionSource();
        var recovering = RecoverAsync(new Store(550));
        Assert.False(recovering.IsCompleted);
        _committed = 700;
        _settled.SetResult();
        Assert.Equal((550, 700), Places(await recovering));
    }

    [Fact]
    public async Task Recover_Snapshot_ReadsFromItAndSpeaksFromTheCommittedOffset()
    {
        var store = new Store(550);
        var recovered = await RecoverAsync(store);
        Assert.Equal((550, 600), Places(recovered));
        Assert.False(recovered.IsNewPlace);
        Assert.Same(store.Detector, recovered.Detector);
        Assert.Equal(600, store.AskedFor);
    }

    [Fact]
    public async Task Recover_SnapshotWhoseReadingsArePartlyGone_ReadsWhatIsLeftAndSaysSo()
    {
        _low = 570;
        var recovered = await RecoverAsync(new Store(550));
        Assert.Equal((570, 600), Places(recovered));
        Assert.Contains("550 to 569", recovered.Story, StringComparison.Ordinal);
        Assert.Equal(0, _log.OffsetsLost);
    }

    [Fact]
    public async Task Recover_NoUsableSnapshot_ReadsOneWindowAgainInSilence()
    {
        // Record 599 is of second 599; five minutes of window and one of clock lead in front of it.
        var recovered = await RecoverAsync(new Store(null, "it is torn"));
        Assert.Equal((599 - 360, 600), Places(recovered));
        Assert.Null(recovered.Detector);
        Assert.Contains("it is torn", recovered.Story, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recover_WindowBeginsBeforeTheOldestRecord_ReadsFromThere()
    {
        _low = 400;
        Assert.Equal((400, 600), Places(await RecoverAsync(null)));
    }

    [Fact]
    public async Task Recover_NothingInFrontOfTheCommittedOffset_ReplaysNothing()
    {
        _low = 600;
        Assert.Equal((600, 600), Places(await RecoverAsync(null)));
    }

    [Fact]
    public async Task Recover_CommittedOffsetGone_SaysWhichCountsThemAndGoesOn()
    {
        _low = 650;
        var recovered = await RecoverAsync(new Store(550));
        Assert.Equal((650, 650), Places(recovered));
        Assert.True(recovered.IsNewPlace);
        Assert.NotNull(recovered.Detector);
        Assert.Equal(50, _log.OffsetsLost);
        Assert.Contains("offsets 600 to 649", Assert.Single(_conditions.Sentences), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recover_CommittedOffsetGoneAndToldToStop_Stops()
    {
        _low = 650;
        _options.OnRetentionGap = RetentionGap.Stop;
        var fault = await Assert.ThrowsAsync<PartitionUnrecoverableException>(() => RecoverAsync(null));
        Assert.Contains("offsets 600 to 649", fault.Message, StringComparison.Ordinal);
        Assert.Equal(50, _log.OffsetsLost);
    }

    [Fact]
    public async Task Recover_CommittedOffsetBehindTheEndForGood_Stops()
    {
        _committed = 1001;
        var recovering = RecoverAsync(null);
        await WhileRunningAsync(recovering, () => { });
        var fault = await Assert.ThrowsAsync<PartitionUnrecoverableException>(() => recovering);
        Assert.Contains("ends at 1000", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recover_KafkaAway_AsksAgainAndSaysSo()
    {
        _failures = 3;
        var recovering = RecoverAsync(new Store(550));
        var raised = false;
        await WhileRunningAsync(recovering, () => raised |= _conditions.IsRaised("recovery 0"));
        Assert.Equal((550, 600), Places(await recovering));
        Assert.True(raised);
        Assert.Empty(_conditions.Sentences);
    }

    public long? Committed(int partition)
    {
        Fail();
        return _committed;
    }

    public (long Low, long High) Watermarks(int partition)
    {
        Fail();
        return (_low, 1000);
    }

    public long? AtTime(int partition, long timestampMs) => Math.Max(_low, (timestampMs + 999) / 1000);

    public long? TimestampBefore(int partition, long offset, long low) => offset > low ? (offset - 1) * 1000 : null;

    public void Dispose() => _log.Dispose();

    /// <summary>Lets time go by for as long as it runs.</summary>
    private async Task WhileRunningAsync(Task task, Action look)
    {
        while (!task.IsCompleted)
        {
            look();
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }

    private static (long, long) Places(RecoveredPartition recovered) => (recovered.ReadFrom, recovered.SpeakFrom);

    private void Fail()
    {
        if (_failures-- > 0)
        {
            throw new KafkaException(ErrorCode.Local_Transport);
        }
    }

    private Task<RecoveredPartition> RecoverAsync(ISnapshotSource? snapshots) =>
        new PartitionRecovery(_kafka, _options, new DetectionOptions(), this, snapshots, _ => _settled.Task, _log, _conditions, _time, NullLogger.Instance).RecoverAsync(0, epoch: 1, CancellationToken.None);

    private sealed class Store(long? offset, params string[] skipped) : ISnapshotSource
    {
        public PartitionDetector Detector { get; } = new(new DetectorSettings(new DetectionOptions()));

        public long AskedFor { get; private set; }

        public Task<bool> HasAnyAsync(int partition, CancellationToken cancellationToken) => Task.FromResult(offset is not null);

        public Task<LoadedSnapshot> LoadAsync(int partition, long position, CancellationToken cancellationToken)
        {
            AskedFor = position;
            return Task.FromResult(new LoadedSnapshot(offset is null ? null : Detector, offset ?? -1, 0, TimeSpan.Zero, skipped));
        }
    }
}
