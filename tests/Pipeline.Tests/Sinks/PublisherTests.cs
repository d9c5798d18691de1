using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;
using GridFlow.Sinks;
using GridFlow.Sources;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Sinks;

/// <summary>When the last stage commits: with something to say after 20 ms, without after 100 ms, with nothing new never.</summary>
public sealed class PublisherTests : IDisposable
{
    private static readonly TimeSpan Min = TimeSpan.FromMilliseconds(20), Max = TimeSpan.FromMilliseconds(100), Tick = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingDelivery _delivery = new();
    private readonly PartitionTable _partitions = new();
    private readonly List<ReadingBatch> _delivered = [];
    private readonly Publisher _publisher;
    private readonly Dictionary<int, long> _offsets = [];

    public PublisherTests()
    {
        _publisher = new Publisher(_delivery, _partitions, new CheckpointsOptions { TransactionMinInterval = Min, TransactionMaxInterval = Max }, _time, _delivered.Add);
        _partitions.Assign(0);
        _partitions.Assign(1);
    }

    [Fact]
    public async Task Handle_SomethingToSay_CommitsWhenTheLastCommitIsMinIntervalOld()
    {
        _time.Advance(Min - Tick);
        await _publisher.HandleAsync(Batch(0, says: true), moreWaits: false, default);
        Assert.Empty(_delivery.Commits);
        _time.Advance(Tick);
        await _publisher.HandleAsync(null, moreWaits: false, default);
        Assert.Equal(1, Assert.Single(_delivery.Commits)[0]);

        await _publisher.HandleAsync(Batch(0, says: true), moreWaits: false, default);
        Assert.Single(_delivery.Commits);
        _time.Advance(Min);
        await _publisher.HandleAsync(null, moreWaits: false, default);
        Assert.Equal(2, _delivery.Commits.Count);
    }

    [Fact]
    public async Task Handle_SomethingToSayAfterAPause_CommitsAtOnce()
    {
        _time.Advance(TimeSpan.FromSeconds(10));
        await _publisher.HandleAsync(Batch(0, says: true), moreWaits: false, default);
        Assert.Single(_delivery.Commits);
        Assert.Single(_delivered);
    }

    [Fact]
    public async Task Handle_NothingToSay_CommitsPositionsAtMaxInterval()
    {
        await _publisher.HandleAsync(Batch(0), moreWaits: false, default);
        _time.Advance(Max - Tick);
        await _publisher.HandleAsync(Batch(1), moreWaits: false, default);
        Assert.Empty(_delivery.Commits);
        Assert.Empty(_delivered);
        _time.Advance(Tick);
        await _publisher.HandleAsync(null, moreWaits: false, default);
        Assert.Equal(new Dictionary<int, long> { [0] = 1, [1] = 1 }, Assert.Single(_delivery.Commits));
        Assert.Equal(2, _delivered.Count);
    }

    [Fact]
    public async Task Handle_NothingNew_NeverCommits()
    {
        for (var i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await _publisher.HandleAsync(null, moreWaits: false, default);
        }

        await _publisher.CommitAllAsync(default);
        Assert.Empty(_delivery.Commits);
        Assert.False(_publisher.HasUncommitted);
    }

    [Fact]
    public async Task Handle_RandomTraffic_NeverCommitsAheadOfWhatWasSentAndLosesNoBatch()
    {
        var random = new Random(4);
        var batches = 0;
        for (var i = 0; i < 5_000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(random.Next(15)));
            await _publisher.HandleAsync(random.Next(3) == 0 ? null : Batch(random.Next(2), random.Next(10) == 0), moreWaits: false, default);
            batches = _offsets.Values.Sum(v => (int)v);
        }

