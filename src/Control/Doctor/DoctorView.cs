using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace GridFlow.Control.Doctor;

/// <summary>A report on the terminal.</summary>
/// <param name="console">Where to write.</param>
internal sealed class DoctorView(IAnsiConsole console)
{
    private static readonly JsonSerializerOptions JsonText = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>As one object.</summary>
    public void Json(DoctorReport report) => console.Profile.Out.Writer.WriteLine(JsonSerializer.Serialize(report, JsonText));

    /// <summary>As lines: verdict, subject, what was found, and below it what to do.</summary>
    public void Show(DoctorReport report)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn());
        foreach (var finding in report.Findings)
        {
            grid.AddRow(new Markup(Word(finding.Verdict)), new Text(finding.Subject), new Text(finding.Found));
            // Lines of an advice are separate steps.
            foreach (var step in finding.Advice?.Split('\n') ?? [])
            {
                grid.AddRow(Text.Empty, Text.Empty, new Markup($"[yellow]→[/] {Markup.Escape(step)}"));
            }
        }

        console.Write(grid);
        console.MarkupLine(Sum(report));
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "[green]ok[/]",
        Verdict.Skipped => "[grey]-[/]",
        Verdict.Advice => "[yellow]advice[/]",
        _ => "[red]problem[/]",
    };

    private static string Sum(DoctorReport report)
    {
        // What was not looked at may be missing: only who has seen all says that all is there.
        var verdict = report.Problems > 0 ? string.Create(CultureInfo.InvariantCulture, $"[red]{report.Problems} problem{(report.Problems == 1 ? "" : "s")}[/]")
            : report.Skipped > 0 ? "no problem found" : "[green]gridflow run has all it needs[/]";
        return verdict + Count(report.Advices, "could be better") + Count(report.Skipped, "could not be checked");
    }

    private static string Count(int number, string what) => number == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {number} {what}");
}
