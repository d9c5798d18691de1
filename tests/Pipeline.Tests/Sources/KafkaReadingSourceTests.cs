using System.Collections.Concurrent;
using Confluent.Kafka;
using GridFlow.Checkpoints;
using GridFlow.Detection;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;
using GridFlow.Sources;
using GridFlow.Sources.Flood;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Sources;

/// <summary>The poll loop against librdkafka's mock broker.</summary>
public sealed class KafkaReadingSourceTests : IDisposable
{
    private readonly KafkaRig _kafka = new();

    [Fact]
    public async Task Run_RecordsOfEveryForm_ArriveAsTheyAre()
    {
        var headers = new Headers { { "trace", [1, 2] }, { "empty", [] }, { "nothing", null } };
        _kafka.Produce("value"u8.ToArray(), 0, "key"u8.ToArray(), headers);
        _kafka.Produce(null, 0);
        _kafka.Produce([], 0, []);
        _kafka.Produce(new byte[900_000], 0);
        _kafka.Flush();
        await using var run = new SourceRun(_kafka.Options);
        await Eventually.TrueAsync(() => run.Records.Count == 4, "four records");

        var records = run.Records.ToArray();
        Assert.Equal([0, 1, 2, 3], records.Select(r => r.Offset));
        Assert.Equal("value"u8.ToArray(), records[0].Value);
        Assert.Equal("key"u8.ToArray(), records[0].Key);
        Assert.Equal(["trace", "empty", "nothing"], records[0].Headers.Select(h => h.Key));
        Assert.Equal([[1, 2], [], null], records[0].Headers.Select(h => h.GetValueBytes()));
        Assert.Null(records[1].Value);
        Assert.Null(records[1].Key);
        Assert.Empty(records[1].Headers);
        Assert.Empty(records[2].Value!);
        Assert.Empty(records[2].Key!);
        Assert.Equal(900_000, records[3].Value!.Length);
        Assert.All(records, r => Assert.InRange(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - r.TimestampMs, 0, 60_000));
    }

    [Fact]
    public async Task Run_ManyRecords_ComeInBatchesOfOnePartitionInOrder()
    {
        const int Total = 5_000;
        for (var i = 0; i < Total; i++)
        {
            _kafka.Produce(BitConverter.GetBytes(i), i % KafkaRig.Partitions);
        }

        _kafka.Flush();
        await using var run = new SourceRun(_kafka.Options);
        await Eventually.TrueAsync(() => run.Records.Count == Total, "all records");
        Assert.All(run.Records.GroupBy(r => r.Partition), p =>
        {
            Assert.Equal(Enumerable.Range(0, Total / KafkaRig.Partitions).Select(i => (long)i), p.Select(r => r.Offset));
            Assert.Equal(p.Select(r => (int)(r.Offset * KafkaRig.Partitions) + r.Partition), p.Select(r => BitConverter.ToInt32(r.Value)));
        });
        Assert.True(run.LargestBatch is > 1 and <= SourceRun.BatchSize);
        Assert.Equal(Total, run.Ledger.Read().Consumed);
    }

    [Fact]
    public async Task Run_AfterARestart_GoesOnBehindWhatWasCommitted()
    {
        for (var i = 0; i < 100; i++)
        {
            _kafka.Produce([1], i % KafkaRig.Partitions);
        }

        _kafka.Flush();
        await using (var first = new SourceRun(_kafka.Options))
        {
            await Eventually.TrueAsync(() => first.Records.Count == 100, "all records");
            var epochs = first.Partitions.Read().Select(p => p.Epoch).ToArray();

            // A partition that is not ours, and one under an assignment that is over, must not be touched.
            Assert.True(first.Source.TryCommit([new(0, epochs[0], 30), new(1, epochs[1], 50), new(7, 1, 9), new(0, epochs[0] - 10, 77)]));
        }

        Assert.Equal([30, 50], _kafka.Committed());
        await using var second = new SourceRun(_kafka.Options);
        await Eventually.TrueAsync(() => second.Records.Count == 20, "the rest");
        Assert.Equal(Enumerable.Range(30, 20).Select(i => (long)i), second.Records.Select(r => r.Offset));
    }

