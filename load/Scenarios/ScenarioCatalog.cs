using GridFlow.Load.Scenarios.Running;

namespace GridFlow.Load.Scenarios;

/// <summary>All scenarios, in the order of <c>list</c>.</summary>
internal static class ScenarioCatalog
{
    private static readonly Func<RunOptions, Scenario>[] All =
    [
        options => new SteadyScenario(options),
        options => new RampScenario(options),
        options => new BurstsScenario(options),
        options => new MeterGrowthScenario(options),
        options => new SlowSinkScenario(options),
        options => new PoisonScenario(options),
        options => new ControlStormScenario(options),
        options => new SubscribersScenario(options),
        options => new RestartScenario(options),
        options => new SoakScenario(options),
        options => new BackPressureScenario(options),
    ];

    public static IReadOnlyList<string> Names => [.. Of(new RunOptions()).Select(scenario => scenario.Name)];

    /// <summary>Every scenario, with these options.</summary>
    public static IEnumerable<Scenario> Of(RunOptions options) => All.Select(make => make(options));

    public static Scenario Find(string name, RunOptions options) => Of(options).Single(scenario => scenario.Name == name);
}
