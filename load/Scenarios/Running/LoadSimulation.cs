namespace GridFlow.Load.Scenarios.Running;

/// <summary>How load comes, in NBomber's terms: a scenario has a list of them, one after the other.</summary>
/// <param name="During">How long it lasts.</param>
internal abstract record LoadSimulation(TimeSpan During)
{
    /// <summary>Open: so many arrivals a second, whether the ones before have been answered or not.</summary>
    public static LoadSimulation Inject(double rate, TimeSpan during) => new Injection(rate, during);

    /// <summary>Open: the rate goes evenly from the one before (0 at first) to this one.</summary>
    public static LoadSimulation RampingInject(double rate, TimeSpan during) => new Ramp(rate, during);

    /// <summary>Closed: so many at the same time, each begins again when it has been answered.</summary>
    public static LoadSimulation KeepConstant(int copies, TimeSpan during) => new Copies(copies, during);

    /// <summary>Nothing.</summary>
    public static LoadSimulation Pause(TimeSpan during) => new Silence(during);

    internal sealed record Injection(double Rate, TimeSpan During) : LoadSimulation(During);

    internal sealed record Ramp(double Rate, TimeSpan During) : LoadSimulation(During);

    internal sealed record Copies(int Count, TimeSpan During) : LoadSimulation(During);

    internal sealed record Silence(TimeSpan During) : LoadSimulation(During);
}
