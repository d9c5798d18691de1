using System.Globalization;
using GridFlow.Control.Terminal;
using GridFlow.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GridFlow.Control.Operator.Status;

/// <summary>Partitions, queues and sinks of an instance.</summary>
internal static class StatusTables
{
    private const int MostPartitions = 12;
    private const int BarCells = 10;
    private const int ColumnGap = 2;

    public static IEnumerable<IRenderable> Render(GetStatusResponse status)
    {
        if (status.Partitions.Count == 0)
        {
            yield return new Markup("[yellow]No partitions[/]: another instance of the group has them, or none are assigned yet.\n");
        }
        else
        {
            yield return Partitions(status, out var rest);
            if (rest is not null)
            {
                yield return new Markup($"[grey]{rest}[/]\n");
            }
        }

        if (status.Blocks.Count > 0)
        {
            yield return Blocks(status);
        }

        if (status.Sinks.Count > 0)
        {
            yield return Sinks(status);
        }
    }

    // One screen: those that need a look, then those that are furthest behind.
    private static Table Partitions(GetStatusResponse status, out string? rest)
    {
        var table = Table(["partition"], ["position", "committed", "lag"], [""]);
        var byNeed = status.Partitions.OrderByDescending(p => p.PauseReason.Length > 0 || p.Recovering).ThenByDescending(p => p.LagReadings).ThenBy(p => p.Partition).ToList();
        foreach (var partition in byNeed.Take(MostPartitions).OrderBy(p => p.Partition))
        {
            table.AddRow(
                new Text(partition.Partition.ToString(CultureInfo.InvariantCulture)),
                new Text(Offset(partition.Position)),
                new Text(Offset(partition.Committed)),
                new Text(partition.LagReadings < 0 ? "?" : Figures.Count(partition.LagReadings)),
                new Markup(partition.PauseReason.Length > 0 ? $"[yellow]{OperatorText.Safe(partition.PauseReason)}[/]" : partition.Recovering ? "[yellow]recovering[/]" : ""));
        }

        var others = byNeed.Skip(MostPartitions).ToList();
        rest = others.Count == 0 ? null : $"and {others.Count} more, each at most {Figures.Count(Math.Max(0, others[0].LagReadings))} readings behind (--json shows all)";
        return table;
    }

    private static Table Blocks(GetStatusResponse status)
    {
        var table = Table(["queue", "fill"], ["waiting", "batches done"], []);
        foreach (var block in status.Blocks)
        {
            var colour = block.QueueLength * 2 > block.QueueCapacity ? "yellow" : "green";
            table.AddRow(
                new Text(block.Name),
                new Markup($"[{colour}]{Figures.Bar(block.QueueLength, block.QueueCapacity, BarCells)}[/]"),
                new Text($"{block.QueueLength}/{block.QueueCapacity}"),
                new Text(Figures.Count(block.Processed)));
        }

        return table;
    }

    private static Table Sinks(GetStatusResponse status)
    {
        var table = Table(["sink"], ["written", "waiting", "retries", "refused", "spooled"], ["target"]);
        foreach (var sink in status.Sinks)
        {
            if (!sink.Enabled)
            {
                table.AddRow(new Text(sink.Name), new Markup("[grey]off[/]"));
                continue;
            }

            table.AddRow(
                new Markup(sink.Problem.Length > 0 ? $"[yellow]{OperatorText.Safe(sink.Name)}[/]" : OperatorText.Safe(sink.Name)),
                new Text(Figures.Compact(sink.Written)),
                new Text(Figures.Compact(sink.Waiting)),
                new Text(Figures.Compact(sink.Retries)),
                new Text(Figures.Compact(sink.Rejected)),
                new Text(sink.SpoolBytes == 0 ? "" : Figures.Bytes(sink.SpoolBytes)),
                new Markup(OperatorText.Safe(sink.Target)));
        }

        return table;
    }

    private static Table Table(IEnumerable<string> left, IEnumerable<string> right, IEnumerable<string> last)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var (names, aligned) in new[] { (left, false), (right, true), (last, false) })
        {
            foreach (var name in names)
            {
                var column = new TableColumn(name.Length == 0 ? "" : $"[grey]{name}[/]") { Padding = new Padding(0, 0, ColumnGap, 0) };
                table.AddColumn(aligned ? column.RightAligned() : column);
            }
        }

        return table;
    }

    private static string Offset(long offset) => offset < 0 ? "none" : offset.ToString(CultureInfo.InvariantCulture);
}
