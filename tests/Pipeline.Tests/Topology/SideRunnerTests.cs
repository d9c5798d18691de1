using GridFlow.Telemetry;
using GridFlow.TestKit;
using GridFlow.Topology;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Topology;

public sealed class SideRunnerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ConditionBoard _conditions = new(NullLogger.Instance);
    private readonly CancellationTokenSource _stop = new();
    private int _runs;
    private int _failures;

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task Run_Fails_SaysSoBeginsAnewAndIsWellAfterAWhile()
    {
        _failures = 2;
        var running = Runner().RunAsync(_stop.Token);
        await Eventually.TrueAsync(() => _runs == 1 && _conditions.Sentences.Count == 1, "first failure");
        Assert.Equal(["the side has failed and begins anew: failure 1"], _conditions.Sentences);

        await AdvanceAsync(() => _runs == 3);
        Assert.Single(_conditions.Sentences);
        await AdvanceAsync(() => _conditions.Sentences.Count == 0);

        await _stop.CancelAsync();
        await running;
        Assert.Equal(3, _runs);
    }

    [Fact]
    public async Task Run_StoppedWhileItPauses_Ends()
    {
        _failures = int.MaxValue;
        var running = Runner().RunAsync(_stop.Token);
        await Eventually.TrueAsync(() => _conditions.Sentences.Count == 1, "failure");
        await _stop.CancelAsync();
        await running;
    }

    private SideRunner Runner() => new("side", RunAsync, _conditions, _time);

    private async Task RunAsync(CancellationToken stop)
    {
        if (++_runs <= _failures)
        {
            throw new InvalidOperationException($"failure {_runs}");
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, _time, stop);
    }

    private Task AdvanceAsync(Func<bool> condition) => Eventually.TrueAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return condition();
        },
        "after some time");
}
