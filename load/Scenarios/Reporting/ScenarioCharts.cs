using GridFlow.Load.Scenarios.Running;

namespace GridFlow.Load.Scenarios.Reporting;

/// <summary>The charts of one scenario: title, what to look for, picture.</summary>
internal static class ScenarioCharts
{
    public static IEnumerable<(string Title, string Hint, string Svg)> Of(ScenarioResult scenario)
    {
        yield return ("Latency over time, ms", "from the intended time of a reading to its anomaly at a reader; a gap is a time without anomalies",
            Over(scenario, logarithmic: true, null, ("p50", s => Positive(s.P50Ms)), ("p99", s => Positive(s.P99Ms)), ("max", s => Positive(s.MaxMs))));
        yield return ("Throughput, readings/s", "what was meant to come, what the broker took, what the pipeline has settled",
            Over(scenario, false, null, ("offered", s => s.OfferedPerS), ("sent", s => s.SentPerS), ("settled", s => s.SettledPerS)));
        yield return ("Latency by percentile, ms", "each line to the right is one nine more; a cliff is a pause",
            Percentiles(scenario));
        yield return ("Queue fill, %", "of the fullest stage of the pipeline; 100 % is its bound", Over(scenario, false, 105, ("fullest queue", s => s.QueueFill * 100)));
        yield return ("Waiting in Kafka, readings", "acknowledged by the broker and not yet committed", Over(scenario, false, null, ("backlog", s => s.Backlog)));
        yield return ("Memory, MB", "resident memory of the pipeline's process", Over(scenario, false, null, ("resident", s => s.MemoryMb)));
    }

    private static string Over(ScenarioResult scenario, bool logarithmic, double? most, params (string Name, Func<Sample, double?> Value)[] lines)
    {
        var chart = Chart.OverTime(logarithmic, most);
        foreach (var (name, value) in lines)
        {
            chart.Line(name, scenario.Samples.Select(sample => (sample.AtS, value(sample))));
        }

        return chart.Events(scenario.Events).Svg();
    }

    private static string Percentiles(ScenarioResult scenario)
    {
        var chart = Chart.OverPercentiles();
        foreach (var step in scenario.Steps.Where(step => step.Curve.Count > 0))
        {
            chart.Line(step.Name, step.Curve.Select(point => (100 / (100 - point.Percent), Positive(point.Ms))));
        }

        return chart.Svg();
    }

    // A logarithmic scale has no zero.
    private static double? Positive(double value) => value > 0 ? value : null;
}
