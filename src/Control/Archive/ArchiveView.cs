using System.Globalization;
using GridFlow.Control.Terminal;
using GridFlow.Sinks.Archive.Verification;
using Spectre.Console;

namespace GridFlow.Control.Archive;

/// <summary>An archive on the terminal.</summary>
/// <param name="console">Where to write.</param>
internal sealed class ArchiveView(IAnsiConsole console)
{
    private const int MostShown = 100;

    /// <summary>A line that no terminal may break.</summary>
    public void Line(string text) => console.Profile.Out.Writer.WriteLine(text);

    /// <summary>Partitions, days, and what is wrong.</summary>
    public void Show(ArchiveVerification result, bool filtered)
    {
        if (result.Files == 0)
        {
            console.MarkupLineInterpolated($"[red]No files{(filtered ? " that fit" : "")} in {result.Target}.[/] {(filtered ? "Another topic, partition or day may have some." : "gridflow run writes them there when Archive:Target is set.")}");
        }
        else
        {
            console.Write(Partitions(result.Partitions));
            console.Write(Days(result.Days));
        }

        Findings(result.Findings);
        foreach (var name in result.Foreign.Take(MostShown))
        {
            console.MarkupLineInterpolated($"[yellow]not a file of the archive:[/] {name}");
        }

        if (result.Files == 0)
        {
            return;
        }

        var verdict = result.Ok ? "[green]nothing is missing, double or damaged[/]" : $"[red]{Figures.Count(result.Findings.Count)} {(result.Findings.Count == 1 ? "thing is" : "things are")} wrong[/]";
        var what = $"{Figures.Count(result.Files)} files, {Figures.Count(result.Rows)} rows, {Figures.Bytes(result.Bytes)} in {result.Target}";
        console.MarkupLine($"{verdict}[grey], {Markup.Escape(what)}{(result.Deep ? "; every row's offset and time was read" : "")}[/]");
    }

    private void Findings(IReadOnlyList<ArchiveFinding> findings)
    {
        foreach (var finding in findings.Take(MostShown))
        {
            var place = finding.File is { } file ? $"{file}: " : $"{finding.Topic}/{finding.Partition}: ";
            console.MarkupLineInterpolated($"[red]{finding.Kind switch
            {
                FindingKind.Gap => "gap",
                FindingKind.Overlap => "overlap",
                FindingKind.MissingFiles => "missing files",
                FindingKind.ExtraFiles => "extra files",
                FindingKind.Contradiction => "contradiction",
                _ => "damaged",
            }}[/] {place}{finding.Text}");
        }

        if (findings.Count > MostShown)
        {
            console.MarkupLineInterpolated($"[red]and {Figures.Count(findings.Count - MostShown)} more (--json lists all)[/]");
        }
    }

    private static Table Partitions(IReadOnlyList<ArchivedPartition> partitions)
    {
        var table = Table("partition", "from offset", "to offset", "rolls", "files", "rows", "rejected", "other offsets");
        foreach (var p in partitions)
        {
            string[] cells = [Text(p.From), Text(p.To), Figures.Count(p.Rolls), Figures.Count(p.Files), Figures.Count(p.Rows), Figures.Count(p.Rejected), Figures.Count(p.OtherOffsets)];
            table.AddRow([Markup.Escape($"{p.Topic}/{p.Partition}"), .. cells]);
        }

        return table;
    }

    private static Table Days(IReadOnlyList<ArchivedDay> days)
    {
        var table = Table("day (UTC)", "files", "rows", "size");
        foreach (var day in days)
        {
            table.AddRow(day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Figures.Count(day.Files), Figures.Count(day.Rows), Figures.Bytes(day.Bytes));
        }

        return table;
    }

    private static Table Table(params string[] headings)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var heading in headings)
        {
            table.AddColumn(new TableColumn(heading) { Alignment = heading == headings[0] ? Justify.Left : Justify.Right });
        }

        return table;
    }

    private static string Text(long offset) => offset.ToString(CultureInfo.InvariantCulture);
}
