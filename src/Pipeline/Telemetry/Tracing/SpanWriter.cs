using System.Diagnostics;

namespace GridFlow.Telemetry.Tracing;

/// <summary>Writes spans of what is over. All times are told from one look at both clocks, so that they fit together to the tick.</summary>
internal sealed class SpanWriter(ActivitySource source, TimeProvider time)
{
    private readonly long _timestamp = time.GetTimestamp();
    private readonly DateTimeOffset _now = time.GetUtcNow();

    /// <summary>Begins a span without a parent and leaves it current; null when no listener wants it.</summary>
    public Activity? Open(string name, ActivityKind kind, ActivityTagsCollection tags, IEnumerable<ActivityLink> links, long began) =>
        source.StartActivity(name, kind, parentContext: default, tags, links, At(began));

    /// <summary>Writes a child of the current span; nothing when the stage was not reached.</summary>
    public void Write(string name, ActivityKind kind, ActivityTagsCollection tags, long began, long ended)
    {
        if (began == 0 || ended == 0)
        {
            return;
        }

        using var span = source.StartActivity(name, kind, parentContext: default, tags, links: null, At(began));
        if (span is not null)
        {
            SetEnd(span, ended);
        }
    }

    /// <summary>Fixes when a span ended.</summary>
    public void SetEnd(Activity span, long ended) => span.SetEndTime(At(ended).UtcDateTime);

    private DateTimeOffset At(long timestamp) => _now - time.GetElapsedTime(timestamp, _timestamp);
}
