using GridFlow.Load.Scenarios.Targets;
using GridFlow.Load.Scenarios.Traffic;

namespace GridFlow.Load.Scenarios.Running;

/// <summary>What a scenario works with while it runs.</summary>
internal sealed class ScenarioContext(RunStage stage, Sampler sampler, CancellationTokenSource endLoad)
{
    private readonly Lock _lock = new();
    private readonly List<RunEvent> _events = [];
    private readonly List<string> _notes = [];
    private readonly Dictionary<string, double> _figures = [];

    public LoadClock Clock => stage.Clock;

    public IBrokerPlace Place => stage.Place;

    public PipelineProcess Pipeline => stage.Pipeline;

    public ReadingTraffic Traffic => stage.Traffic;

    public AnomalyReader Reader => stage.Reader;

    public Sampler Sampler => sampler;

    public IReadOnlyList<RunEvent> Events => Copy(_events);

    public IReadOnlyList<string> Notes => Copy(_notes);

    public IReadOnlyDictionary<string, double> Figures
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<string, double>(_figures);
            }
        }
    }

    /// <summary>Something was done: a line in the charts.</summary>
    public void Event(string what)
    {
        lock (_lock)
        {
            _events.Add(new RunEvent(Math.Round(Clock.Elapsed.TotalSeconds, 2), what));
        }
    }

    /// <summary>A sentence for the report.</summary>
    public void Note(string sentence)
    {
        lock (_lock)
        {
            _notes.Add(sentence);
        }
    }

    /// <summary>A figure for the thresholds.</summary>
    public void Figure(string name, double value)
    {
        lock (_lock)
        {
            _figures[name] = value;
        }
    }

    /// <summary>Waits until a time of the load.</summary>
    public async Task AtAsync(TimeSpan moment, CancellationToken stop)
    {
        if (moment - Clock.Elapsed is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, Clock.Time, stop);
        }
    }

    /// <summary>Ends all loads before their time.</summary>
    public void EndLoad() => endLoad.Cancel();

    private IReadOnlyList<T> Copy<T>(List<T> list)
    {
        lock (_lock)
        {
            return [.. list];
        }
    }
}
