using System.Globalization;

namespace GridFlow.Load.Scenarios.Running;

/// <summary>One simulation with its place in time.</summary>
/// <param name="Start">From the beginning of the load.</param>
/// <param name="During">How long it lasts.</param>
/// <param name="FromRate">Arrivals per second at its start.</param>
/// <param name="ToRate">Arrivals per second at its end; between them the rate changes evenly.</param>
/// <param name="Copies">More than 0 in a closed one, which has no arrivals of its own.</param>
internal sealed record LoadSegment(TimeSpan Start, TimeSpan During, double FromRate, double ToRate, int Copies)
{
    // 0.1 · 3 is a little more than 0.3, and must not make one arrival more.
    private const double Rounding = 1e-6;

    public TimeSpan End => Start + During;

    /// <summary>Arrivals in it.</summary>
    public long Count => (long)Math.Ceiling(((FromRate + ToRate) / 2 * During.TotalSeconds) - Rounding);

    /// <summary>When an arrival is meant to be, from the beginning of the load: where the integral of the rate reaches its number.</summary>
    /// <param name="index">Its number in the segment, from 0.</param>
    public TimeSpan IntendedAt(long index)
    {
        if (index == 0)
        {
            return Start;
        }

        // slope/2 · t² + from · t = index, in the form that does not cancel and holds for a slope of 0 too.
        var slope = (ToRate - FromRate) / During.TotalSeconds;
        var root = Math.Sqrt(Math.Max(0, (FromRate * FromRate) + (2 * slope * index)));
        return Start + TimeSpan.FromTicks((long)Math.Round(2 * index / (FromRate + root) * TimeSpan.TicksPerSecond));
    }

    /// <summary>Arrivals per second at a time in it.</summary>
    public double RateAt(TimeSpan time) => FromRate + ((ToRate - FromRate) * ((time - Start) / During));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Copies > 0 ? $"{Copies:N0} at a time" : FromRate == ToRate ? (FromRate > 0 ? $"{FromRate:#,0.#}/s" : "nothing") : $"{FromRate:N0}/s to {ToRate:N0}/s")} for {During.TotalSeconds:0.#} s");
}
