using GridFlow.Telemetry;
using GridFlow.Topology;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Topology;

public sealed class StuckWatchTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 0, TimeSpan.Zero));
    private readonly ConditionBoard _conditions = new(NullLogger.Instance);
    private readonly StuckWatch _watch;
    private IReadOnlyList<StageProgress> _stages = [];
    private Exception? _broken;

    public StuckWatchTests() => _watch = new StuckWatch(() => _broken is null ? _stages : throw _broken, Limit, _conditions, _time);

    [Fact]
    public void Stuck_WorkAndNoStepForTheLimit_NamesStageAndSince()
    {
        Set(hasWork: true, steps: 7);
        Pass(seconds: 65);

        var stage = Assert.Single(_watch.Stuck);
        Assert.Equal(("detect-1", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)), (stage.Name, stage.Since));
        Assert.Contains("detect-1", Assert.Single(_conditions.Sentences), StringComparison.Ordinal);
    }

    [Fact]
    public void Stuck_ShortlyBeforeTheLimit_IsEmpty()
    {
        Set(hasWork: true, steps: 7);
        Pass(seconds: 60);

        Assert.Empty(_watch.Stuck);
    }

    [Fact]
    public void Stuck_StepNowAndThen_IsEmpty()
    {
        for (var step = 0; step < 20; step++)
        {
            Set(hasWork: true, steps: step);
            Pass(seconds: 55);
        }

        Assert.Empty(_watch.Stuck);
    }

    [Fact]
    public void Stuck_NothingToDoForDays_IsEmpty()
    {
        Set(hasWork: false, steps: 7);
        Pass(seconds: 200_000, step: 50);

        Assert.Empty(_watch.Stuck);
    }

    [Fact]
    public void Stuck_WaitsForAServerInBetween_CountsFromTheEndOfTheWait()
    {
        Set(hasWork: true, steps: 7);
        Pass(seconds: 40);
        Set(hasWork: false, steps: 7);
        Pass(seconds: 3_600);
        Set(hasWork: true, steps: 7);
        Pass(seconds: 40);

        Assert.Empty(_watch.Stuck);
    }

    [Fact]
    public void Stuck_LimitsOfItsOwn_AreAdded()
    {
        _stages = [new StageProgress("publish", HasWork: true, Steps: 1, Grace: TimeSpan.FromSeconds(45))];
        Pass(seconds: 105);
        Assert.Empty(_watch.Stuck);

        Pass(seconds: 10);
        Assert.Single(_watch.Stuck);
    }

    [Fact]
    public void Stuck_ProcessWasFrozen_IsNotBelieved()
    {
        Set(hasWork: true, steps: 7);
        Pass(seconds: 20);
        // Nobody looked meanwhile: the timer stood still with everything else.
        _time.Advance(TimeSpan.FromHours(2));
        Pass(seconds: 20);
        Assert.Empty(_watch.Stuck);

        Pass(seconds: 40);
        Assert.Single(_watch.Stuck);
    }

    [Fact]
    public void Stuck_MovesAgain_IsTakenBack()
    {
        Set(hasWork: true, steps: 7);
        Pass(seconds: 90);
        Assert.Single(_watch.Stuck);

        Set(hasWork: true, steps: 8);
        Pass(seconds: 5);

        Assert.Empty(_watch.Stuck);
        Assert.False(_conditions.IsRaised(StuckWatch.Subject));
    }

    [Fact]
    public void Stuck_StagesCannotBeRead_StopsNothingAndLooksAgain()
    {
        _broken = new InvalidOperationException("of a test");
        Set(hasWork: true, steps: 7);
        Pass(seconds: 90);
        Assert.Empty(_watch.Stuck);
        Assert.Contains("of a test", Assert.Single(_conditions.Sentences), StringComparison.Ordinal);

        _broken = null;
        Pass(seconds: 90);
        Assert.Single(_watch.Stuck);
        Assert.Equal(StuckWatch.Subject, Assert.Single(_conditions.Subjects));
    }

    public void Dispose() => _watch.Dispose();

    private void Set(bool hasWork, long steps) => _stages =
    [
        new StageProgress("detect-0", HasWork: false, 1, TimeSpan.Zero),
        new StageProgress("detect-1", hasWork, steps, TimeSpan.Zero),
    ];

    private void Pass(int seconds, int step = 5)
    {
        for (var passed = 0; passed < seconds; passed += step)
        {
            _time.Advance(TimeSpan.FromSeconds(step));
        }
    }
}
