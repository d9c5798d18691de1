using CsvHelper;

namespace GridFlow.Simulation;

/// <summary>Where a recording's columns stand; -1 for a column it does not have.</summary>
internal sealed record ReplayColumns(int Timestamp, int Voltage, int Current, int Temperature, int MeterId, int Status, int FeederId, IReadOnlyList<string> Ignored)
{
    public static ReplayColumns Find(CsvReader csv, string file)
    {
        csv.ReadHeader();
        var columns = new ReplayColumns(
            IndexOf(csv, "timestamp"),
            IndexOf(csv, "voltage_v", "voltage"),
            IndexOf(csv, "current_a", "current"),
            IndexOf(csv, "temperature_c", "temperature"),
            IndexOf(csv, "meter_id"),
            IndexOf(csv, "status"),
            IndexOf(csv, "feeder_id"),
            []);
        if (columns.Timestamp < 0 || (columns.Voltage < 0 && columns.Current < 0 && columns.Temperature < 0))
        {
            throw new ReplayFormatException($"{file} has the columns {string.Join(", ", csv.Headers)}. {CsvReplay.AcceptedColumns}");
        }

        return columns with { Ignored = [.. csv.Headers.Where((_, index) => !columns.Uses(index))] };
    }

    private static int IndexOf(CsvReader csv, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (csv.TryGetFieldIndex(name, out var index))
            {
                return index;
            }
        }

        return -1;
    }

    private bool Uses(int index) =>
        index == Timestamp || index == Voltage || index == Current || index == Temperature || index == MeterId || index == Status || index == FeederId;
}
