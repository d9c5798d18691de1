using System.Globalization;
using GridFlow.Control.CommandLine;
using GridFlow.Control.Configuration;
using GridFlow.Detection;
using GridFlow.Simulation;

namespace GridFlow.Control.Demo;

/// <summary>What the demo will simulate: how much history fills the windows, and what to tell the person who watches.</summary>
/// <param name="History">Event time that is replayed at speed before the demo goes live.</param>
/// <param name="Notes">What should be known, one sentence each.</param>
internal sealed record DemoPlan(TimeSpan History, IReadOnlyList<string> Notes)
{
    // 3 million readings take some ten seconds on a small machine; the first alarm must not wait longer.
    private const double MostHistoryReadings = 3_000_000;

    public static DemoPlan Of(DemoArguments arguments, DetectionOptions detection)
    {
        var window = detection.Window;
        var period = TimeSpan.FromSeconds((double)arguments.Meters / arguments.EventRate);
        var history = TimeSpan.FromSeconds(Math.Min(window.TotalSeconds, MostHistoryReadings / arguments.EventRate));
        var notes = new List<string>();
        if (window / period < detection.MinimumReadings + 1)
        {
            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"a meter reports every {DurationText.Format(period)}: {Math.Floor(window / period):0} readings in a window, {detection.MinimumReadings} are needed. No deviation can be found; raise --event-rate or lower --meters."));
        }
        else if (history / period < detection.MinimumReadings)
        {
            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"so much history would take too long: a meter needs {detection.MinimumReadings} readings, and the first alarms come after about {DurationText.Format(TimeSpan.FromSeconds(Math.Ceiling(((detection.MinimumReadings * period) - history).TotalSeconds)))}."));
        }

        notes.Add("the embedded broker has no transactions, so delivery is at-least-once");
        notes.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"noise alone crosses {detection.ThresholdSigma} σ now and then (2.5 σ: 1.3 % of readings a channel), so INFO is counted and not listed"));
        return new DemoPlan(history, notes);
    }

    /// <summary>Options of the simulator whose history ends at <paramref name="now"/>; nothing is injected into the history.</summary>
    public SimulationOptions Simulation(DemoArguments arguments, DateTimeOffset now)
    {
        var options = new SimulationOptions
        {
            Meters = arguments.Meters,
            EventRate = arguments.EventRate,
            Seed = arguments.Seed,
            StartMs = (now - History).ToUnixTimeMilliseconds(),
            QuietUntilMs = now.ToUnixTimeMilliseconds(),
        };
        return arguments.AnomalyRate is { } rate ? options with { AnomalyRate = rate } : options;
    }
}