    [Fact]
    public async Task Run_GraphTakesNothing_KeepsItsPartitionsAndLosesNothing()
    {
        for (var i = 0; i < 3_000; i++)
        {
            _kafka.Produce([1], 0);
        }

        _kafka.Flush();
        await using var run = new SourceRun(_kafka.Options, open: false);
        await Eventually.TrueAsync(() => run.Conditions.IsRaised("back-pressure"), "the pause");

        // Longer than the session: a member that does not poll would have lost its partitions.
        var held = TimeProvider.System.GetTimestamp();
        await Eventually.TrueAsync(() => TimeProvider.System.GetElapsedTime(held) > TimeSpan.FromSeconds(3.5), "a session");
        Assert.Equal(KafkaRig.Partitions, run.Partitions.Read().Count);
        run.Open();
        await Eventually.TrueAsync(() => run.Records.Count == 3_000, "all records");
        Assert.Equal(Enumerable.Range(0, 3_000).Select(i => (long)i), run.Records.Select(r => r.Offset));
        await Eventually.TrueAsync(() => run.Conditions.Sentences.Count == 0, "the end of the pause");
    }

    [Fact]
    public async Task Run_RetentionOvertakesIt_SaysWhichOffsetsAreGoneAndGoesOnBehindThem()
    {
        // The mock broker keeps 5 MiB a partition, and the client little beside it.
        _kafka.Options.Consumer["queued.max.messages.kbytes"] = "200";
        _kafka.Options.Consumer["fetch.message.max.bytes"] = "100000";
        _kafka.Produce([1], 0);
        _kafka.Flush();
        await using var run = new SourceRun(_kafka.Options);
        await Eventually.TrueAsync(() => run.Records.Count == 1, "the first");
        Assert.True(run.Source.TryCommit([new(0, run.Partitions.EpochOf(0)!.Value, 1)]));
        run.Close();
        for (var i = 0; i < 200; i++)
        {
            _kafka.Produce(new byte[100_000], 0);
            _kafka.Flush();
        }

        run.Open();
        await Eventually.TrueAsync(() => run.Conditions.IsRaised("retention gap 0") && run.Records.Last().Offset == 200, "the last record");

        var offsets = run.Records.Select(r => r.Offset).ToList();
        Assert.Equal(offsets.Distinct().Order(), offsets);
        Assert.Equal(201 - offsets.Count, run.Recoveries.OffsetsLost);
    }

