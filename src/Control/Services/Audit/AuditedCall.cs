using System.Globalization;
using Google.Protobuf.Collections;
using GridFlow.V1;

namespace GridFlow.Control.Services.Audit;

/// <summary>A call that changes something, in short. Calls that only look have none.</summary>
/// <param name="Call">Its name.</param>
/// <param name="Target">What it is about, as the caller wrote it.</param>
/// <param name="Reason">Why.</param>
internal sealed record AuditedCall(string Call, string Target, string Reason)
{
    /// <summary>Most characters of a target.</summary>
    public const int MaxTargetLength = 300;

    /// <summary>Names of all.</summary>
    public static IReadOnlyList<string> Calls { get; } = ["Pause", "Resume", "TriggerCheckpoint", "SetThreshold"];

    /// <summary>The call that a request is; null when it changes nothing.</summary>
    public static AuditedCall? Of(object request) => request switch
    {
        PauseRequest pause => new("Pause", Scopes(pause.Partitions, pause.FeederIds), pause.Reason),
        ResumeRequest resume => new("Resume", Scopes(resume.Partitions, resume.FeederIds), resume.Reason),
        TriggerCheckpointRequest checkpoint => new("TriggerCheckpoint", "all partitions of this instance", checkpoint.Reason),
        SetThresholdRequest set => new("SetThreshold", Change(set), set.Reason),
        _ => null,
    };

    /// <summary>Revision that an answer names; null when it names none.</summary>
    public static long? RevisionOf(object response) => response switch
    {
        PauseResponse pause => pause.Revision,
        ResumeResponse resume => resume.Revision,
        SetThresholdResponse set => set.Revision,
        _ => null,
    };

    private static string Scopes(RepeatedField<int> partitions, RepeatedField<string> feeders)
    {
        var parts = new List<string>();
        if (partitions.Count > 0)
        {
            parts.Add($"partitions {string.Join(' ', partitions)}");
        }

        if (feeders.Count > 0)
        {
            parts.Add($"feeders {string.Join(' ', feeders)}");
        }

        return parts.Count > 0 ? string.Join(", ", parts) : "everything";
    }

    private static string Change(SetThresholdRequest request)
    {
        var threshold = request.Threshold ?? new Threshold();
        var scope = threshold.ScopeCase switch
        {
            Threshold.ScopeOneofCase.Global => "global",
            Threshold.ScopeOneofCase.Channel => $"channel {threshold.Channel.ToString().ToLowerInvariant()}",
            Threshold.ScopeOneofCase.MeterId => $"meter {threshold.MeterId}",
            _ => "no scope",
        };
        return request.Remove ? $"{scope} removed" : string.Create(CultureInfo.InvariantCulture, $"{scope} {threshold.Sigma:0.0###} sigma");
    }
}
