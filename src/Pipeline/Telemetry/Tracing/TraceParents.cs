using System.Diagnostics;
using System.Text;
using GridFlow.Readings;

namespace GridFlow.Telemetry.Tracing;

/// <summary>Finds who sent a batch's records: the W3C <c>traceparent</c> in their headers.</summary>
internal static class TraceParents
{
    /// <summary>Most links of one span, the limit that OpenTelemetry's SDKs have too.</summary>
    public const int MostLinks = 128;

    /// <summary>Links to the first spans that are named, each once.</summary>
    /// <param name="batch">The records.</param>
    /// <param name="named">How many records name one; may be more than there are links.</param>
    public static List<ActivityLink> Of(ReadingBatch batch, out int named)
    {
        named = 0;
        var seen = new HashSet<ActivityContext>();
        foreach (ref readonly var record in batch.Records)
        {
            if (Parse(batch.Slice(record.Headers)) is { } parent)
            {
                named++;
                if (seen.Count < MostLinks)
                {
                    seen.Add(parent);
                }
            }
        }

        return [.. seen.Select(parent => new ActivityLink(parent))];
    }

    private static ActivityContext? Parse(ReadOnlySpan<byte> headers) =>
        RecordHeaders.TryFind(headers, "traceparent"u8, out var parent)
        && ActivityContext.TryParse(Encoding.UTF8.GetString(parent), RecordHeaders.TryFind(headers, "tracestate"u8, out var state) ? Encoding.UTF8.GetString(state) : null, isRemote: true, out var context)
            ? context
            : null;
}
