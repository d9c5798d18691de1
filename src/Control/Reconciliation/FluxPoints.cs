using System.Globalization;
using System.Runtime.CompilerServices;
using CsvHelper;

namespace GridFlow.Control.Reconciliation;

/// <summary>Reads the answer of InfluxDB 2: CSV whose tables of another shape have a head of their own.</summary>
internal static class FluxPoints
{
    private const int FirstColumn = 3;

    /// <summary>Points as they come.</summary>
    /// <exception cref="InvalidDataException">The answer breaks off with an error of the server.</exception>
    public static async IAsyncEnumerable<PointKey> ReadAsync(Stream answer, [EnumeratorCancellation] CancellationToken stop)
    {
        await using var csv = CsvReader.Create(answer, CsvReaderOptions.Default with { HasHeader = false, Separator = ',' });
        string[] columns = [];
        while (await csv.ReadAsync(stop))
        {
            var cells = Enumerable.Range(0, csv.FieldCount).Select(csv.GetString).ToArray();
            if (cells is ["", "result", "table", ..])
            {
                columns = cells;
            }
            else if (cells.Contains("error") && cells.Contains("reference"))
            {
                throw new InvalidDataException(await csv.ReadAsync(stop) ? string.Join(' ', Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)).Trim() : "error");
            }
            else if (cells.Length == columns.Length && cells.Length > FirstColumn && Key(columns, cells) is { } key)
            {
                yield return key;
            }
        }
    }

    // Points that somebody else wrote may lack a tag or have a finer time: none of ours.
    private static PointKey? Key(string[] columns, string[] cells)
    {
        string? Cell(string name) => Array.IndexOf(columns, name) is >= 0 and var index ? cells[index] : null;

        return Cell("anomaly_type") is { } type && Cell("channel") is { } channel && Cell("meter_id") is { } meter && Cell("severity") is { } severity
            && DateTimeOffset.TryParse(Cell("_time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.Ticks % TimeSpan.TicksPerMillisecond == 0
            ? PointKey.Of(type, channel, meter, severity, time.ToUnixTimeMilliseconds())
            : null;
    }
}
