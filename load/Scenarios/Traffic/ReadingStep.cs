using GridFlow.Load.Scenarios.Running;
using GridFlow.Simulation;

namespace GridFlow.Load.Scenarios.Traffic;

/// <summary>One reading of the simulated grid at each arrival. Its event time is the time it was meant to be sent at, so what its anomaly says is enough to know the latency.</summary>
/// <remarks>What counts as an answer is the anomaly at the reader (<see cref="AnomalyReader"/>), not the broker's acknowledgement.</remarks>
internal sealed class ReadingStep : IStep
{
    private const int PoisonMeters = 64;

    private readonly ReadingTraffic _traffic;
    private readonly LoadClock _clock;
    private readonly int _poisonEvery;
    private readonly GridSimulator _grid;
    private bool _largeBegins;
    private long _silent;

    /// <param name="name">As the report calls it.</param>
    /// <param name="traffic">Where readings go.</param>
    /// <param name="clock">That of the load.</param>
    /// <param name="grid">Options of the grid.</param>
    /// <param name="poisonEvery">Every so many arrivals a record that cannot be read; 0 for none.</param>
    public ReadingStep(string name, ReadingTraffic traffic, LoadClock clock, SimulationOptions grid, int poisonEvery = 0)
    {
        Stats = new StepStats(name);
        _traffic = traffic;
        _clock = clock;
        _poisonEvery = poisonEvery;
        _grid = new GridSimulator(grid, label => _largeBegins = label.Large);
    }

    /// <summary>Sent, and not sent by reason; without latencies.</summary>
    public StepStats Stats { get; }

    public GridSimulator Grid => _grid;

    /// <summary>Arrivals at which a meter that is silent by injection was to speak: nothing was sent, and nothing was to be.</summary>
    public long Silent => Interlocked.Read(ref _silent);

    public Task SendAsync(Arrival arrival, CancellationToken stop)
    {
        if (_traffic.Refusal() is { } reason)
        {
            Stats.Refused(reason);
            return Task.CompletedTask;
        }

        if (_poisonEvery > 0 && arrival.Index % _poisonEvery == 0)
        {
            // Over all partitions, as bad records of many meters are.
            _traffic.SendPoison($"M-poison-{arrival.Index / _poisonEvery % PoisonMeters}");
            return Task.CompletedTask;
        }

        _largeBegins = false;
        if (_grid.TryTake(out var reading))
        {
            _traffic.Send(reading with { EventTimeMs = _clock.StartMs + (long)arrival.Intended.TotalMilliseconds }, _largeBegins);
        }
        else
        {
            Interlocked.Increment(ref _silent);
        }

        return Task.CompletedTask;
    }
}
