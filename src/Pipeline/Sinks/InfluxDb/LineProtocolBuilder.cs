using System.Globalization;
using System.Text;

namespace GridFlow.Sinks.InfluxDb;

/// <summary>Writes a point as a line of InfluxDB's line protocol. Pure.</summary>
/// <remarks>
/// Meter, type and time are in the point's identity (tags and time), and they are what an anomaly's id is made of: two anomalies with different ids never share a
/// point. For that the escaping has to be one to one, so what it cannot say is refused and not replaced (docs/decisions/0012).
/// </remarks>
internal static class LineProtocolBuilder
{
    /// <summary>Writes the line, with its line feed.</summary>
    /// <param name="point">The point.</param>
    /// <param name="line">The line.</param>
    /// <returns>Null, or why no line can say this.</returns>
    public static string? TryBuild(in AnomalyPoint point, out byte[] line)
    {
        line = [];
        // The other tags are symbols of an Avro enum: letters, digits, underscores.
        if (TagFault("meter_id", point.MeterId) is { } fault)
        {
            return fault;
        }

        var text = new StringBuilder("anomalies");
        // Sorted, as the server keeps them.
        Tag(text, "anomaly_type", point.AnomalyType);
        Tag(text, "channel", point.Channel);
        Tag(text, "meter_id", point.MeterId);
        Tag(text, "severity", point.Severity);
        text.Append(' ');
        foreach (var (name, value) in Fields(point))
        {
            if (!double.IsFinite(value))
            {
                return $"{name} is {value.ToString(CultureInfo.InvariantCulture)}; InfluxDB has only finite numbers";
            }

            text.Append(name).Append('=').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append(',');
        }

        text.Length--;
        if (point.FeederId is { } feeder)
        {
            Text(text.Append(','), "feeder_id", feeder);
        }

        text.Append(' ').Append(point.EventTimeMs.ToString(CultureInfo.InvariantCulture)).Append('\n');
        line = Encoding.UTF8.GetBytes(text.ToString());
        return null;
    }

    private static (string Name, double Value)[] Fields(in AnomalyPoint point) =>
        [("deviation", point.DeviationSigma), ("mean", point.Mean), ("stddev", point.StdDev), ("threshold", point.ThresholdSigma), ("value", point.Value)];

    /// <summary>The protocol has no way to write these: a line feed ends the line, and a backslash in front of the separator takes it for text.</summary>
    private static string? TagFault(string name, string value)
    {
        if (value.Length == 0)
        {
            return $"{name} is empty; line protocol has no empty tag";
        }

        return value.Contains('\n', StringComparison.Ordinal) ? $"{name} holds a line feed, which line protocol cannot say"
            : value.EndsWith('\\') ? $"{name} ends with a backslash, which line protocol cannot say"
            : null;
    }

    private static void Tag(StringBuilder text, string name, string value)
    {
        text.Append(',').Append(name).Append('=');
        foreach (var c in value)
        {
            if (c is ',' or '=' or ' ')
            {
                text.Append('\\');
            }

            text.Append(c);
        }
    }

    /// <summary>A field of text, not a tag: a tag would make another point of an anomaly whose meter moves to another feeder. In quotes anything can be said.</summary>
    private static void Text(StringBuilder text, string name, string value)
    {
        text.Append(name).Append("=\"");
        foreach (var c in value)
        {
            if (c is '"' or '\\')
            {
                text.Append('\\');
            }

            text.Append(c);
        }

        text.Append('"');
    }
}
