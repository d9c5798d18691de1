using GridFlow.Control.Configuration;
using GridFlow.Detection;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GridFlow.Control.Terminal;

/// <summary>How many alarms of each type and severity.</summary>
internal static class AlarmTable
{
    /// <summary>Lines it takes: a heading, the types, the sum, what was injected.</summary>
    public static readonly int Lines = Enum.GetValues<AnomalyType>().Length + 3;

    public static IRenderable Render(DemoSnapshot snapshot)
    {
        var counts = snapshot.Status.Anomalies.ToLookup(anomaly => (anomaly.Type, anomaly.Severity), anomaly => anomaly.Count);
        var severities = Enum.GetValues<Severity>();
        var rows = new List<IRenderable> { new Markup($"[grey]{"",-16}[/]{string.Concat(severities.Select(s => $"[{Colour(s)}]{Short(s),7}[/]"))}") };
        foreach (var type in Enum.GetValues<AnomalyType>())
        {
            rows.Add(new Markup($"{Name(type),-16}{string.Concat(severities.Select(severity => Cell(counts[(type, severity)].Sum(), severity)))}"));
        }

        rows.Add(new Markup($"[grey]{"all",-16}[/]{string.Concat(severities.Select(severity => Cell(snapshot.Status.Anomalies.Where(a => a.Severity == severity).Sum(a => a.Count), severity)))}"));
        rows.Add(new Markup($"[grey]injected[/] {snapshot.Injected}[grey], of them found[/] {snapshot.Found}"));
        return new Rows(rows);
    }

    public static string Colour(Severity severity) => severity switch
    {
        Severity.Critical => "red",
        Severity.Error => "darkorange",
        Severity.Warning => "yellow",
        _ => "grey",
    };

    private static string Name(AnomalyType type) => type switch
    {
        AnomalyType.VoltageDeviation => "voltage",
        AnomalyType.CurrentDeviation => "current",
        AnomalyType.TemperatureDeviation => "temperature",
        AnomalyType.EquipmentFailure => "meter status",
        _ => Figures.Fit(SettingText.Kebab(type.ToString()).Replace('-', ' '), 15),
    };

    private static string Short(Severity severity) => severity switch
    {
        Severity.Info => "INFO",
        Severity.Warning => "WARN",
        Severity.Error => "ERROR",
        _ => "CRIT",
    };

    private static string Cell(long count, Severity severity) => count == 0 ? $"[grey]{"·",7}[/]" : $"[{Colour(severity)}]{Figures.Count(count),7}[/]";
}