        await _publisher.CommitAllAsync(default);
        Assert.Equal(0, _delivery.Ahead);
        Assert.Equal(batches, _delivered.Count);
        Assert.Equal(_offsets, _delivery.Commits.SelectMany(c => c).GroupBy(c => c.Key).ToDictionary(g => g.Key, g => g.Last().Value));
        Assert.True(_partitions.WaitUntilDrained([0, 1], TimeSpan.Zero));
    }

    [Fact]
    public async Task Commit_Fails_KeepsTheBatchesInFlight()
    {
        _delivery.Failure = new DeliveryException("no");
        _time.Advance(Max);
        await Assert.ThrowsAsync<DeliveryException>(() => _publisher.HandleAsync(Batch(0), moreWaits: false, default));
        Assert.Empty(_delivered);
        Assert.False(_partitions.WaitUntilDrained([0], TimeSpan.Zero));
    }

    [Fact]
    public async Task Commit_PositionsAreNotTaken_TriesAgainAndOnlyThenHandsThePartitionOver()
    {
        _delivery.TakesPositions = false;
        _time.Advance(Max);
        await _publisher.HandleAsync(Batch(0, says: true), moreWaits: false, default);
        Assert.Single(_delivered);
        Assert.True(_publisher.HasUncommitted);
        Assert.False(_partitions.WaitUntilDrained([0], TimeSpan.Zero));

        _delivery.TakesPositions = true;
        _time.Advance(Max);
        await _publisher.HandleAsync(null, moreWaits: false, default);
        Assert.Equal(1, _delivery.Commits[^1][0]);
        Assert.Single(_delivered);
        Assert.False(_publisher.HasUncommitted);
        Assert.True(_partitions.WaitUntilDrained([0], TimeSpan.Zero));
    }

    [Fact]
    public async Task Handle_ManyBatches_CommitsBeforeTheTime()
    {
        for (var i = 0; i < 256; i++)
        {
            Assert.Empty(_delivery.Commits);
            await _publisher.HandleAsync(Batch(0), moreWaits: false, default);
        }

        Assert.Single(_delivery.Commits);
    }

    [Fact]
    public async Task Handle_StaleBatch_IsSettledAsStaleAndMovesNoPosition()
    {
        var stale = Batch(0, says: true);
        _partitions.Remove(0);
        _time.Advance(Max);
        await _publisher.HandleAsync(stale, moreWaits: false, default);
        Assert.Empty(_delivery.Commits);
        Assert.Equal(new(0, 0, 0, 1), Assert.Single(_delivered).Counts);
        Assert.Empty(stale.DeadLetters);
    }

    [Fact]
    public async Task Handle_BatchesCameDuringASlowCommit_GoIntoOneCommit()
    {
        _delivery.OnCommit = () => _time.Advance(3 * Min);
        _time.Advance(Min);
        await _publisher.HandleAsync(Batch(0, says: true), moreWaits: false, default);
        await _publisher.HandleAsync(Batch(0, says: true), moreWaits: true, default);
        await _publisher.HandleAsync(Batch(0, says: true), moreWaits: true, default);
        Assert.Single(_delivery.Commits);
        await _publisher.HandleAsync(Batch(0, says: true), moreWaits: false, default);
        Assert.Equal(4, Assert.Single(_delivery.Commits.Skip(1))[0]);
    }

    [Fact]
    public async Task Handle_MoreWaitsAlways_CommitsAllTheSameAtMinInterval()
    {
        _delivery.OnCommit = () => _time.Advance(3 * Min);
        _time.Advance(Min);
        await _publisher.HandleAsync(Batch(0, says: true), moreWaits: true, default);
        Assert.Single(_delivery.Commits);
        _time.Advance(Min - Tick);
        await _publisher.HandleAsync(Batch(0, says: true), moreWaits: true, default);
        Assert.Single(_delivery.Commits);
        _time.Advance(Tick);
        await _publisher.HandleAsync(Batch(0, says: true), moreWaits: true, default);
        Assert.Equal(2, _delivery.Commits.Count);
    }

    [Fact]
    public async Task Commit_Aborted_SendsTheSameBatchesAgainAndBooksThemOnce()
    {
        _delivery.Outcomes.Enqueue(CommitOutcome.Aborted);
        var batch = Batch(0, says: true);
        _time.Advance(Max);
        await _publisher.HandleAsync(batch, moreWaits: false, default);
        Assert.Empty(_delivered);
        Assert.Equal([batch, batch], _delivery.Sent);
        Assert.False(_partitions.WaitUntilDrained([0], TimeSpan.Zero));

        _time.Advance(Min);
        await _publisher.HandleAsync(null, moreWaits: false, default);
        Assert.Equal([batch], _delivered);
        Assert.Single(batch.DeadLetters);
        Assert.True(_partitions.WaitUntilDrained([0], TimeSpan.Zero));
        Assert.Equal(1, _partitions.Read()[0].Committed);
    }

    [Fact]
    public async Task Commit_PartitionLostSinceItWasSent_SpeaksForTheOthersOnly()
    {
        var (lost, kept) = (Batch(0, says: true), Batch(1, says: true));
        await _publisher.HandleAsync(lost, moreWaits: false, default);
        await _publisher.HandleAsync(kept, moreWaits: false, default);
        _partitions.Remove(0);
        _time.Advance(Max);
        await _publisher.HandleAsync(null, moreWaits: false, default);

        // The delivery was asked while the lost one was in it, and refused.
        Assert.Equal([lost, kept, kept], _delivery.Sent);
        Assert.Equal([lost], _delivered);
        Assert.Equal(new(0, 0, 0, 1), lost.Counts);
        _time.Advance(Min);
        await _publisher.HandleAsync(null, moreWaits: false, default);
        Assert.Equal(new Dictionary<int, long> { [1] = 1 }, _delivery.Commits[^1]);
        Assert.Equal([lost, kept], _delivered);
    }

    [Fact]
    public async Task Commit_OutcomeUnknown_SettlesAllAsStaleAndRollsBack()
    {
        _delivery.Outcomes.Enqueue(CommitOutcome.Unknown);
        var before = _partitions.EpochOf(0);
        var batch = Batch(0, says: true);
        _time.Advance(Max);
        await _publisher.HandleAsync(batch, moreWaits: false, default);

        Assert.Equal([batch], _delivery.Sent);
        Assert.Equal([batch], _delivered);
        Assert.Equal((new(0, 0, 0, 1), 0), (batch.Counts, batch.DeadLetters.Count));
        Assert.True(_partitions.EpochOf(0) > before);
        Assert.Equal([0, 1], _partitions.Recovering().Select(p => p.Partition));
        Assert.False(_publisher.HasUncommitted);
        Assert.True(_partitions.WaitUntilDrained([0, 1], TimeSpan.Zero));
    }

    [Fact]
    public async Task Commit_AlwaysAborted_WaitsLongerEachTimeAndTakesNoMoreThanItsBound()
    {
        for (var i = 0; i < 100_000; i++)
        {
            _delivery.Outcomes.Enqueue(CommitOutcome.Aborted);
        }

        var limit = new CheckpointsOptions().TransactionMaxBatches;
        var taken = 0;
        Task last = Task.CompletedTask;
        for (; last.IsCompleted && taken < 2 * limit; taken++)
        {
            last = _publisher.HandleAsync(Batch(0, says: true), moreWaits: false, default);
        }

        Assert.Equal(limit, taken);
        var commits = _delivery.Commits.Count;
        for (var i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(_delivery.Commits.Count - commits, 5, 30);
        _delivery.Outcomes.Clear();
        _time.Advance(TimeSpan.FromSeconds(2));
        await last.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(limit, _delivered.Count);
    }

    [Fact]
    public async Task Handle_ReplayedBatch_SaysNothingAndMovesNoPosition()
    {
        var batch = Batch(0, says: true, isReplay: true);
        _time.Advance(Max);
        await _publisher.HandleAsync(batch, moreWaits: false, default);
        await _publisher.CommitAllAsync(default);
        Assert.Empty(_delivery.Sent);
        Assert.Empty(_delivery.Commits);
        Assert.Equal([batch], _delivered);
        Assert.True(_partitions.WaitUntilDrained([0], TimeSpan.Zero));
    }

    public void Dispose() => _delivery.Dispose();

    private ReadingBatch Batch(int partition, bool says = false, bool isReplay = false)
    {
        var batch = new ReadingBatch(1);
        batch.Start(partition, _partitions.EpochOf(partition)!.Value, 0, isReplay);
        batch.Add(new RawRecord { Offset = _offsets.GetValueOrDefault(partition) });
        _offsets[partition] = batch.NextOffset;
        _partitions.Enter(partition, batch.Epoch, batch.NextOffset);
        if (says)
        {
            batch.DeadLetters.Add(new DeadLetter(0, DeadLetterCode.BadMagic, "", -1));
        }

        return batch;
    }
}
