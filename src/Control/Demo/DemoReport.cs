using System.Globalization;
using GridFlow.Control.Configuration;
using GridFlow.Control.Terminal;

namespace GridFlow.Control.Demo;

/// <summary>The end of a demo as text.</summary>
internal static class DemoReport
{
    public static IEnumerable<string> Lines(DemoResult result)
    {
        var summary = result.Summary;
        yield return "";
        yield return string.Create(CultureInfo.InvariantCulture, $"GridFlow demo ended after {summary.DurationS:F1} s, delivery {summary.Delivery}");
        yield return $"consumed {Figures.Count(summary.ReadingsConsumed)} = scored {Figures.Count(summary.Scored)} + dropped {Figures.Count(summary.Dropped)}"
            + $" + dead letters {Figures.Count(summary.DeadLetters)} + in flight {Figures.Count(summary.InFlight)}";
        yield return $"alarms {Figures.Count(summary.Anomalies)}; reading to alarm p50 {Figures.Milliseconds(summary.LatencyP50Ms)}, p99 {Figures.Milliseconds(summary.LatencyP99Ms)} in the last minute";
        if (result.Refused > 0)
        {
            yield return $"{Figures.Count(result.Refused)} readings were not taken by the broker";
        }

        if (!result.Drained)
        {
            yield return "not everything in flight was settled in time";
        }

        yield return $"injected anomalies found: {summary.AnomaliesFound}/{summary.AnomaliesInjected}"
            + string.Create(CultureInfo.InvariantCulture, $" (by an alarm of the expected type, {Scoreboard.ClearSigma} σ or more, or a status)");
        foreach (var kind in result.Kinds)
        {
            yield return $"  {SettingText.Kebab(kind.Kind.ToString()).Replace('-', ' '),-15} {kind.Found,4}/{kind.Injected}{(kind.HasRule ? "" : "  (no rule for it yet)")}";
        }
    }
}
