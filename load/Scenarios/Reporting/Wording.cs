using System.Globalization;
using GridFlow.Load.Scenarios.Running;

namespace GridFlow.Load.Scenarios.Reporting;

/// <summary>Figures and rows that the text and the HTML report have in common.</summary>
internal static class Wording
{
    public static readonly string[] StepColumns = ["step", "ok", "failed", "mean", "p50", "p90", "p99", "p99.9", "p99.99", "max"];

    /// <summary>Where there is no figure.</summary>
    public const string None = "–";

    // A quantile that no answer lies beyond is the maximum by another name.
    private static readonly long[] LeastCounts = [1, 1, 10, 100, 1_000, LeastForP9999, 1];

    /// <summary>Answers that p99.99 takes.</summary>
    public const long LeastForP9999 = 10_000;

    public static string Ms(double value) => value.ToString(value >= 1000 ? "N0" : value >= 100 ? "0" : "0.##", CultureInfo.InvariantCulture);

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string[] Row(StepResult step)
    {
        var latency = step.Latency;
        double[] times = [latency.MeanMs, latency.P50Ms, latency.P90Ms, latency.P99Ms, latency.P999Ms, latency.P9999Ms, latency.MaxMs];
        return [step.Name, Count(step.Ok), Count(step.Failed), .. times.Select((time, index) => latency.Count < LeastCounts[index] ? None : Ms(time))];
    }

    public static string Verdict(ScenarioResult scenario) =>
        scenario.Interrupted ? $"interrupted, {NotJudged}"
        : scenario.Held ? "all thresholds held"
        : $"{scenario.Thresholds.Count(threshold => !threshold.Held)} of {scenario.Thresholds.Count} thresholds broken";

    /// <summary>A threshold of a run that was interrupted: what it would ask for had no time to come.</summary>
    public const string NotJudged = "not judged";

    /// <summary>What went in and what came out, name and figure.</summary>
    public static IEnumerable<(string Name, string Value)> Rows(Counts counts)
    {
        yield return ("arrivals of readings", Count(counts.Offered));
        yield return ("records acknowledged by the broker, history included", Count(counts.Acknowledged));
        yield return ("not sent", Count(counts.NotSent));
        yield return ("unreadable records, dead letters", $"{Count(counts.Poison)}, {Count(counts.DeadLetters)}");
        yield return ("not committed at the end", Count(counts.Unread));
        yield return ("anomalies at the independent reader", Count(counts.Anomalies));
        yield return ("of them more than once", Count(counts.Duplicates));
        yield return ("large anomalies injected, not found", $"{Count(counts.Injected)}, {Count(counts.Missed)}");
    }
}
