using System.Globalization;
using GridFlow.Telemetry;

namespace GridFlow.Topology;

/// <summary>Tells a pipeline that is stuck from one that waits, so that whoever runs it can start it again.</summary>
/// <remarks>
/// It errs on the side of "fine": a restart of a healthy instance costs seconds of alarms. What waits for a server is not stuck (<see cref="StageProgress.HasWork"/>).
/// Time is added up from look to look and never more than two intervals at once: a process that was frozen (a paused container, a debugger, a machine that was
/// moved) must not be taken for stuck when it wakes up.
/// </remarks>
public sealed class StuckWatch : IDisposable
{
    /// <summary>Subject on the <see cref="ConditionBoard"/>.</summary>
    public const string Subject = "stuck";

    /// <summary>Subject on the <see cref="ConditionBoard"/> when it cannot look.</summary>
    public const string OwnSubject = "stuck watch";

    private const int LooksPerLimit = 12;

    private readonly Func<IReadOnlyList<StageProgress>> _stages;
    private readonly TimeSpan _limit;
    private readonly ConditionBoard _conditions;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly Dictionary<string, Mark> _marks = [];
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private long _lookedAt;
    private volatile IReadOnlyList<StuckStage> _stuck = [];

    /// <summary>Begins to look.</summary>
    /// <param name="stages">All parts as they are now; empty while nothing runs.</param>
    /// <param name="limit">How long a part with work may stand still, beyond its own grace.</param>
    /// <param name="conditions">Told what is stuck.</param>
    /// <param name="time">The clock.</param>
    public StuckWatch(Func<IReadOnlyList<StageProgress>> stages, TimeSpan limit, ConditionBoard conditions, TimeProvider time)
    {
        _stages = stages;
        _limit = limit;
        _conditions = conditions;
        _time = time;
        _interval = limit / LooksPerLimit;
        _lookedAt = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Look(), null, _interval, _interval);
    }

    /// <summary>What is stuck, as of the last look; empty when all is well.</summary>
    public IReadOnlyList<StuckStage> Stuck => _stuck;

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        lock (_lock)
        {
            var sinceLastLook = _time.GetElapsedTime(_lookedAt);
            _lookedAt = _time.GetTimestamp();
            var passed = sinceLastLook < 2 * _interval ? sinceLastLook : 2 * _interval;
            try
            {
                _stuck = [.. _stages().Where(stage => IsStuck(stage, passed)).Select(stage => new StuckStage(stage.Name, _marks[stage.Name].Since))];
                Tell();
                _conditions.Clear(OwnSubject);
            }
            catch (Exception e)
            {
                Fail(e);
            }
        }
    }

    /// <summary>What a timer calls must not throw: it would end the process, and alerting with it.</summary>
    private void Fail(Exception e)
    {
        _stuck = [];
        if (!_conditions.IsRaised(OwnSubject))
        {
            _conditions.Raise(OwnSubject, $"stages cannot be looked at, so /healthz would not notice a stuck one: {e.GetType().Name}: {e.Message}");
        }
    }

    private bool IsStuck(StageProgress stage, TimeSpan passed)
    {
        if (!stage.HasWork || !_marks.TryGetValue(stage.Name, out var mark) || mark.Steps != stage.Steps)
        {
            _marks[stage.Name] = new Mark(stage.Steps, _time.GetUtcNow(), TimeSpan.Zero);
            return false;
        }

        mark = mark with { StoodStill = mark.StoodStill + passed };
        _marks[stage.Name] = mark;
        return mark.StoodStill >= _limit + stage.Grace;
    }

    private void Tell()
    {
        if (_stuck is [var first, ..])
        {
            var names = string.Join(", ", _stuck.Select(stage => stage.Name));
            _conditions.Raise(
                Subject,
                string.Create(CultureInfo.InvariantCulture, $"{names}: work is waiting and nothing has moved since {first.Since:HH:mm:ss} UTC; /healthz says so, and whoever runs this instance may start it again"));
        }
        else
        {
            _conditions.Clear(Subject);
        }
    }

    private readonly record struct Mark(long Steps, DateTimeOffset Since, TimeSpan StoodStill);
}
