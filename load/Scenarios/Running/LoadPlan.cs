namespace GridFlow.Load.Scenarios.Running;

/// <summary>A step and how often it is done.</summary>
internal sealed class LoadPlan(IStep step, params IEnumerable<LoadSimulation> simulations)
{
    public IStep Step => step;

    public LoadSchedule Schedule { get; } = new(simulations);
}
