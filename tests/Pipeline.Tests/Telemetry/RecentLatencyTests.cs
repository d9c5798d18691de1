using GridFlow.Telemetry;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Telemetry;

public sealed class RecentLatencyTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecentLatency _latency;

    public RecentLatencyTests() => _latency = new RecentLatency(_time);

    [Fact]
    public void Read_NothingCounted_IsZero() => Assert.Equal(default, _latency.Read());

    [Fact]
    public void Read_OneToAHundred_GivesTheirQuantiles()
    {
        Record(Enumerable.Range(1, 100));
        var found = _latency.Read();
        Assert.Equal((50, 99, 100), (Math.Round(found.P50Ms), Math.Round(found.P99Ms), Math.Round(found.MaxMs)));
        Assert.Equal(100, found.Count);
    }

    [Fact]
    public void Read_LaterThanThirtySeconds_KeepsThemUntilSixty()
    {
        Record([10]);
        _time.Advance(TimeSpan.FromSeconds(31));
        Record([20]);
        Assert.Equal(2, _latency.Read().Count);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal((1, 20), (_latency.Read().Count, Math.Round(_latency.Read().MaxMs)));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(default, _latency.Read());
    }

    [Fact]
    public void Read_AfterALongPause_ForgetsAll()
    {
        Record([10]);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(default, _latency.Read());
    }

    [Fact]
    public void Record_BeyondItsScale_IsHeldAtItsEnds()
    {
        _latency.Record(TimeSpan.FromDays(3));
        _latency.Record(TimeSpan.FromSeconds(-1));
        Assert.Equal(2, _latency.Read().Count);
        Assert.InRange(_latency.Read().MaxMs, 3_590_000, 3_610_000);
        Assert.Equal(0, _latency.Read().P50Ms);
    }

    private void Record(IEnumerable<int> milliseconds)
    {
        foreach (var ms in milliseconds)
        {
            _latency.Record(TimeSpan.FromMilliseconds(ms));
        }
    }
}
