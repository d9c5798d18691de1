using System.Net;
using System.Text;
using GridFlow.Load.Scenarios.Running;

namespace GridFlow.Load.Scenarios.Reporting;

/// <summary>The report as one page that needs nothing else: no script, no font, no picture from anywhere.</summary>
internal static class HtmlReport
{
    public static string Write(LoadReport report)
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n");
        page.Append($"<title>GridFlow load: {Text(string.Join(", ", report.Scenarios.Select(scenario => scenario.Name)))}</title>\n<style>\n{Style()}</style>\n</head>\n<body>\n<main>\n");
        page.Append($"<header><h1>GridFlow under load</h1><p>{Text(Invariant($"{report.StartedAt:yyyy-MM-dd HH:mm} UTC · version {report.Version}"))}</p>{Badge(report.Held, report.Interrupted, report.Failures.Count > 0)}</header>\n");
        foreach (var scenario in report.Scenarios)
        {
            Append(page, scenario);
        }

        foreach (var failure in report.Failures)
        {
            page.Append($"<section><h2>{Text(failure.Name)} <span class=\"badge broken\">no result</span></h2><pre>{Text(failure.Message)}</pre></section>\n");
        }

        page.Append("<section><h2>Environment</h2>");
        page.Append(Table(["", ""], report.Environment.Select(pair => new[] { pair.Key, pair.Value })));
        page.Append($"<pre>{Text(report.CommandLine)}</pre></section>\n</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static void Append(StringBuilder page, ScenarioResult scenario)
    {
        page.Append($"<section><h2>{Text(scenario.Name)} {Badge(scenario.Held, scenario.Interrupted)}</h2><p>{Text(scenario.Summary)}</p>\n<div class=\"figures\">");
        foreach (var (name, value) in Headlines(scenario))
        {
            page.Append($"<div><b>{Text(value)}</b><span>{Text(name)}</span></div>");
        }

        page.Append("</div>\n<div class=\"charts\">\n");
        foreach (var (title, hint, svg) in ScenarioCharts.Of(scenario))
        {
            page.Append($"<figure><figcaption><b>{Text(title)}</b> {Text(hint)}</figcaption>{svg}</figure>\n");
        }

        page.Append("</div>\n<h3>Thresholds</h3>");
        page.Append(Table(
            ["threshold", "limit", "measured", ""],
            scenario.Thresholds.Select(threshold => new[] { threshold.Name, threshold.LimitText, threshold.ValueText, scenario.Interrupted ? Wording.NotJudged : threshold.Held ? "held" : "broken" })));
        page.Append("<h3>Latency from the intended time, ms</h3>");
        page.Append(Table(Wording.StepColumns, scenario.Steps.Select(Wording.Row)));
        page.Append("<h3>In and out</h3>");
        page.Append(Table(["", ""], Wording.Rows(scenario.Counts).Select(row => new[] { row.Name, row.Value })));
        page.Append("<h3>Notes</h3><ul>");
        var failures = scenario.Steps.SelectMany(step => step.Failures.Select(failure => Invariant($"{step.Name}: {failure.Value:N0} × {failure.Key}")));
        foreach (var note in scenario.Load.Concat(scenario.Notes).Concat(failures).Concat(scenario.Events.Select(e => Invariant($"{e.AtS:0.0} s: {e.What}"))))
        {
            page.Append($"<li>{Text(note)}</li>");
        }

        page.Append("</ul></section>\n");
    }

    private static IEnumerable<(string Name, string Value)> Headlines(ScenarioResult scenario)
    {
        var anomaly = scenario.Steps.FirstOrDefault(step => step.Name == Scenario.Anomaly)?.Latency;
        yield return ("readings offered", Wording.Count(scenario.Counts.Offered));
        yield return ("anomalies", Wording.Count(scenario.Counts.Anomalies));
        yield return ("p50", anomaly is { Count: > 0 } ? $"{Wording.Ms(anomaly.P50Ms)} ms" : "–");
        yield return ("p99", anomaly is { Count: > 0 } ? $"{Wording.Ms(anomaly.P99Ms)} ms" : Wording.None);
        yield return ("p99.99", anomaly is { Count: >= Wording.LeastForP9999 } ? $"{Wording.Ms(anomaly.P9999Ms)} ms" : Wording.None);
        yield return ("most memory", scenario.Samples.Max(sample => sample.MemoryMb) is { } most ? Invariant($"{most:N0} MB") : "–");
    }

    private static string Table(IReadOnlyList<string> head, IEnumerable<string[]> rows)
    {
        var table = new StringBuilder("<div class=\"wide\"><table>");
        if (head.Any(cell => cell.Length > 0))
        {
            table.Append($"<thead><tr>{string.Concat(head.Select(cell => $"<th>{Text(cell)}</th>"))}</tr></thead>");
        }

        table.Append("<tbody>");
        foreach (var row in rows)
        {
            table.Append($"<tr>{string.Concat(row.Select(cell => $"<td{(cell is "held" or "broken" ? $" class=\"{cell}\"" : "")}>{Text(cell)}</td>"))}</tr>");
        }

        return table.Append("</tbody></table></div>\n").ToString();
    }

    private static string Badge(bool held, bool interrupted, bool noResult = false) =>
        interrupted ? $"<span class=\"badge\">interrupted, {Wording.NotJudged}</span>"
        : $"<span class=\"badge {(held ? "held" : "broken")}\">{(held ? "all held" : noResult ? "not all could be run" : "thresholds broken")}</span>";

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static string Style()
    {
        using var reader = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!);
        return reader.ReadToEnd();
    }
}
