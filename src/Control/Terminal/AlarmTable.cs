using GridFlow.Control.Configuration;
using GridFlow.Detection;

namespace GridFlow.Control.Terminal;

/// <summary>How many alarms of each type and severity.</summary>
internal static class AlarmTable
{
    private const int NameWidth = 13;
    private const int CellWidth = 8;

    /// <summary>Lines it takes: a heading, the types, the sum, what was injected.</summary>
    public static readonly int LineCount = Enum.GetValues<AnomalyType>().Length + 3;

    /// <summary>Columns it takes.</summary>
    public static readonly int Width = NameWidth + (CellWidth * Enum.GetValues<Severity>().Length);

    private static readonly Severity[] Severities = Enum.GetValues<Severity>();

    /// <summary>The table as lines of markup.</summary>
    public static List<string> Lines(DemoSnapshot snapshot)
    {
        var counts = snapshot.Status.Anomalies;
        return
        [
            $"{"",NameWidth}{string.Concat(Severities.Select(severity => $"[{Colour(severity)}]{Short(severity),CellWidth}[/]"))}",
            .. Enum.GetValues<AnomalyType>().Select(type => Row(Name(type), counts.Where(count => count.Type == type))),
            Row("all", counts),
            $"[grey]injected[/] {snapshot.Injected}[grey], of them found[/] {snapshot.Found}",
        ];
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
        _ => Figures.Fit(SettingText.Kebab(type.ToString()).Replace('-', ' '), NameWidth - 1),
    };

    private static string Short(Severity severity) => severity switch
    {
        Severity.Info => "INFO",
        Severity.Warning => "WARN",
        Severity.Error => "ERROR",
        _ => "CRIT",
    };

    private static string Row(string name, IEnumerable<Topology.AnomalyCount> counts)
    {
        var bySeverity = counts.ToLookup(count => count.Severity, count => count.Count);
        return $"{name.PadRight(NameWidth)}{string.Concat(Severities.Select(severity => Cell(bySeverity[severity].Sum(), severity)))}";
    }

    private static string Cell(long count, Severity severity) =>
        count == 0 ? $"[grey]{"·",CellWidth}[/]" : $"[{Colour(severity)}]{Figures.Compact(count),CellWidth}[/]";
}
