using GridFlow.Load.Scenarios.Targets;

namespace GridFlow.Load.Scenarios.Running;

/// <summary>What is done to a pipeline, and what it must reach meanwhile. Says, and does nothing by itself: <see cref="ScenarioRun"/> runs it.</summary>
internal abstract class Scenario(RunOptions options)
{
    public const string Reading = "reading";
    public const string Anomaly = "anomaly";

    public abstract string Name { get; }

    /// <summary>One line for <c>list</c> and the report.</summary>
    public abstract string Summary { get; }

    /// <summary>Length of the load.</summary>
    public virtual TimeSpan Duration => options.Duration ?? TimeSpan.FromMinutes(1);

    /// <summary>Readings per second.</summary>
    public virtual double Rate => options.Rate ?? 10_000;

    /// <summary>Meters of the grid.</summary>
    public virtual int Meters => options.Meters ?? 1_000;

    /// <summary>Partitions of every topic.</summary>
    public virtual int Partitions => 4;

    /// <summary>Readings of every meter before the load, so that windows can judge; the detector asks for 30.</summary>
    public virtual int HistoryRounds => 40;

    /// <summary>Load before the load, at the rate that it begins with: what runs for the first time is slow, and no latency of ours.</summary>
    public virtual TimeSpan WarmUp => TimeSpan.FromSeconds(3);

    /// <summary>Share of readings at which an injected anomaly begins.</summary>
    public virtual double AnomalyRate => 0.0003;

    /// <summary>Every so many arrivals one that cannot be read; 0 for none.</summary>
    public virtual int PoisonEvery => 0;

    /// <summary>Whether it makes the result sink stand still; on a given Kafka that takes a <see cref="SinkGate"/>.</summary>
    public virtual bool StopsResults => false;

    /// <summary>How readings come.</summary>
    public virtual IReadOnlyList<LoadSimulation> Readings => [LoadSimulation.Inject(Rate, Duration)];

    /// <summary>Settings of the program under test that the scenario needs.</summary>
    public virtual IReadOnlyList<string> PipelineArguments => [];

    /// <summary>How long what is on its way at the end may take.</summary>
    public virtual TimeSpan SettleLimit => TimeSpan.FromMinutes(1);

    protected RunOptions Options => options;

    /// <summary>Part of the run by intended time, for comparisons; null for none.</summary>
    public virtual string? PhaseOf(TimeSpan intended) => null;

    /// <summary>What must have run once before it is measured; at the same time as the readings of the warm-up.</summary>
    public virtual Task WarmUpAsync(ScenarioContext context, CancellationToken stop) => Task.CompletedTask;

    /// <summary>Loads beside the readings.</summary>
    public virtual IReadOnlyList<LoadPlan> Beside(ScenarioContext context) => [];

    /// <summary>What is done to the pipeline under the load.</summary>
    public virtual Task AlongsideAsync(ScenarioContext context, CancellationToken stop) => Task.CompletedTask;

    /// <summary>Looks at what was measured before it is judged: figures and notes.</summary>
    public virtual void Conclude(ScenarioContext context, Measured measured)
    {
    }

    /// <summary>What must be reached.</summary>
    public abstract IEnumerable<Threshold> Thresholds(IBrokerPlace place);
}
