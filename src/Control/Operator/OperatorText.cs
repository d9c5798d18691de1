using System.Globalization;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using GridFlow.Control.Terminal;
using GridFlow.V1;
using Spectre.Console;

namespace GridFlow.Control.Operator;

/// <summary>Times, offsets and foreign text as the operator commands show them.</summary>
internal static class OperatorText
{
    private const int MostOffsets = 12;

    /// <summary>What somebody else wrote, for markup. Control characters would steer the terminal.</summary>
    public static string Safe(string text) => Markup.Escape(string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)));

    /// <summary>A moment in UTC, to the second.</summary>
    public static string Time(Timestamp? at) => at is null ? "-" : at.ToDateTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A length of time in its two largest units.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (int)span.TotalSeconds)} s"),
        { TotalMinutes: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min"),
        { TotalHours: < 24 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h {span.Minutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays} d {span.Hours} h"),
    };

    /// <summary>How long ago. Clocks of two machines differ: what lies ahead is now.</summary>
    public static string Ago(Timestamp? at, DateTimeOffset now) => at is null ? "-" : $"{Span(now - at.ToDateTimeOffset())} ago";

    /// <summary>A rate a second, short.</summary>
    public static string Rate(double perSecond) => perSecond switch
    {
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{perSecond:0.#}/s"),
        < 100_000 => string.Create(CultureInfo.InvariantCulture, $"{perSecond:N0}/s"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{perSecond / 1e3:0} k/s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{perSecond / 1e6:0.0} M/s"),
    };

    /// <summary>Quantiles of the latency.</summary>
    public static string Latency(LatencyQuantiles? latency) => latency is null or { Count: 0 }
        ? "no anomaly in the last minute"
        : $"p50 {Figures.Milliseconds(latency.P50Ms)}  p99 {Figures.Milliseconds(latency.P99Ms)}  max {Figures.Milliseconds(latency.MaxMs)}";

    /// <summary>One offset for each partition, in a line: <c>offset 120 of partition 0, 77 of 1</c>.</summary>
    public static string Offsets(RepeatedField<PartitionOffset> offsets)
    {
        var shown = offsets.OrderBy(offset => offset.Partition).Take(MostOffsets).Select((offset, index) => string.Create(
            CultureInfo.InvariantCulture, $"{(index == 0 ? "offset " : "")}{offset.Offset} of {(index == 0 ? "partition " : "")}{offset.Partition}"));
        var more = offsets.Count > MostOffsets ? $", and {offsets.Count - MostOffsets} more (--json shows all)" : "";
        return string.Join(", ", shown) + more;
    }

    /// <summary>What to say when instances have not followed yet; null when all have.</summary>
    public static string? Pending(RepeatedField<int> partitions) => partitions.Count == 0 ? null
        : $"[yellow]Not confirmed yet[/] by the instances that own partition {string.Join(", ", partitions.Order())}: it is kept, and they follow as soon as they can (gridflow status there shows why not yet).";

    /// <summary>Who changed something, when and why.</summary>
    public static string Change(Change? change, DateTimeOffset now) => change is null ? ""
        : $"by {Safe(change.User)}, {Ago(change.At, now)}{(change.Reason.Length == 0 ? "" : $": {Safe(change.Reason)}")}";
}
