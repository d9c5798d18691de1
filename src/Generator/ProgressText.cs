using System.Globalization;

namespace GridFlow.Generator;

/// <summary>Progress and totals as sentences.</summary>
internal static class ProgressText
{
    public static string Line(in GeneratorProgress progress, double readingsPerSecond) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Clock(progress.Elapsed)}  {readingsPerSecond:N0} readings/s · {progress.Readings.Sent:N0} sent · {progress.Readings.Acknowledged:N0} acknowledged · {progress.Readings.Failed:N0} failed{Extras(progress)}");

    public static string Kinds(IEnumerable<(string Kind, long Count)> kinds) =>
        string.Join(", ", kinds.Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Kind} {kind.Count:N0}")));

    public static string Totals(GeneratorSummary summary)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.ReadingsSent:N0} readings sent to {summary.Topic} in {summary.DurationSeconds:N1} s ({summary.ReadingsPerSecond:N1}/s): {summary.Acknowledged:N0} acknowledged, {summary.Failed:N0} failed.");
        if (summary.AnomaliesInjected > 0)
        {
            text += string.Create(CultureInfo.InvariantCulture, $"\n{summary.AnomaliesInjected:N0} anomalies injected: {Kinds(summary.InjectedByKind.Select(pair => (pair.Key, pair.Value)))}.");
        }

        if (summary.Withheld > 0)
        {
            text += string.Create(CultureInfo.InvariantCulture, $"\n{summary.Withheld:N0} readings left out: their meters were silenced.");
        }

        if (summary.RowsSkipped > 0)
        {
            text += string.Create(CultureInfo.InvariantCulture, $"\n{summary.RowsSkipped:N0} rows skipped because they cannot be read.");
        }

        return summary.LastError is null ? text : $"{text}\nLast delivery failure: {summary.LastError}";
    }

    public static string Clock(TimeSpan elapsed) => elapsed.ToString(elapsed.TotalDays >= 1 ? @"d\.hh\:mm\:ss" : @"hh\:mm\:ss", CultureInfo.InvariantCulture);

    private static string Extras(in GeneratorProgress progress) =>
        (progress.Injected.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" · {progress.Injected.Sum(kind => kind.Count):N0} anomalies injected"))
        + (progress.RowsSkipped == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" · {progress.RowsSkipped:N0} rows skipped"));
}
