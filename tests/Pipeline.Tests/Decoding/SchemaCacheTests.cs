using GridFlow.Decoding;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Decoding;

public sealed class SchemaCacheTests : IDisposable
{
    private static readonly TimeSpan MissLifetime = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly FakeSchemaRegistry _registry = new();
    private readonly ConditionBoard _conditions = new(NullLogger.Instance);
    private readonly SchemaCache _cache;

    public SchemaCacheTests()
    {
        _registry.Set(1, GridFlowSchemas.SensorReading);
        _cache = new SchemaCache(_registry, MissLifetime, _conditions, _time);
    }

    [Fact]
    public async Task Resolve_KnownId_AsksOnceForEver()
    {
        Assert.Null(_cache.TryGet(1));
        await _cache.ResolveAsync(1, default);
        _time.Advance(TimeSpan.FromDays(400));
        await _cache.ResolveAsync(1, default);
        Assert.Equal(WriterSchemaKind.Known, _cache.TryGet(1)!.Kind);
        Assert.Equal(1, _registry.Lookups);
    }

    [Fact]
    public async Task Resolve_UnknownId_IsBelievedForTheMissLifetimeAndAskedAgainAfterwards()
    {
        Assert.Equal(WriterSchemaKind.Missing, (await _cache.ResolveAsync(7, default)).Kind);
        _time.Advance(MissLifetime - TimeSpan.FromMilliseconds(1));
        Assert.Equal(WriterSchemaKind.Missing, _cache.TryGet(7)!.Kind);

        _registry.Set(7, Schemas.WithoutFeeder);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(_cache.TryGet(7));
        Assert.Equal(WriterSchemaKind.Resolvable, (await _cache.ResolveAsync(7, default)).Kind);
        Assert.Equal(2, _registry.Lookups);
    }

    [Fact]
    public async Task Resolve_RegistryDown_WaitsLongerEachTimeAndSaysSoUntilItIsBack()
    {
        _registry.IsDown = true;
        var resolving = _cache.ResolveAsync(1, default);
        var waited = TimeSpan.Zero;
        for (var pause = 100; pause < 20_000; pause *= 2)
        {
            var asked = _registry.Lookups;
            var expected = TimeSpan.FromMilliseconds(Math.Min(pause, 5_000));
            await Eventually.TrueAsync(() => _conditions.IsRaised("schema registry"), "the condition");
            _time.Advance(expected - TimeSpan.FromMilliseconds(1));
            Assert.Equal(asked, _registry.Lookups);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            waited += expected;
            await Eventually.TrueAsync(() => _registry.Lookups == asked + 1, "the next question");
        }

        Assert.False(resolving.IsCompleted);
        Assert.Contains("memory is down; waiting to look up schema 1", Assert.Single(_conditions.Sentences), StringComparison.Ordinal);
        _registry.IsDown = false;
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(WriterSchemaKind.Known, (await resolving.WaitAsync(Eventually.Patience)).Kind);
        Assert.Empty(_conditions.Sentences);
    }

    [Fact]
    public async Task Resolve_SameIdFromManySides_AsksOnce()
    {
        var gate = new TaskCompletionSource<string?>();
        var registry = new CountingRegistry(_ => gate.Task);
        using var cache = new SchemaCache(registry, MissLifetime, _conditions, _time);
        var resolving = Enumerable.Range(0, 50).Select(_ => Task.Run(() => cache.ResolveAsync(1, default))).ToArray();
        await Eventually.TrueAsync(() => registry.Asked > 0, "the first question");
        gate.SetResult(GridFlowSchemas.SensorReading);
        var found = await Task.WhenAll(resolving).WaitAsync(Eventually.Patience);
        Assert.Single(found.Distinct());
        Assert.Equal(1, registry.Asked);
    }

    [Fact]
    public async Task Resolve_Cancelled_EndsTheWait()
    {
        _registry.IsDown = true;
        using var stop = new CancellationTokenSource();
        var resolving = _cache.ResolveAsync(1, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => resolving.WaitAsync(Eventually.Patience));
    }

    [Fact]
    public async Task Graph_RegistryDown_MakesNoDeadLetterAndGoesOnWhenItIsBack()
    {
        await using var driver = new PipelineTestDriver();
        driver.Registry.IsDown = true;
        await driver.SendAsync(Wire.Good());
        await driver.FlushAsync();
        await Eventually.TrueAsync(() => driver.Conditions.IsRaised("schema registry"), "the condition");
        Assert.Equal((0, 1), (driver.Sums.Conservation.DeadLetters, driver.Sums.InFlight));
        driver.Registry.IsDown = false;
        await driver.CompleteAsync();
        Assert.Equal((1, 0), (driver.Sums.Scored, driver.Sums.Conservation.DeadLetters));
        Assert.Empty(driver.Conditions.Sentences);
    }

    [Theory]
    [InlineData(1L)]
    [InlineData(5_000_000_000L)]
    [InlineData(long.MaxValue)]
    public async Task Decode_ApicurioLayout_ReadsIdsOfEightBytes(long id)
    {
        using var rig = new DecoderRig(layout: SchemaIdLayout.Apicurio, schemas: (id, GridFlowSchemas.SensorReading));
        var good = SensorReadingEncoder.EncodeFramed(Wire.Good(), id, SchemaIdLayout.Apicurio);
        var batch = await rig.DecodeAsync(good, good[..12], good[..8], Wire.Framed(Wire.Body(), id - 1, SchemaIdLayout.Apicurio));
        Assert.Equal(1, batch.ReadingCount);
        Assert.Equal([DeadLetterCode.Truncated, DeadLetterCode.Truncated, DeadLetterCode.UnknownSchema], batch.DeadLetters.Select(d => d.Code));
        Assert.Equal([id, -1, id - 1], batch.DeadLetters.Select(d => d.SchemaId));
        Assert.Contains("byte 12", batch.DeadLetters[0].Message, StringComparison.Ordinal);
    }

    public void Dispose() => _cache.Dispose();
}
