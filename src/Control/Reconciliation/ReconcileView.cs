using System.Globalization;
using System.Text.Json;
using GridFlow.Control.Terminal;
using Spectre.Console;

namespace GridFlow.Control.Reconciliation;

/// <summary>A reconciliation on the terminal.</summary>
/// <param name="console">Where to write.</param>
internal sealed class ReconcileView(IAnsiConsole console)
{
    private static readonly JsonSerializerOptions JsonText = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As one object.</summary>
    public void Json(ReconcileReport report) => console.Profile.Out.Writer.WriteLine(JsonSerializer.Serialize(report, JsonText));

    /// <summary>As a table.</summary>
    public void Show(ReconcileReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("check", "where");
        foreach (var heading in new[] { "expected", "found", "difference", "pending" })
        {
            table.AddColumn(new TableColumn(heading).RightAligned());
        }

        table.AddColumn("");
        foreach (var row in report.Rows)
        {
            string[] numbers = row.IsOff ? ["", "", "", ""] : [.. new[] { row.Expected, row.Found, row.Difference, row.Pending }.Select(Figures.Count)];
            table.AddRow([.. new[] { row.Check, row.Place }.Concat(numbers).Select(cell => new Text(cell)), new Markup(Verdict(row))]);
        }

        console.Write(table);
        var wrong = report.Rows.Count(row => !row.Ok);
        var compared = report.Rows.Count(row => !row.IsOff);
        console.MarkupLine(compared == 0 ? "[yellow]nothing to compare: neither Archive:Target nor InfluxDb:Url is set[/]"
            : wrong == 0 ? "[green]all agree[/]"
            : string.Create(CultureInfo.InvariantCulture, $"[red]{wrong} of {compared} do not agree[/]"));
    }

    private static string Verdict(ReconciledRow row) =>
        row.IsOff ? $"[grey]off: {Markup.Escape(row.Details)}[/]"
        : row.Ok ? $"[green]ok[/] [grey]{Markup.Escape(row.Details)}[/]"
        : $"[red]{Markup.Escape(row.Faults.Count == 0 ? "not the same" : string.Join("; ", row.Faults))}[/] [grey]({Markup.Escape(row.Details)})[/]";
}
