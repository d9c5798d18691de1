using System.Text;

namespace GridFlow.Control.Metrics;

/// <summary>Writes every metric as the part of <c>docs/metrics.md</c> that cannot drift: names, types, units and help from the instruments.</summary>
internal static class MetricsReference
{
    /// <summary>First line of that part.</summary>
    public const string Marker = "<!-- From here on written by MetricsPageTests: run them with GRIDFLOW_UPDATE_GOLDEN=1 after a change. -->";

    public static string Render(MetricInventory inventory)
    {
        var page = new StringBuilder($"{Marker}\n");
        foreach (var (section, notes) in MetricNotes.Sections)
        {
            page.Append("\n## ").Append(section).Append("\n| metric | type | of what | meaning | labels | what to do |\n|---|---|---|---|---|---|\n");
            foreach (var note in notes)
            {
                var facts = inventory.Facts[note.Instrument].First();
                var labels = string.Join("; ", note.Labels.Select(label => $"`{PrometheusName.Label(label.Key)}`: {label.Values}"));
                page.Append("| `").Append(PrometheusName.Of(note.Instrument, facts)).Append("` | ").Append(PrometheusName.Type(facts)).Append(" | ").Append(PrometheusName.Words(facts))
                    .Append(" | ").Append(facts.Description).Append(" | ").Append(labels).Append(" | ").Append(note.Advice).Append(" |\n");
            }
        }

        return page.ToString();
    }
}
