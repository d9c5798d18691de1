using System.Globalization;
using System.Text.Json;
using GridFlow.Control.Terminal;
using Spectre.Console;

namespace GridFlow.Control.DeadLetters;

/// <summary>Dead letters on the terminal.</summary>
/// <param name="console">Where to write.</param>
/// <param name="topic">The dead-letter topic.</param>
internal sealed class DeadLetterView(IAnsiConsole console, string topic)
{
    private const int LongestKey = 40;
    private const int BarCells = 30;

    private static readonly JsonSerializerOptions JsonText = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A line that no terminal may break.</summary>
    public void Line(string text) => console.Profile.Out.Writer.WriteLine(text);

    /// <summary>An object on one line.</summary>
    public void Json<T>(T value) => Line(JsonSerializer.Serialize(value, JsonText));

    /// <summary>Newest first.</summary>
    public void List(IReadOnlyList<DeadLetterRecord> records, bool filtered)
    {
        if (records.Count == 0)
        {
            Empty(filtered);
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(topic));
        table.AddColumns("record", "time (UTC)", "code", "source", "key");
        table.AddColumn(new TableColumn("bytes").RightAligned());
        table.AddColumn(new TableColumn("replays").RightAligned());
        table.AddColumn("message");
        foreach (var record in records)
        {
            table.AddRow([.. Cells(record).Select(cell => new Text(cell))]);
        }

        console.Write(table);
        console.MarkupLineInterpolated($"[grey]{records.Count} shown; gridflow dlq show PARTITION/OFFSET shows all about one[/]");
    }

    /// <summary>One of many, as it is read.</summary>
    public void Row(DeadLetterRecord record) => Line(string.Join("  ", Cells(record)));

    /// <summary>Nothing to show.</summary>
    public void Empty(bool filtered) => Line($"No dead letters{(filtered ? " that fit" : "")} in {topic}.");

    /// <summary>Counts with bars.</summary>
    public void Stats(DeadLetterStats stats, bool filtered)
    {
        if (stats.Count == 0)
        {
            Empty(filtered);
            return;
        }

        console.Write(Counts("code", stats.Codes, stats.Count));
        console.Write(Counts("source", stats.Sources, stats.Count));
        var most = stats.Bars.Count == 0 ? 0 : stats.Bars.Max(bar => bar.Count);
        var table = new Table().Border(TableBorder.Rounded).AddColumn("from (UTC)").AddColumn(new TableColumn("count").RightAligned()).AddColumn("");
        foreach (var bar in stats.Bars)
        {
            table.AddRow(new Text(Time(bar.From)), new Text(Figures.Count(bar.Count)), new Text(Bar(bar.Count, most)));
        }

        console.Write(table);
        console.MarkupLineInterpolated($"[grey]{Figures.Count(stats.Count)} in {topic}, {Figures.Count(stats.Replayed)} of them replayed before[/]");
    }

    private static Table Counts(string heading, IReadOnlyList<DeadLetterCount> counts, long total)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn(heading).AddColumn(new TableColumn("count").RightAligned()).AddColumn(new TableColumn("share").RightAligned());
        table.AddColumns("", "first (UTC)", "last (UTC)");
        foreach (var count in counts)
        {
            table.AddRow(
                new Text(count.Name),
                new Text(Figures.Count(count.Count)),
                new Text(((double)count.Count / total).ToString("P1", CultureInfo.InvariantCulture)),
                new Text(Bar(count.Count, counts[0].Count)),
                new Text(Time(count.First)),
                new Text(Time(count.Last)));
        }

        return table;
    }

    private static string Bar(long count, long most) => most == 0 ? "" : new string('█', (int)Math.Ceiling((double)count / most * BarCells));

    private static string[] Cells(DeadLetterRecord record) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{record.Partition}/{record.Offset}"),
        Time(record.Timestamp),
        record.Code ?? "-",
        record.SourceTopic is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{record.SourceTopic}/{record.SourcePartition}@{record.SourceOffset}"),
        Figures.Fit(ByteText.Of(record.Key) ?? "-", LongestKey),
        record.Value?.Length.ToString(CultureInfo.InvariantCulture) ?? "-",
        record.ReplayCount.ToString(CultureInfo.InvariantCulture),
        record.Message ?? "written by another program",
    ];

    /// <summary>A moment, to the second.</summary>
    internal static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "?";
}
