using System.Globalization;
using CsvHelper;
using GridFlow.Load.Scenarios.Running;

namespace GridFlow.Load.Scenarios.Reporting;

/// <summary>The samples of all scenarios, a line each, for a spreadsheet.</summary>
internal static class CsvReport
{
    private static readonly (string Name, Func<Sample, double?> Value)[] Columns =
    [
        ("at_s", s => s.AtS), ("offered_per_s", s => s.OfferedPerS), ("sent_per_s", s => s.SentPerS), ("settled_per_s", s => s.SettledPerS),
        ("anomalies_per_s", s => s.AnomaliesPerS), ("p50_ms", s => s.P50Ms), ("p99_ms", s => s.P99Ms), ("max_ms", s => s.MaxMs), ("backlog", s => s.Backlog),
        ("queue_fill", s => s.QueueFill), ("memory_mb", s => s.MemoryMb), ("meters_tracked", s => s.MetersTracked), ("partitions_owned", s => s.PartitionsOwned),
        ("consumed", s => s.Consumed),
    ];

    public static void Write(LoadReport report, TextWriter output)
    {
        using var csv = CsvWriter.Create(output, CsvWriterOptions.Default, leaveOpen: true);
        csv.WriteRecord(["scenario", .. Columns.Select(column => column.Name)]);
        foreach (var (name, sample) in report.Scenarios.SelectMany(scenario => scenario.Samples.Select(sample => (scenario.Name, sample))))
        {
            csv.WriteRecord([name, .. Columns.Select(column => column.Value(sample)?.ToString(CultureInfo.InvariantCulture) ?? "")]);
        }
    }
}