    [Fact]
    public async Task Run_RolledBackInTheMiddleOfAPoll_HandsNoBatchOverTwice()
    {
        for (var i = 0; i < 30_000; i++)
        {
            _kafka.Produce([1], 0);
        }

        _kafka.Flush();
        // Batches of one record are full at once, so a poll of thousands comes by the place thousands of times.
        await using var run = new SourceRun(_kafka.Options, batchSize: 1);
        var random = new Random(5);
        for (var i = 0; i < 60; i++)
        {
            // Another thread's right, whenever the outcome of a transaction is not known.
            SpinWait.SpinUntil(() => run.Partitions.ReadyState(0) is not null, Eventually.Patience);
            var began = TimeProvider.System.GetTimestamp();
            var wait = TimeSpan.FromMicroseconds(random.Next(20_000));
            SpinWait.SpinUntil(() => TimeProvider.System.GetElapsedTime(began) > wait);
            run.Partitions.RollBack();
        }

        await Eventually.TrueAsync(() => run.Records.Any(r => r.Offset == 29_999), "the last record");
        Assert.Equal(run.Handed.Count, run.Handed.Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public async Task LagOf_RecordsBehindThePosition_AreCounted()
    {
        _kafka.Produce([1], 0);
        _kafka.Flush();
        await using var run = new SourceRun(_kafka.Options);
        await Eventually.TrueAsync(() => run.Records.Count == 1, "a record");
        var owned = run.Partitions.Read()[0];
        await Eventually.TrueAsync(() => run.Source.LagOf(owned) == 0, "no lag");
        Assert.Equal(1, run.Source.LagOf(owned with { Position = 0 }));
        Assert.Equal(-1, run.Source.LagOf(owned with { Position = -1 }));
    }

    [Fact]
    public async Task IsStandby_ConnectionBrokeForAMoment_HoldsAgainAndNothingIsTheMatter()
    {
        var time = new FakeTimeProvider();
        _kafka.Broker.CreateTopic("one-partition", 1);
        _kafka.Options.ReadingsTopic = "one-partition";
        await using var first = new SourceRun(_kafka.Options, time: time);
        await using var second = new SourceRun(_kafka.Options, time: time);
        SourceRun[] runs = [first, second];
        await Eventually.TrueAsync(OneStandsBy, "a member without a partition");

        // As the client's error handler says it when a connection breaks; the connection itself is back at once.
        Array.ForEach(runs, run => run.Conditions.Raise("Kafka consumer", "1/1 brokers are down"));
        Assert.False(OneStandsBy());
        await Eventually.TrueAsync(OneStandsBy, "the same again");

        bool OneStandsBy()
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return runs.Count(run => run.Source.IsStandby) == 1 && runs.Count(run => run.Partitions.Read().Count == 1) == 1 && runs.All(run => run.Conditions.Sentences.Count == 0);
        }
    }

    public void Dispose() => _kafka.Dispose();

    private sealed record Record(int Partition, long Offset, long TimestampMs, byte[]? Key, byte[]? Value, Headers Headers);

    /// <summary>A source whose batches end in a list.</summary>
    private sealed class SourceRun : IAsyncDisposable
    {
        public const int BatchSize = 64;

        private readonly CancellationTokenSource _stop = new();
        private TaskCompletionSource _open = new();
        private readonly Task _running;
        private readonly OffsetLookup _offsets;

        public SourceRun(KafkaOptions options, bool open = true, int batchSize = BatchSize, TimeProvider? time = null)
        {
            time ??= TimeProvider.System;
            _offsets = new OffsetLookup(options);
            var recovery = new PartitionRecovery(
                options, new CheckpointsOptions(), new DetectionOptions(), _offsets, null, _ => Task.CompletedTask, Recoveries, Conditions, time, NullLogger.Instance);
            var setup = new ReadingSourceSetup(options, "test", Transactional: false, recovery, new DetectorHandover(), _ => Task.CompletedTask, new FloodGuard(new DeadLetterOptions(), options.ReadingsTopic, Conditions, time));
            Source = new KafkaReadingSource(setup, new BatchPool(batchSize), Ledger, Partitions, Conditions, time, NullLogger<KafkaReadingSource>.Instance);
            if (open)
            {
                Open();
            }

            _running = Source.RunAsync(TakeAsync, _stop.Token);
        }

        public KafkaReadingSource Source { get; }

        public ReadingLedger Ledger { get; } = new();

        public PartitionTable Partitions { get; } = new();

        public ConditionBoard Conditions { get; } = new(NullLogger.Instance);

        public RecoveryLog Recoveries { get; } = new();

        public ConcurrentQueue<Record> Records { get; } = new();

        public int LargestBatch { get; private set; }

        /// <summary>Every batch, for every time it was handed over; none goes back to the pool.</summary>
        public ConcurrentQueue<ReadingBatch> Handed { get; } = new();

        public void Open() => _open.TrySetResult();

        /// <summary>Takes nothing more for a while; only when it was open.</summary>
        public void Close() => _open = new TaskCompletionSource();

        public async ValueTask DisposeAsync()
        {
            Open();
            await _stop.CancelAsync();
            await _running.WaitAsync(Eventually.Patience);
            Source.Dispose();
            _offsets.Dispose();
            Recoveries.Dispose();
            _stop.Dispose();
        }

        private async Task TakeAsync(ReadingBatch batch)
        {
            Handed.Enqueue(batch);
            await _open.Task;
            LargestBatch = Math.Max(LargestBatch, batch.RecordCount);
            for (var i = 0; i < batch.RecordCount; i++)
            {
                var r = batch.Records[i];
                Records.Enqueue(new Record(batch.Partition, r.Offset, r.BrokerTimestampMs, Bytes(batch, r.Key), Bytes(batch, r.Value), RecordHeaders.Unpack(batch.Slice(r.Headers))));
            }

            Source.TryCommit([new(batch.Partition, batch.Epoch, batch.NextOffset)]);
            Partitions.Leave(batch.Partition, batch.Epoch);
        }

        private static byte[]? Bytes(ReadingBatch batch, ByteRange range) => range.IsNull ? null : batch.Slice(range).ToArray();
    }
}
