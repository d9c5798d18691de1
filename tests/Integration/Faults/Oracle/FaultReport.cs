using System.Text;
using System.Text.Json;

namespace GridFlow.Integration.Faults.Oracle;

/// <summary>What a run was put through and what came out.</summary>
internal sealed record FaultReport
{
    /// <summary>Folder for one JSON file a run; nothing is written without it.</summary>
    public const string FolderVariable = "GRIDFLOW_FAULT_REPORT";

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public required string Name { get; init; }

    public required int Kills { get; init; }

    /// <summary>Records of the readings topic, unreadable ones included.</summary>
    public required long Records { get; init; }

    public required Difference Anomalies { get; init; }

    public required Difference DeadLetters { get; init; }

    /// <summary>What is in the archive; null when the run had none.</summary>
    public ArchiveContents? Archive { get; init; }

    /// <summary>What InfluxDB has, against the committed anomalies; null when the run had none.</summary>
    public Difference? Points { get; init; }

    /// <summary>From each restart to the first committed output that a read_committed consumer saw, in seconds.</summary>
    public required IReadOnlyList<double> RecoverySeconds { get; init; }

    public bool IsExact => Anomalies.IsNone && DeadLetters.IsNone && Archive is not { IsExact: false } && Points is not { IsNone: false };

    /// <summary>Longest time from a restart to output; 0 when none was measured.</summary>
    public double SlowestRecoverySeconds => RecoverySeconds.DefaultIfEmpty(0).Max();

    public override string ToString()
    {
        var text = new StringBuilder($"=== {Name}: kills {Kills}, records {Records:N0}, {(IsExact ? "exact" : "NOT EXACT")}\n");
        text.Append($"  anomalies:    {Anomalies}\n  dead letters: {DeadLetters}\n");
        if (Archive is not null)
        {
            text.Append($"  archive:      {Archive}\n");
        }

        if (Points is not null)
        {
            text.Append($"  InfluxDB:     {Points}\n");
        }

        if (RecoverySeconds.Count > 0)
        {
            var ordered = RecoverySeconds.Order().ToList();
            text.Append($"  restart to first committed output: p50 {ordered[ordered.Count / 2]:F1} s, max {ordered[^1]:F1} s");
            text.Append($" of {ordered.Count}: {string.Join(' ', RecoverySeconds.Select(seconds => $"{seconds:F1}"))}\n");
        }

        return text.ToString();
    }

    /// <summary>Writes the JSON file when the environment asks for it.</summary>
    public void Save()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, $"{Name}.json"), JsonSerializer.Serialize(this, Indented));
            File.WriteAllText(Path.Combine(folder, $"{Name}.txt"), ToString());
        }
    }
}
