namespace GridFlow.Load.Scenarios.Running;

/// <summary>The times at which arrivals are meant to be, fixed before anything runs.</summary>
internal sealed class LoadSchedule
{
    public LoadSchedule(IEnumerable<LoadSimulation> simulations)
    {
        var segments = new List<LoadSegment>();
        foreach (var simulation in simulations)
        {
            var (start, rate) = segments.Count == 0 ? (TimeSpan.Zero, 0) : (segments[^1].End, segments[^1].ToRate);
            segments.Add(simulation switch
            {
                LoadSimulation.Injection injection => new LoadSegment(start, injection.During, injection.Rate, injection.Rate, 0),
                LoadSimulation.Ramp ramp => new LoadSegment(start, ramp.During, rate, ramp.Rate, 0),
                LoadSimulation.Copies copies => new LoadSegment(start, copies.During, 0, 0, copies.Count),
                _ => new LoadSegment(start, simulation.During, 0, 0, 0),
            });
        }

        Segments = segments;
    }

    public IReadOnlyList<LoadSegment> Segments { get; }

    public TimeSpan Length => Segments.Count == 0 ? TimeSpan.Zero : Segments[^1].End;

    /// <summary>Arrivals of all open segments.</summary>
    public long Count => Segments.Sum(segment => segment.Count);

    /// <summary>Arrivals per second at a time; 0 outside.</summary>
    public double RateAt(TimeSpan time) => Segments.FirstOrDefault(segment => time >= segment.Start && time < segment.End)?.RateAt(time) ?? 0;

    public override string ToString() => string.Join(", ", Segments.Take(6)) + (Segments.Count > 6 ? $", … ({Segments.Count} parts)" : "");
}
