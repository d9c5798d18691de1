using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;
using GridFlow.Telemetry.Tracing;
using GridFlow.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Telemetry.Tracing;

public sealed class BatchTracerTests : IDisposable
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly TraceNames Names = new("sensor-readings", "anomalies", "gridflow", "gridflow-1");

    private readonly ActivitySource _source = new($"GridFlow of {nameof(BatchTracerTests)}");
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly RecordingLogger _log = new();
    private ActivityListener? _listener;
    private Action<Activity> _stopped;

    public BatchTracerTests() => _stopped = _spans.Enqueue;

    [Fact]
    public async Task Finish_ABatchThroughTheWholeGraph_HasOneSpanForEachStageInOrder()
    {
        Listen();
        await using var driver = new PipelineTestDriver { Tracer = Tracer(1, 1_000) };
        await driver.SendAsync(Wire.Framed(Wire.Good("M-1", 0)), partition: 3, headers: Headers(Parent));
        await driver.SendAsync([0xFF], partition: 3);
        await driver.CompleteAsync();

        var spans = _spans.OrderBy(span => span.StartTimeUtc).ToList();
        var root = Assert.Single(spans, span => span.ParentSpanId == default);
        Assert.Equal(
            ["poll sensor-readings", "decode", "detect", "send anomalies", "commit sensor-readings"],
            spans.Where(span => span != root).OrderBy(span => span.StartTimeUtc).ThenBy(span => span.StartTimeUtc + span.Duration).Select(span => span.OperationName));
        Assert.All(spans, span =>
        {
            Assert.Equal(root.TraceId, span.TraceId);
            Assert.True(span == root || span.ParentSpanId == root.SpanId);
            Assert.InRange(span.StartTimeUtc, root.StartTimeUtc, root.StartTimeUtc + root.Duration);
            Assert.InRange(span.StartTimeUtc + span.Duration, span.StartTimeUtc, root.StartTimeUtc + root.Duration);
        });
        Assert.Equal(
            ("process sensor-readings", ActivityKind.Consumer, "kafka", "process", "3", 0L, 1L, 2, "gridflow", 1, 1, 1),
            (root.OperationName, root.Kind, root.GetTagItem("messaging.system"), root.GetTagItem("messaging.operation.type"), root.GetTagItem("messaging.destination.partition.id"),
            root.GetTagItem("messaging.kafka.offset"), root.GetTagItem("gridflow.offset.last"), root.GetTagItem("messaging.batch.message_count"), root.GetTagItem("messaging.consumer.group.name"),
            root.GetTagItem("gridflow.readings.scored"), root.GetTagItem("gridflow.dead_letters"), root.GetTagItem("gridflow.records_with_traceparent")));
        Assert.Equal("b7ad6b7169203331", Assert.Single(root.Links).Context.SpanId.ToString());
        Assert.Null(Activity.Current);
    }

    [Fact]
    public async Task Finish_BatchWithNothingToSay_HasNoSendSpan()
    {
        Listen();
        await using var driver = new PipelineTestDriver { Tracer = Tracer(1, 1_000) };
        await driver.SendAsync(Wire.Framed(Wire.Good("M-1", 0)));
        await driver.CompleteAsync();
        Assert.DoesNotContain(_spans, span => span.OperationName.StartsWith("send", StringComparison.Ordinal));
        Assert.Contains(_spans, span => span.OperationName.StartsWith("commit", StringComparison.Ordinal));
    }

    [Fact]
    public void Finish_WhileTheSpanIsHeld_ItIsCurrentSoThatMeasurementsBecomeExemplars()
    {
        Listen();
        var tracer = Tracer(1, 1_000);
        var batch = Batch();
        tracer.Sample(batch);
        using (var root = tracer.Finish(batch))
        {
            Assert.Same(root, Activity.Current);
            Assert.True(root!.Recorded);
        }

        Assert.Null(Activity.Current);
    }

    [Fact]
    public void Sample_NobodyListens_TracesAndAllocatesNothing()
    {
        var tracer = Tracer(1, 1_000);
        var batch = Batch();
        tracer.Sample(batch);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            tracer.Sample(batch);
            tracer.LetGo(tracer.Finish(batch));
        }

        // Less than one object for each: a collection in another test may take what is left of this thread's window for allocated.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
        Assert.Null(batch.Trace);
    }

    [Theory]
    [InlineData(1, 1, 10)]
    [InlineData(1, 0.5, 5)]
    [InlineData(0, 1, 0)]
    public void Sample_TenSecondsOfThousandBatchesEach_KeepsToTheMostASecond(double ratio, double maxPerSecond, int traces)
    {
        Listen();
        var time = new FakeTimeProvider();
        var tracer = Tracer(ratio, maxPerSecond, time);
        Assert.Equal(traces, Enumerable.Range(0, 10_000).Count(_ =>
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            var batch = Batch();
            tracer.Sample(batch);
            return batch.Trace is not null;
        }));
    }

    [Fact]
    public void Sample_ARatio_TakesAboutThatShareOfEveryPartition()
    {
        Listen();
        var tracer = Tracer(0.25, 1_000, new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) });
        var sampled = new int[4];
        for (var i = 0; i < 4_000; i++)
        {
            var batch = Batch(partition: i % 4);
            tracer.Sample(batch);
            sampled[i % 4] += batch.Trace is null ? 0 : 1;
        }

        Assert.All(sampled, count => Assert.InRange(count, 200, 300));
    }

    [Fact]
    public void Sample_ReplayOrBatchWithoutRecords_IsNotTraced()
    {
        Listen();
        var tracer = Tracer(1, 1_000);
        var replay = Batch();
        replay.Start(0, 1, 0, isReplay: true);
        replay.Add(new RawRecord { Offset = 1 });
        var empty = new ReadingBatch(1);
        tracer.Sample(replay);
        tracer.Sample(empty);
        Assert.Null(replay.Trace);
        Assert.Null(empty.Trace);
    }

    [Fact]
    public void Links_ManyRecordsOfFewSenders_AreEachThereOnceAndCounted()
    {
        Listen();
        var batch = new ReadingBatch(600);
        batch.Start(0, 1, 0);
        for (var i = 0; i < 300; i++)
        {
            Add(batch, i, $"00-0af7651916cd43dd8448eb211c80319c-{i % 150 + 1:x16}-01");
        }

        Add(batch, 300, "not one");
        Add(batch, 301, null);
        var links = TraceParents.Of(batch, out var named);
        Assert.Equal((300, TraceParents.MostLinks), (named, links.Count));
        Assert.Equal(links.Count, links.Select(link => link.Context).Distinct().Count());
    }

    [Fact]
    public async Task Finish_ListenersThatThrow_StopNothingAndAreLoggedOnce()
    {
        Listen(() => throw new InvalidOperationException("of a test"));
        await using var driver = new PipelineTestDriver { Tracer = Tracer(1, 1_000_000) };
        for (var i = 0; i < 3; i++)
        {
            await driver.SendAsync(Wire.Framed(Wire.Good("M-1", i)));
            await driver.FlushAsync();
        }

        await driver.CompleteAsync();
        Assert.Equal((3, 0), (driver.Sums.Scored, driver.Sums.InFlight));
        Assert.Equal(120, Assert.Single(_log.Events).Id);
    }

    [Fact]
    public void LetGo_ListenerThatThrows_LeavesNoSpanCurrent()
    {
        Listen();
        var tracer = Tracer(1, 1_000);
        var batch = Batch();
        tracer.Sample(batch);
        var root = tracer.Finish(batch);
        _stopped = _ => throw new InvalidOperationException("of a test");
        tracer.LetGo(root);
        Assert.Null(Activity.Current);
        Assert.Single(_log.Events);
    }

    public void Dispose()
    {
        _listener?.Dispose();
        _source.Dispose();
    }

    private static void Add(ReadingBatch batch, long offset, string? parent)
    {
        var start = batch.ByteCount;
        RecordHeaders.Append(batch, "other"u8, "x"u8, valueIsNull: false);
        if (parent is not null)
        {
            RecordHeaders.Append(batch, "traceparent"u8, Encoding.UTF8.GetBytes(parent), valueIsNull: false);
        }

        batch.Add(new RawRecord { Offset = offset, Headers = new ByteRange(start, batch.ByteCount - start) });
    }

    private static Dictionary<string, byte[]?> Headers(string parent) => new() { ["a"] = null, ["traceparent"] = Encoding.UTF8.GetBytes(parent) };

    private static ReadingBatch Batch(int partition = 0)
    {
        var batch = new ReadingBatch(1);
        batch.Start(partition, 1, 0);
        batch.Add(new RawRecord { Offset = 7, Headers = ByteRange.Null });
        return batch;
    }

    private BatchTracer Tracer(double ratio, double maxPerSecond, TimeProvider? time = null) => new(_source, new TraceSampling(ratio, maxPerSecond), Names, time ?? TimeProvider.System, _log);

    private void Listen(Action? onSample = null)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => ReferenceEquals(source, _source),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
            {
                onSample?.Invoke();
                return ActivitySamplingResult.AllDataAndRecorded;
            },
            ActivityStopped = span => _stopped(span),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private sealed class RecordingLogger : ILogger
    {
        public ConcurrentQueue<EventId> Events { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Events.Enqueue(eventId);
    }
}
