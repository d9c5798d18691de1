using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace GridFlow.Load;

/// <summary>Rows of figures, as a table for people or as JSON.</summary>
internal sealed class Report(params string[] columns)
{
    private readonly List<object[]> _rows = [];

    public void Add(params object[] row) => _rows.Add(row);

    public void Print(bool asJson)
    {
        if (asJson)
        {
            var rows = _rows.Select(row => columns.Zip(row).ToDictionary(cell => cell.First, cell => cell.Second));
            Console.WriteLine(JsonSerializer.Serialize(rows));
            return;
        }

        var table = new Table();
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(column) { Alignment = Justify.Right });
        }

        foreach (var row in _rows)
        {
            table.AddRow([.. row.Select(Text)]);
        }

        // A pipe has no width of its own, and a table that is cut to 80 columns cannot be read.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 160);
        AnsiConsole.Write(table);
    }

    private static string Text(object cell) => cell switch
    {
        double value => value.ToString(Math.Abs(value) >= 1000 ? "N0" : "0.###", CultureInfo.InvariantCulture),
        IFormattable value => value.ToString("N0", CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };
}
