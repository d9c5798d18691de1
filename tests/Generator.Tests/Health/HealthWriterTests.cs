using GridFlow.TestKit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GridFlow.Generator;

public sealed class HealthWriterTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly FakeTimeProvider _time = new(Start);
    private readonly StringWriter _warnings = new();
    private readonly CancellationTokenSource _stop = new();
    private long _acknowledged;
    private int _asked;

    private string FilePath => Path.Combine(_folder.FullName, "health.json");

    public void Dispose()
    {
        _stop.Dispose();
        _warnings.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task KeepAsync_ReadingsAcknowledged_WritesOnceASecond()
    {
        var kept = Begin();
        _acknowledged = 5;
        _time.Advance(HealthWriter.Interval - TimeSpan.FromMilliseconds(1));
        Assert.Equal(new DeliveryHealth { StartedAt = Start, Acknowledged = 0 }, Read());

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await Eventually.TrueAsync(() => Read().Acknowledged == 5, "the file says 5");
        Assert.Equal(Start + HealthWriter.Interval, Read().AcknowledgedAt);
        Assert.Equal(["health.json"], _folder.GetFiles().Select(file => file.Name));
        await StopAsync(kept);
    }

    [Fact]
    public async Task KeepAsync_NothingMoreAcknowledged_LetsTheFileGrowOld()
    {
        var kept = Begin();
        _acknowledged = 5;
        _time.Advance(HealthWriter.Interval);
        await Eventually.TrueAsync(() => Read().Acknowledged == 5, "the file says 5");
        _time.Advance(TimeSpan.FromMinutes(1));
        await StopAsync(kept);

        Assert.Equal(Start + HealthWriter.Interval, Read().AcknowledgedAt);
    }

    [Fact]
    public async Task KeepAsync_Stopped_WritesWhatCameWhileItDrained()
    {
        var kept = Begin();
        _time.Advance(HealthWriter.Interval / 2);
        _acknowledged = 7;
        await StopAsync(kept);

        Assert.Equal((7, Start + (HealthWriter.Interval / 2)), (Read().Acknowledged, Read().AcknowledgedAt));
    }

    [Fact]
    public async Task KeepAsync_CannotWrite_WarnsOnceAndGoesOn()
    {
        var kept = Begin();
        _folder.Delete(recursive: true);
        await Eventually.TrueAsync(
            () =>
            {
                Interlocked.Increment(ref _acknowledged);
                _time.Advance(HealthWriter.Interval);
                return Volatile.Read(ref _asked) > 2;
            },
            "two writes that failed");
        Assert.Single(_warnings.ToString().TrimEnd('\n').Split('\n'));
        Assert.StartsWith("gridflow-generator: --health-file: ", _warnings.ToString(), StringComparison.Ordinal);

        _folder.Create();
        _acknowledged++;
        await StopAsync(kept);
        Assert.Equal(_acknowledged, Read().Acknowledged);
    }

    private Task Begin()
    {
        var writer = new HealthWriter(FilePath, new PlainView(TextWriter.Null, _warnings, json: null), _time);
        writer.Begin();
        return writer.KeepAsync(Acknowledged, _stop.Token);
    }

    private long Acknowledged()
    {
        Interlocked.Increment(ref _asked);
        return Interlocked.Read(ref _acknowledged);
    }

    private async Task StopAsync(Task kept)
    {
        await _stop.CancelAsync();
        await kept;
    }

    private DeliveryHealth Read() => DeliveryHealth.Parse(File.ReadAllText(FilePath));
}
