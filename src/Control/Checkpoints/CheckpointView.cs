using System.Globalization;
using GridFlow.Control.Configuration;
using GridFlow.Control.Terminal;
using Spectre.Console;

namespace GridFlow.Control.Checkpoints;

/// <summary>Snapshots on the terminal.</summary>
/// <param name="console">Where to write.</param>
/// <param name="store">The store, for people.</param>
internal sealed class CheckpointView(IAnsiConsole console, string store)
{
    private const string Unknown = "?";

    /// <summary>The store, for people.</summary>
    public string Store => store;

    /// <summary>A line that no terminal may break.</summary>
    public void Line(string text) => console.Profile.Out.Writer.WriteLine(text);

    /// <summary>A table for each group and topic, and below it what is wrong.</summary>
    public void List(IReadOnlyList<CheckpointRow> rows, bool filtered)
    {
        if (rows.Count == 0)
        {
            Empty(filtered);
            return;
        }

        foreach (var topic in rows.GroupBy(row => $"{row.Group}/{row.Topic}").OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            console.Write(Table(topic));
        }

        foreach (var problem in rows.Select(row => row.Problem).OfType<string>())
        {
            console.MarkupLineInterpolated($"[red]{problem}[/]");
        }

        console.MarkupLineInterpolated($"[grey]{rows.Count} in {store}, {Figures.Bytes(rows.Sum(row => row.StoredBytes))}[/]");
    }

    /// <summary>All about one.</summary>
    public void Inspection(CheckpointInspection inspection)
    {
        var grid = new Grid().AddColumn().AddColumn();
        void Add(string name, string value) => grid.AddRow(new Text(name), new Text(value));

        Add("snapshot", inspection.Name);
        Add("store", store);
        if (inspection.Header is { } header)
        {
            Add("group", header.Group);
            Add("topic", header.TopicId.Length == 0 ? header.Topic : $"{header.Topic} ({header.TopicId})");
            Add("partition", header.Partition.ToString(CultureInfo.InvariantCulture));
            Add("offset", Figures.Count(header.Offset));
            Add("meters", Figures.Count(header.Meters));
            Add("settings", header.Settings);
            Add("taken at", Time(header.TakenAt));
            Add("writer", $"{header.Writer}, GridFlow {header.Version}, format {inspection.FormatVersion}");
            Add("frames", Figures.Count(inspection.Frames));
            Add("state", Figures.Bytes(inspection.StateBytes));
        }

        Add("stored", Figures.Bytes(inspection.StoredBytes) + (inspection.Ratio is { } ratio ? string.Create(CultureInfo.InvariantCulture, $", {ratio:F2} times smaller") : ""));
        console.Write(grid);
        if (inspection.Problem is { } problem)
        {
            console.MarkupLineInterpolated($"[red]{problem}[/]");
        }
        else
        {
            console.MarkupLine("[green]every byte is as it was written[/]");
        }
    }

    /// <summary>One that has been checked, of so many.</summary>
    public void Check(CheckpointCheck check, int number, int count)
    {
        var (colour, word) = check.Outcome switch
        {
            CheckOutcome.Ok => ("green", "ok"),
            CheckOutcome.Damaged => ("red", "DAMAGED"),
            CheckOutcome.TooNew => ("yellow", "too new"),
            _ => ("grey", "gone"),
        };
        console.MarkupLine($"[grey]{number}/{count}[/] [{colour}]{word}[/] {Markup.Escape(check.Problem ?? $"{check.Name} ({Figures.Bytes(check.StoredBytes)})")}");
    }

    /// <summary>The end of a check.</summary>
    public void Verification(CheckpointVerification result, bool filtered)
    {
        if (result.Checked == 0)
        {
            Empty(filtered);
            return;
        }

        var verdict = result.Damaged == 0 ? "[green]none damaged[/]" : $"[red]{result.Damaged} damaged[/]";
        console.MarkupLine($"{result.Checked} checked, {verdict}[grey], {Figures.Bytes(result.StoredBytes)} in {Markup.Escape(store)}[/]");
    }

    private void Empty(bool filtered) => console.MarkupLineInterpolated($"No snapshots{(filtered ? " that fit" : "")} in {store}. gridflow run writes them there while readings come in (Checkpoints:Store, Checkpoints:SnapshotInterval).");

    private static Table Table(IGrouping<string, CheckpointRow> topic)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(topic.Key));
        foreach (var heading in new[] { "partition", "offset", "meters", "state", "stored" })
        {
            table.AddColumn(new TableColumn(heading).RightAligned());
        }

        table.AddColumns("taken at (UTC)", "age", "writer", "version");
        foreach (var row in topic)
        {
            table.AddRow(
                new Text(row.Partition.ToString(CultureInfo.InvariantCulture), row.Problem is null ? Style.Plain : new Style(Color.Red)),
                new Text(row.Offset.ToString(CultureInfo.InvariantCulture)),
                new Text(row.Meters is { } meters ? Figures.Count(meters) : Unknown),
                new Text(row.StateBytes is { } state ? Figures.Bytes(state) : Unknown),
                new Text(Figures.Bytes(row.StoredBytes)),
                new Text(row.TakenAt is { } taken ? Time(taken) : Unknown),
                new Text(row.AgeSeconds is { } age ? DurationText.Words(TimeSpan.FromSeconds(Math.Max(0, age))) : Unknown),
                new Text(row.Writer ?? Unknown),
                new Text(row.Version ?? Unknown));
        }

        return table;
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
