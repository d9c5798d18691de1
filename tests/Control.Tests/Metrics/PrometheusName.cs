using GridFlow.TestKit;

namespace GridFlow.Control.Metrics;

/// <summary>An instrument as Prometheus sees it: what the exporter makes of its name, unit and kind. Compared with a real scrape by a test.</summary>
internal static class PrometheusName
{
    public static string Of(string instrument, InstrumentFacts facts)
    {
        var name = Label(instrument);
        var unit = Unit(facts.Unit!);
        name = unit.Length == 0 || name.EndsWith(unit, StringComparison.Ordinal) ? name : $"{name}_{unit}";
        return facts.Kind == "Counter" ? $"{name}_total" : name;
    }

    public static string Type(InstrumentFacts facts) => facts.Kind switch
    {
        "Counter" => "counter",
        "Histogram" => "histogram",
        _ => "gauge",
    };

    public static string Label(string key) => key.Replace('.', '_');

    /// <summary>What is counted, for people.</summary>
    public static string Words(InstrumentFacts facts) => facts.Unit switch
    {
        "s" => "seconds",
        "By" => "bytes",
        var annotation => annotation!.Trim('{', '}').Replace('_', ' '),
    };

    private static string Unit(string unit) => unit switch
    {
        "s" => "seconds",
        "By" => "bytes",
        // An annotation says what is counted, and is not part of the name.
        _ => "",
    };
}
