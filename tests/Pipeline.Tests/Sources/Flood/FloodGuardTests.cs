using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sources.Flood;
using GridFlow.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Sources.Flood;

public sealed class FloodGuardTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly ConditionBoard _conditions = new(NullLogger.Instance);

    [Fact]
    public void Count_NoShareSet_NeverPauses()
    {
        var guard = Guard(new DeadLetterOptions());
        guard.Count(Batch(records: 10_000, deadLetters: 10_000));
        Assert.Empty(guard.Paused);
    }

    [Theory]
    [InlineData(100, 51, true)]
    [InlineData(100, 50, false)]
    [InlineData(99, 99, false)]
    [InlineData(1000, 501, true)]
    public void Count_ShareOfEnoughRecords_PausesAboveTheLimitOnly(int records, int deadLetters, bool pauses)
    {
        var guard = Guard();
        guard.Count(Batch(records, deadLetters));
        Assert.Equal(pauses, guard.IsPaused(3));
        Assert.Equal(pauses ? 1 : 0, guard.Changes);
    }

    [Fact]
    public void Count_GoodRecordsAMinuteAgo_AreForgotten()
    {
        var guard = Guard();
        guard.Count(Batch(records: 10_000, deadLetters: 0));
        _time.Advance(TimeSpan.FromSeconds(59));
        guard.Count(Batch(records: 100, deadLetters: 100));
        Assert.False(guard.IsPaused(3));

        _time.Advance(TimeSpan.FromSeconds(2));
        guard.Count(Batch(records: 100, deadLetters: 100));
        Assert.True(guard.IsPaused(3));
    }

    [Fact]
    public void Count_OtherPartitions_AreJudgedByThemselves()
    {
        var guard = Guard();
        guard.Count(Batch(100, 100, partition: 1));
        guard.Count(Batch(100, 0, partition: 2));
        Assert.Equal([1], guard.Paused);
    }

    [Fact]
    public void Count_ReplayedAndStaleBatches_AreNotCounted()
    {
        var guard = Guard();
        guard.Count(Batch(100, 100, isReplay: true));
        var stale = Batch(100, 100);
        stale.Counts = new ScoreCounts(0, 0, 0, 100);
        guard.Count(stale);
        Assert.Empty(guard.Paused);
    }

    [Fact]
    public void Step_AfterTheRetryTime_JudgesAnew()
    {
        var guard = Guard();
        guard.Count(Batch(100, 100));
        _time.Advance(TimeSpan.FromHours(1));
        guard.Step();
        _time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        guard.Step();
        Assert.True(guard.IsPaused(3));

        _time.Advance(TimeSpan.FromTicks(1));
        guard.Step();
        Assert.False(guard.IsPaused(3));
        guard.Count(Batch(99, 99));
        Assert.False(guard.IsPaused(3));
        guard.Count(Batch(1, 1));
        Assert.True(guard.IsPaused(3));
        Assert.Equal(3, guard.Changes);
    }

    [Fact]
    public void Step_NoRetry_StaysPaused()
    {
        var guard = Guard(new DeadLetterOptions { FloodShare = 0.5, FloodMinRecords = 100, FloodRetry = TimeSpan.Zero });
        guard.Count(Batch(100, 100));
        guard.Step();
        _time.Advance(TimeSpan.FromDays(30));
        guard.Step();
        Assert.True(guard.IsPaused(3));
    }

    [Fact]
    public void Show_PausedPartition_SaysWhyAndUntilWhenWhileItIsOurs()
    {
        var guard = Guard();
        guard.Count(Batch(records: 100, deadLetters: 90));
        guard.Step();
        guard.Show(partition => partition == 3);
        var sentence = Assert.Single(_conditions.Sentences);
        Assert.Equal(
            "sensor-readings [3] is paused, read again at 12:05:00 UTC, on gridflow resume, or after a restart: 90 of 100 records in 00:01:00 were dead letters, most of them unknown_schema"
            + " (DeadLetters:FloodShare = 0.5); see gridflow dlq list --source sensor-readings/3",
            sentence);

        guard.Show(_ => false);
        Assert.Empty(_conditions.Sentences);
        Assert.True(guard.IsPaused(3));
    }

    private static ReadingBatch Batch(int records, int deadLetters, int partition = 3, bool isReplay = false)
    {
        var batch = new ReadingBatch(records);
        batch.Start(partition, 1, 0, isReplay);
        for (var i = 0; i < records; i++)
        {
            batch.Add(new RawRecord { Offset = i, BrokerTimestampMs = -1, Key = ByteRange.Null, Value = ByteRange.Null, Headers = ByteRange.Null });
        }

        // Most of one kind and some of another.
        batch.DeadLetters.AddRange(Enumerable.Range(0, deadLetters).Select(i => new DeadLetter(i, i % 10 == 0 ? DeadLetterCode.BadMagic : DeadLetterCode.UnknownSchema, "", -1)));
        return batch;
    }

    private FloodGuard Guard(DeadLetterOptions? options = null) =>
        new(options ?? new DeadLetterOptions { FloodShare = 0.5, FloodMinRecords = 100 }, "sensor-readings", _conditions, _time);
}
